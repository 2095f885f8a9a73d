namespace SmpClinic.Web.Features.Booking;

/// <summary>The zones a visitor without script can pick from for a second clock; with script the browser's own is used.</summary>
public static class VisitorZones
{
    public static readonly IReadOnlyList<string> Offered =
    [
        "America/Chicago", "America/Denver", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Toronto",
        "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Karachi", "Asia/Kolkata",
        "Asia/Singapore", "Asia/Tokyo", "Atlantic/Azores", "Australia/Perth", "Australia/Sydney", "Europe/Athens", "Europe/Berlin",
        "Europe/Dublin", "Europe/Istanbul", "Europe/Lisbon", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Warsaw", "Pacific/Auckland",
    ];
}
