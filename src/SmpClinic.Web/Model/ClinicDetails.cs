namespace SmpClinic.Web.Model;

/// <summary>Who the clinic is. Configuration section <c>Clinic</c>; the defaults are the invented demonstration clinic.</summary>
public sealed class ClinicDetails
{
    private string? _phoneLink;

    public string Name { get; set; } = "Stipple & Stroke Clinic";

    /// <summary>The IANA zone that decides days, limits and lead times.</summary>
    public string TimeZone { get; set; } = "Europe/London";

    public string Street { get; set; } = "14 Marlowe Yard";

    public string Town { get; set; } = "Bristol";

    public string Postcode { get; set; } = "BS1 0XX";

    /// <summary>As people read it. The default is from the range Ofcom keeps for drama, so that nobody is rung by mistake.</summary>
    public string Phone { get; set; } = "0117 496 0123";

    public string Email { get; set; } = "hello@example.com";

    /// <summary>Where notices of new requests, moves and cancellations go.</summary>
    public string NoticesTo { get; set; } = "desk@example.com";

    /// <summary>What to know about getting in.</summary>
    public string Directions { get; set; } = "The door is the green one on the yard; step-free, with a bell. The waiting room is private.";

    /// <summary>How telephone numbers without a country code are read (ISO 3166-1 alpha-2).</summary>
    public string PhoneRegion { get; set; } = "GB";

    public string OpeningSummary { get; set; } =
        "Tuesday to Friday 10 am to 6 pm, Saturday 9 am to 4 pm. Closed on Sunday, Monday and bank holidays.";

    /// <summary>Whether pages say that the clinic and its people are invented.</summary>
    public bool IsDemonstration { get; set; } = true;

    /// <summary>The address on one line.</summary>
    public string Address => $"{Street}, {Town} {Postcode}";

    /// <summary>The telephone number as a link dials it.</summary>
    public string PhoneLink => _phoneLink ??= PhoneNumber.TryRead(Phone, PhoneRegion)?.E164 ?? Phone.Replace(" ", "", StringComparison.Ordinal);
}

/// <summary>Where the site lives. Configuration section <c>Site</c>.</summary>
public sealed class SiteSettings
{
    /// <summary>Scheme and host of every link in a mail; never taken from a request.</summary>
    public string BaseUrl { get; set; } = "http://localhost:5080";

    /// <summary>The absolute address of a path of the site.</summary>
    public string Absolute(string path) => BaseUrl.TrimEnd('/') + path;
}
