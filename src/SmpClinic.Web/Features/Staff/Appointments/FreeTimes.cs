using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>A free time that could be proposed or offered.</summary>
public sealed record FreeTime(Instant Start, string Practitioner, string PractitionerName)
{
    private const char Separator = '|';

    /// <summary>The value of its box.</summary>
    public string Value => ValueOf(Start, Practitioner);

    /// <summary>The value of a time's box.</summary>
    public static string ValueOf(Instant start, string practitioner) => StartText.Write(start) + Separator + practitioner;

    /// <summary>What a box says; null where it says nothing of ours.</summary>
    public static (Instant Start, string Practitioner)? TryRead(string? typed) =>
        typed is { Length: <= 120 } && typed.Split(Separator) is [var start, { Length: > 0 } practitioner] && StartText.TryRead(start) is { } read ? (read, practitioner) : null;
}

/// <summary>A week of free times to tick.</summary>
public sealed record FreeWeek(LocalDate From, IReadOnlyList<(LocalDate Date, IReadOnlyList<FreeTime> Times)> Days, LocalDate? Earlier, LocalDate Later);

/// <summary>Reads what the diary offers under the rules for staff: no lead time, two years ahead.</summary>
public sealed class FreeTimes(ClinicDb db, Diary diary, ClinicCalendar calendar, IClock clock)
{
    /// <summary>A week of free times.</summary>
    /// <param name="serviceId">What for.</param>
    /// <param name="length">How long, in minutes; null for as long as the service.</param>
    /// <param name="practitioners">Whose times may be shown.</param>
    /// <param name="with">The only one whose times are shown; null for all.</param>
    /// <param name="from">The first date; brought within today and the horizon.</param>
    /// <param name="own">An offer whose times count as free.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<FreeWeek> WeekAsync(
        int serviceId, int? length, IReadOnlyList<PractitionerChoice> practitioners, PractitionerChoice? with, LocalDate from, Guid? own, CancellationToken cancellationToken)
    {
        var service = await db.Services.AsNoTracking().Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().FirstAsync(s => s.Id == serviceId, cancellationToken);
        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var rules = service.RulesForStaff with { LengthMinutes = length ?? service.LengthMinutes };
        var first = LocalDate.Min(LocalDate.Max(from, today), today.PlusDays(rules.HorizonDays));
        var until = first.PlusDays(TimesDesk.DaysShown - 1);
        var availability = await diary.ReadAsync(db, service, rules, first, until, now, own, with?.Id, cancellationToken);
        var named = practitioners.ToDictionary(p => p.Id);
        var free = availability.Offer(now, first, until).Where(s => named.ContainsKey(s.PractitionerId)).DistinctBy(s => s.Start)
            .Select(s => new FreeTime(s.Start, named[s.PractitionerId].Slug, named[s.PractitionerId].Name)).ToLookup(t => calendar.DateOf(t.Start));
        return new(
            first,
            [.. Enumerable.Range(0, TimesDesk.DaysShown).Select(n => first.PlusDays(n)).Select(date => (date, (IReadOnlyList<FreeTime>)[.. free[date]]))],
            first > today ? LocalDate.Max(today, first.PlusDays(-TimesDesk.DaysShown)) : null,
            first.PlusDays(TimesDesk.DaysShown));
    }
}
