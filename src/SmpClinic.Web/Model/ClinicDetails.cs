namespace SmpClinic.Web.Model;

/// <summary>Who the clinic is. Configuration section <c>Clinic</c>; the defaults are the invented demonstration clinic.</summary>
public sealed class ClinicDetails
{
    public string Name { get; set; } = "Stipple & Stroke Clinic";

    /// <summary>The IANA zone that decides days, limits and lead times.</summary>
    public string TimeZone { get; set; } = "Europe/London";

    /// <summary>As people read it.</summary>
    public string Phone { get; set; } = "0117 496 0123";

    public string Email { get; set; } = "hello@clinic.example.com";

    /// <summary>Where notices of new requests, moves and cancellations go.</summary>
    public string NoticesTo { get; set; } = "desk@clinic.example.com";

    public IReadOnlyList<string> Address { get; set; } = ["14 Marlowe Yard", "Bristol", "BS1 0XX"];

    /// <summary>What to know about getting in.</summary>
    public string Directions { get; set; } = "The door is the green one on the yard; step-free, with a bell. The waiting room is private.";

    /// <summary>How telephone numbers without a country code are read (ISO 3166-1 alpha-2).</summary>
    public string PhoneRegion { get; set; } = "GB";
}

/// <summary>Where the site lives. Configuration section <c>Site</c>.</summary>
public sealed class SiteSettings
{
    /// <summary>Scheme and host of every link in a mail; never taken from a request.</summary>
    public string BaseUrl { get; set; } = "http://localhost:5080";

    /// <summary>The absolute address of a path of the site.</summary>
    public string Absolute(string path) => BaseUrl.TrimEnd('/') + path;
}
