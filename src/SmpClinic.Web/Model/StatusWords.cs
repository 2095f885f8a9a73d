namespace SmpClinic.Web.Model;

/// <summary>Where an appointment stands, in words.</summary>
public static class StatusWords
{
    public static string Of(AppointmentStatus status) => status switch
    {
        AppointmentStatus.Requested => "Waiting for the clinic",
        AppointmentStatus.Confirmed => "Confirmed",
        AppointmentStatus.Arrived => "Arrived",
        AppointmentStatus.Completed => "Completed",
        AppointmentStatus.NoShow => "Did not come",
        AppointmentStatus.Cancelled => "Cancelled",
        AppointmentStatus.Declined => "Declined",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The modifier of the badge's style class.</summary>
    public static string BadgeOf(AppointmentStatus status) => status == AppointmentStatus.NoShow ? "no-show" : status.ToString().ToLowerInvariant();
}
