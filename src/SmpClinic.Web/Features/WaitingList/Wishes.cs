using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>What somebody on the waiting list wants, and whether a free time is that.</summary>
public static class Wishes
{
    /// <summary>All days of the week, Monday first.</summary>
    public static readonly IReadOnlyList<IsoDayOfWeek> Week =
    [
        IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday, IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday,
    ];

    /// <summary>Whether a free time lies on a wanted date and day, within the wanted hours, with whom was wanted.</summary>
    public static bool Fit(WaitingEntry entry, Slot slot, ClinicCalendar calendar)
    {
        var (start, end) = (calendar.LocalOf(slot.Start), calendar.LocalOf(slot.End));
        return (entry.Days & WaitingEntry.BitOf(start.DayOfWeek)) != 0
            && start.Date >= entry.FirstDate && start.Date <= entry.LastDate
            && end.Date == start.Date && start.TimeOfDay >= entry.EarliestTime && end.TimeOfDay <= entry.LatestTime
            && (entry.PractitionerId is null || entry.PractitionerId == slot.PractitionerId);
    }

    /// <summary>"Any day", "Tuesdays", "Tuesdays, Thursdays".</summary>
    public static string Days(WaitingEntry entry) => Week.All(day => Has(entry, day)) ? "Any day" : string.Join(", ", Week.Where(day => Has(entry, day)).Select(day => day + "s"));

    /// <summary>"between 9:00 and 17:30".</summary>
    public static string Hours(WaitingEntry entry) => $"between {Clock(entry.EarliestTime)} and {Clock(entry.LatestTime)}";

    /// <summary>"Tue 1 Dec to Fri 18 Dec".</summary>
    public static string Dates(WaitingEntry entry) => $"{ClinicTime.DateShort(entry.FirstDate)} to {ClinicTime.DateShort(entry.LastDate)}";

    /// <summary>All of it on one line.</summary>
    public static string Words(WaitingEntry entry) => $"{Days(entry)}, {Hours(entry)}, {Dates(entry)}";

    private static bool Has(WaitingEntry entry, IsoDayOfWeek day) => (entry.Days & WaitingEntry.BitOf(day)) != 0;

    private static string Clock(LocalTime time) => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
