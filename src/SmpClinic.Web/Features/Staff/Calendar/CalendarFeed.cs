using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>
/// A window of the diary as the drawn calendar takes it. Times are what the clinic's clock shows, without an offset: the grid is the
/// clinic's wall, whatever clock the reader's own machine keeps.
/// </summary>
public sealed record CalendarFeed(string Stamp, IReadOnlyList<FeedColumn> Columns, IEnumerable<FeedVisit> Visits, IEnumerable<FeedStretch> Stretches)
{
    private static readonly LocalDateTimePattern OnTheWall = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    /// <summary>Makes it of what was read.</summary>
    public static CalendarFeed Of(CalendarDiary read, CalendarAddress address, ClinicCalendar calendar, ClinicTime time)
    {
        var keys = read.Columns.ToDictionary(c => c.Id, c => c.Key);
        return new(
            read.Stamp,
            [.. read.Columns.Select(c => new FeedColumn(c.Key, c.Name))],
            read.Visits.Select(v => new FeedVisit(
                v.Id,
                v.In(address.ByRoom) is { } resource ? keys.GetValueOrDefault(resource) : null,
                Wall(v.Start),
                Wall(v.End),
                v.KeptFrom < v.Start ? Wall(v.KeptFrom) : null,
                v.KeptUntil > v.End ? Wall(v.KeptUntil) : null,
                v.ClientName,
                v.ServiceName,
                v.ServiceId % 6,
                StatusWords.BadgeOf(v.Status),
                StatusWords.Of(v.Status),
                v.IsOpen,
                v.Overbooked,
                $"{time.Time(v.Start)} to {time.Time(v.End)}",
                $"with {v.PractitionerName}{(v.RoomName is null ? string.Empty : ", " + v.RoomName)}, {StatusWords.Of(v.Status)}")),
            read.Stretches.Select(s => new FeedStretch(
                s.ResourceId is { } id ? keys.GetValueOrDefault(id) : null, s.Kind.ToString().ToLowerInvariant(), Wall(s.Span.Start), Wall(s.Span.End), s.Words)));

        string Wall(Instant instant) => OnTheWall.Format(calendar.LocalOf(instant));
    }
}

/// <summary>A column.</summary>
public sealed record FeedColumn(string Key, string Name);

/// <summary>A visit.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="Column">The key of its column; null where it has none here, such as a call among rooms.</param>
/// <param name="Start">On the clinic's clock.</param>
/// <param name="End">On the clinic's clock.</param>
/// <param name="KeptFrom">Where the buffer before it begins, if it has one.</param>
/// <param name="KeptUntil">Where the buffer after it ends, if it has one.</param>
/// <param name="Client">Who comes.</param>
/// <param name="Service">What for.</param>
/// <param name="Colour">One of six, by service.</param>
/// <param name="State">The modifier of the badge's class.</param>
/// <param name="StateWords">The same in words.</param>
/// <param name="Movable">Whether it can still be moved.</param>
/// <param name="Overbooked">Whether it lies over another on purpose.</param>
/// <param name="Times">From when to when, in words.</param>
/// <param name="Rest">What is not written on it: with whom, where, and how it stands.</param>
public sealed record FeedVisit(
    Guid Id, string? Column, string Start, string End, string? KeptFrom, string? KeptUntil, string Client, string Service, int Colour, string State, string StateWords, bool Movable, bool Overbooked, string Times, string Rest);

/// <summary>A stretch that is not worked.</summary>
public sealed record FeedStretch(string? Column, string Kind, string Start, string End, string? Words);
