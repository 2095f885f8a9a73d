using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>Somebody or somewhere with a column of their own.</summary>
/// <param name="Key">A practitioner's slug, or "room-" and a room's number.</param>
/// <param name="Id">The resource.</param>
/// <param name="Name">What people call it.</param>
public sealed record CalendarColumn(string Key, int Id, string Name)
{
    /// <summary>A room's key.</summary>
    public static string RoomKey(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"room-{id}");
}

/// <summary>One visit that takes up time, in the columns the calendar needs and no other.</summary>
public sealed record CalendarVisit(
    Guid Id,
    Instant Start,
    Instant End,
    int FirstCell,
    int EndCell,
    int PractitionerId,
    string PractitionerName,
    int? RoomId,
    string? RoomName,
    string ClientName,
    int ServiceId,
    string ServiceName,
    VisitMode Mode,
    AppointmentStatus Status,
    bool Overbooked)
{
    /// <summary>From when the time is kept free, its buffer included.</summary>
    public Instant KeptFrom => DiaryCell.Start(FirstCell);

    /// <summary>Until when the time is kept free, its buffer included.</summary>
    public Instant KeptUntil => DiaryCell.Start(EndCell);

    /// <summary>Whether it can still be moved.</summary>
    public bool IsOpen => Status is AppointmentStatus.Requested or AppointmentStatus.Confirmed;

    /// <summary>The resource under which it stands.</summary>
    public int? In(bool byRoom) => byRoom ? RoomId : PractitionerId;
}

/// <summary>Why nobody is seen for a while.</summary>
public enum StretchKind
{
    /// <summary>Outside somebody's hours, or in their break.</summary>
    Off,

    /// <summary>Somebody's absence.</summary>
    Away,

    /// <summary>The whole clinic is shut.</summary>
    Closed,
}

/// <summary>A stretch of time that is not worked.</summary>
/// <param name="ResourceId">Whose; null for everybody's.</param>
/// <param name="Kind">Why.</param>
/// <param name="Span">When.</param>
/// <param name="Words">The reason, where there is one.</param>
public sealed record CalendarStretch(int? ResourceId, StretchKind Kind, Interval Span, string? Words)
{
    /// <summary>The absence it is, where it is one.</summary>
    public Guid? AbsenceId { get; init; }
}

/// <summary>When somebody works on a date, in the order of the day.</summary>
public sealed record WorkedOn(LocalDate Date, int PractitionerId, IReadOnlyList<Interval> Spans);

/// <summary>A window of the diary as it was read.</summary>
/// <param name="Stamp">Another one as soon as anything in it has changed.</param>
/// <param name="Columns">People or rooms, in the clinic's order.</param>
/// <param name="Visits">By start.</param>
/// <param name="Stretches">What is not worked, by start.</param>
/// <param name="Worked">Who works when.</param>
public sealed record CalendarDiary(
    string Stamp, IReadOnlyList<CalendarColumn> Columns, IReadOnlyList<CalendarVisit> Visits, IReadOnlyList<CalendarStretch> Stretches, IReadOnlyList<WorkedOn> Worked);

/// <summary>The calendar's page.</summary>
/// <param name="Address">What is looked at.</param>
/// <param name="Everybody">Every column there is to choose from.</param>
/// <param name="Diary">What is in it.</param>
/// <param name="Today">The clinic's date.</param>
/// <param name="Now">When it was read.</param>
public sealed record CalendarPage(CalendarAddress Address, IReadOnlyList<CalendarColumn> Everybody, CalendarDiary Diary, LocalDate Today, Instant Now)
{
    /// <summary>What has just been done, in one word.</summary>
    public string? Done { get; init; }

    /// <summary>The change just made, while it can be undone.</summary>
    public UndoOffer? Undo { get; init; }

    /// <summary>What has just been done, in words.</summary>
    public string? DoneWords => Done switch
    {
        "same" => "That is where it stands already. Nothing was changed.",
        "undone" => "The change was undone.",
        "too-late" => "A change can be undone for a minute. That minute is over; move the visit back by hand.",
        "taken" => "The old time has been given to somebody else meanwhile. The visit stays where it is.",
        "changed" => "Somebody has changed the visit since. It was left as it is.",
        "booked" => "Booked.",
        "blocked" => "The time is blocked.",
        "unblocked" => "The time is open again.",
        _ => null,
    };

    /// <summary>What is shown, in words.</summary>
    public string Heading => Address.Span switch
    {
        CalendarSpan.Day => ClinicTime.Date(Address.Date),
        CalendarSpan.Month => Address.Date.ToString("MMMM uuuu", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
        _ => $"{ClinicTime.DateShort(Address.From)} to {ClinicTime.DateShort(Address.Until)} {Address.Until.Year}",
    };
}

/// <summary>Some visits as a table.</summary>
public sealed record CalendarVisitsView(IReadOnlyList<CalendarVisit> Visits, bool ByRoom, string Caption, string Back);
