namespace SmpClinic.Web.Features.Content;

/// <summary>What the site says about the clinic itself. Bound from configuration where there is any; these values are the demonstration clinic's.</summary>
public sealed class ClinicDetails
{
    public string Name { get; set; } = "Stipple & Stroke Clinic";
    public string Street { get; set; } = "14 Marlowe Yard";
    public string Town { get; set; } = "Bristol";
    public string Postcode { get; set; } = "BS1 0XX";

    /// <summary>From the range Ofcom keeps for drama, so that nobody is rung by mistake.</summary>
    public string Phone { get; set; } = "0117 496 0123";
    public string Email { get; set; } = "hello@example.com";
    public string OpeningSummary { get; set; } = "Tuesday to Friday 10 am to 6 pm, Saturday 9 am to 4 pm. Closed on Sunday, Monday and bank holidays.";
    public bool IsDemonstration { get; set; } = true;

    public string PhoneLink => "+44" + Phone.Replace(" ", "", StringComparison.Ordinal).TrimStart('0');
}
