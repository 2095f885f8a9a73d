using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What a change does to a time on offer.</summary>
public enum OfferChange
{
    Kept,
    Gained,
    Lost,
}

/// <summary>A time on offer before a change, after it, or both.</summary>
public sealed record ComparedTime(Instant Start, OfferChange Change);

/// <summary>A date with the times compared.</summary>
public sealed record ComparedDay(LocalDate Date, IReadOnlyList<ComparedTime> Times);

/// <summary>What visitors would be offered of one service.</summary>
public sealed record ComparedOffer(string Service, IReadOnlyList<ComparedDay> Days)
{
    public int Gained => Count(OfferChange.Gained);

    public int Lost => Count(OfferChange.Lost);

    public int Kept => Count(OfferChange.Kept);

    private int Count(OfferChange change) => Days.Sum(day => day.Times.Count(time => time.Change == change));
}

/// <summary>Asks <see cref="Availability"/> what visitors are offered under the rules as they are and as they would be.</summary>
internal sealed class OfferComparison(ClinicDb db, Diary diary, ClinicCalendar calendar, RuleBook before, RuleSheet after, Instant now)
{
    /// <summary>How many days are compared.</summary>
    public const int Days = 14;

    /// <summary>How far from its time a visit is offered others.</summary>
    private const int Around = 28;

    private const int MostOthers = 4;

    private readonly RuleBook _after = after.ToBook();

    /// <summary>The first date compared: today, or that on which the change begins.</summary>
    public LocalDate FirstOf(RuleEffect effect) => LocalDate.Max(calendar.DateOf(now), effect.From ?? LocalDate.MinIsoValue);

    /// <summary>Every service that can be booked before or after, with whoever the change is about or with anybody.</summary>
    public async Task<IReadOnlyList<ComparedOffer>> ReadAsync(RuleEffect effect, CancellationToken cancellationToken)
    {
        var from = FirstOf(effect);
        var offers = new List<ComparedOffer>();
        foreach (var slug in before.Services.Select(s => s.Slug).Union(_after.Services.Select(s => s.Slug), StringComparer.Ordinal))
        {
            var (then, thereafter) = (before.Find(slug), _after.Find(slug));
            if (effect.Only is { } only && !Offers(then, only) && !Offers(thereafter, only))
            {
                continue;
            }

            var (old, @new) = (await StartsAsync(before, then, from, effect.Only, cancellationToken), await StartsAsync(_after, thereafter, from, effect.Only, cancellationToken));
            var times = old.Union(@new).Order().ToLookup(calendar.DateOf, start => new ComparedTime(start, !old.Contains(start) ? OfferChange.Gained : !@new.Contains(start) ? OfferChange.Lost : OfferChange.Kept));
            offers.Add(new((thereafter ?? then)!.Name, [.. Enumerable.Range(0, Days).Select(n => from.PlusDays(n)).Select(date => new ComparedDay(date, [.. times[date]]))]));
        }

        return offers;
    }

    /// <summary>The nearest times at which a visit could stand instead, whether or not the change is saved.</summary>
    /// <param name="visit">Which.</param>
    /// <param name="within">The one practitioner who may take it; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<OtherTime>> OthersAsync(AffectedVisit visit, int? within, CancellationToken cancellationToken)
    {
        if (after.Services.Find(s => s.Id == visit.ServiceId) is not { } service || before.Find(service.Slug) is not { } present)
        {
            return [];
        }

        var date = calendar.DateOf(visit.Start);
        var (from, until) = (LocalDate.Max(calendar.DateOf(now), date.PlusDays(-Around)), date.PlusDays(Around));
        var length = (int)(visit.End - visit.Start).TotalMinutes;
        var then = await diary.PeekAsync(db, _after, service, service.RulesForStaff with { LengthMinutes = length }, from, until, now, visit.Id, within, cancellationToken);
        var today = await diary.PeekAsync(db, before, present, present.RulesForStaff with { LengthMinutes = length }, from, until, now, visit.Id, within, cancellationToken);
        var good = then.Offer(now, from, until).Where(slot => slot.Start != visit.Start || slot.PractitionerId != visit.PractitionerId)
            .OrderBy(slot => slot.Start > visit.Start ? slot.Start - visit.Start : visit.Start - slot.Start)
            .Where(slot => today.Check(now, slot.Start, slot.PractitionerId).Slot is not null);
        var byPerson = good.ToLookup(slot => slot.PractitionerId == visit.PractitionerId);
        return
        [
            .. byPerson[true].Take(MostOthers).Concat(byPerson[false].DistinctBy(slot => slot.Start).Take(MostOthers))
                .Select(slot => (slot.Start, Who: after.Practitioners.First(p => p.Id == slot.PractitionerId)))
                .Select(other => new OtherTime(other.Start, other.Who.Slug, other.Who.Name)),
        ];
    }

    private static bool Offers(Service? service, Practitioner who) => service?.Practitioners.Exists(p => p.Slug == who.Slug) == true;

    private async Task<HashSet<Instant>> StartsAsync(RuleBook book, Service? service, LocalDate from, Practitioner? only, CancellationToken cancellationToken)
    {
        if (service is null)
        {
            return [];
        }

        var until = from.PlusDays(Days - 1);
        var availability = await diary.PeekAsync(db, book, service, service.RulesForVisitors, from, until, now, own: null, only?.Id, cancellationToken);
        return [.. availability.Offer(now, from, until).Select(slot => slot.Start)];
    }
}
