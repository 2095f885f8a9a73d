using System.Globalization;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Lengths of time in words.</summary>
public static class Durations
{
    /// <summary>"45 minutes", "1 hour", "24 hours", "3 days".</summary>
    public static string Text(int minutes) => minutes switch
    {
        0 => "the start",
        _ when minutes % 1440 == 0 && minutes > 1440 => Count(minutes / 1440, "day"),
        _ when minutes % 60 == 0 => Count(minutes / 60, "hour"),
        _ => Count(minutes, "minute"),
    };

    private static string Count(int number, string unit) =>
        number.ToString(CultureInfo.InvariantCulture) + " " + unit + (number == 1 ? string.Empty : "s");
}
