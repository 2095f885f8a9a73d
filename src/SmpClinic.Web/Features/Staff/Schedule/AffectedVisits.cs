using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>A visit to come that a change of the rules would leave where the rules no longer have it. It stays booked in any case.</summary>
public sealed record AffectedVisit(
    Guid Id, long Version, string Reference, string ClientName, int ServiceId, string ServiceName, int PractitionerId, string PractitionerName, int? RoomId, Instant Start, Instant End)
{
    /// <summary>What would speak against it that does not now.</summary>
    public VisitTrouble Why { get; init; }

    /// <summary>Whether it has come up since the list was shown.</summary>
    public bool IsNew { get; init; }

    /// <summary>Where it could go instead.</summary>
    public IReadOnlyList<OtherTime> Others { get; init; } = [];

    /// <summary>What of its number the form carries to say that it was shown.</summary>
    public string Key => KeyOf(Id);

    /// <summary>The part of a number that is random: short enough for a form to carry thousands.</summary>
    public static string KeyOf(Guid id) => id.ToString("N")[20..];
}

/// <summary>A time that a visit could be moved to, before the change as well as after it.</summary>
public sealed record OtherTime(Instant Start, string PractitionerSlug, string PractitionerName);

/// <summary>Finds the visits that rules no longer have where they stand.</summary>
internal static class AffectedVisits
{
    /// <summary>The open visits to come against which something speaks in <paramref name="after"/> that did not in <paramref name="before"/>.</summary>
    public static async Task<List<AffectedVisit>> ReadAsync(
        ClinicDb db, RuleSnapshot? before, RuleSnapshot after, RuleEffect effect, ClinicCalendar calendar, Instant now, CancellationToken cancellationToken)
    {
        // A visit belongs to the evening it began in; no visit lasts a day.
        var today = calendar.DateOf(now);
        var first = calendar.DayOf(LocalDate.Max(today, effect.From ?? today).PlusDays(-1)).Start;
        Instant? end = effect.Until is { } until ? calendar.DayOf(until).End : null;
        var only = effect.Only?.Id;
        var visits = await db.Appointments.AsNoTracking()
            .Where(a => a.Start >= first && a.End > now && (end == null || a.Start < end) && (only == null || a.PractitionerId == only)
                && (a.Status == AppointmentStatus.Requested || a.Status == AppointmentStatus.Confirmed))
            .OrderBy(a => a.Start)
            .Select(a => new AffectedVisit(
                a.Id, a.Version, a.Reference, a.ContactName, a.ServiceId, a.Service!.Name, a.PractitionerId, a.Practitioner!.Name, a.RoomId, a.Start, a.End))
            .ToListAsync(cancellationToken);
        return
        [
            .. visits.Select(v => v with { Why = after.Against(v, calendar) & ~(before?.Against(v, calendar) ?? VisitTrouble.None) })
                .Where(v => v.Why != VisitTrouble.None),
        ];
    }
}

/// <summary>Troubles in words.</summary>
public static class TroubleWords
{
    private static readonly (VisitTrouble Trouble, string Words)[] All =
    [
        (VisitTrouble.ClinicClosed, "the clinic is closed"),
        (VisitTrouble.Away, "away"),
        (VisitTrouble.OutsideHours, "outside the hours"),
        (VisitTrouble.NotHere, "no longer works here"),
        (VisitTrouble.NotRegistered, "the registration has run out"),
        (VisitTrouble.NotOffered, "does not offer this any more"),
        (VisitTrouble.RoomShut, "the room is not for this any more"),
        (VisitTrouble.OtherRooms, "works in other rooms"),
    ];

    /// <summary>All of them, in one line.</summary>
    public static string Of(VisitTrouble trouble) => string.Join(", ", All.Where(one => trouble.HasFlag(one.Trouble)).Select(one => one.Words));
}
