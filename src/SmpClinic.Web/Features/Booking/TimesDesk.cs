using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>One start time on a page of times.</summary>
/// <param name="Start">The instant.</param>
/// <param name="Label">In clinic time.</param>
/// <param name="VisitorLabel">On the visitor's own clock, where that was asked for and differs.</param>
public sealed record TimeChoice(Instant Start, string Label, string? VisitorLabel);

/// <summary>One clinic date with its times.</summary>
public sealed record DayOfTimes(LocalDate Date, IReadOnlyList<TimeChoice> Times);

/// <summary>A week of bookable times for one service, with somebody or with whoever is free.</summary>
public sealed record WeekOfTimes(
    Service Service,
    Practitioner? With,
    IReadOnlyList<DayOfTimes> Days,
    LocalDate From,
    LocalDate? Earlier,
    LocalDate? Later,
    LocalDate? NextAvailable,
    DateTimeZone? VisitorZone)
{
    /// <summary>The last date shown.</summary>
    public LocalDate Until => From.PlusDays(TimesDesk.DaysShown - 1);

    /// <summary>The suitability check brought along, if any.</summary>
    public CarriedCheck? Check { get; init; }

    /// <summary>What it says of this service.</summary>
    public CheckVerdict Said => CheckVerdict.Of(Check, Service);

    /// <summary>The clinic date on which the first date shown opens for booking; null where it is open.</summary>
    public LocalDate? OpensOn { get; init; }

    /// <summary>Whether any day shown has a time.</summary>
    public bool HasTimes => Days.Any(d => d.Times.Count > 0);
}

/// <summary>Answers "when can I come?" for pages of times and for the API.</summary>
public sealed class TimesDesk(IDbContextFactory<ClinicDb> contexts, Diary diary, ClinicCalendar calendar, ClinicTime time, IClock clock, TimeProvider watch, ClinicMetrics metrics)
{
    /// <summary>How many days a page of times shows.</summary>
    public const int DaysShown = 7;

    /// <summary>The longest window one question may ask for, in days.</summary>
    public const int LongestWindow = 62;

    /// <summary>The services that can be booked, in the clinic's order.</summary>
    public async Task<IReadOnlyList<Service>> ServicesAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await diary.RulesAsync(db, cancellationToken)).Services;
    }

    /// <summary>One service that can be booked, with those who offer it; null where there is none.</summary>
    public async Task<Service?> ServiceAsync(string slug, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await diary.RulesAsync(db, cancellationToken)).Find(slug);
    }

    /// <summary>
    /// The week from a date on; without one, from today. Null where there is no such service or practitioner.
    /// </summary>
    /// <param name="serviceSlug">What.</param>
    /// <param name="practitionerSlug">With whom; null for whoever is free.</param>
    /// <param name="from">The first date; brought within today, the date of the check, and the horizon.</param>
    /// <param name="visitorZone">A second clock to show beside the clinic's.</param>
    /// <param name="own">One's own hold or appointment.</param>
    /// <param name="leaveOut">A start that is not worth offering: where the appointment already is.</param>
    /// <param name="length">How long one's appointment is, in minutes, where it is not as long as its service says.</param>
    /// <param name="check">A suitability check brought along: dates before its own are not offered.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<WeekOfTimes?> WeekAsync(
        string serviceSlug, string? practitionerSlug, LocalDate? from, DateTimeZone? visitorZone, Guid? own, Instant? leaveOut, int? length, CarriedCheck? check, CancellationToken cancellationToken)
    {
        await using var db = await OpenAsync(cancellationToken);
        var book = await diary.RulesAsync(db, cancellationToken);
        if (Find(book, serviceSlug, practitionerSlug) is not var (service, with))
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var last = today.PlusDays(service.HorizonDays);
        var rules = service.RulesForVisitors with { LengthMinutes = length ?? service.LengthMinutes };
        var said = CheckVerdict.Of(check, service);
        var earliest = LocalDate.Max(today, said.From ?? today);
        var first = LocalDate.Max(earliest, LocalDate.Min(from ?? today, last));
        var slots = said.Word is CheckWord.NotNow or CheckWord.PatchTestFirst ? [] : await OfferAsync(db, book, service, rules, with, first, first.PlusDays(DaysShown - 1), now, own, cancellationToken);
        var byDate = slots.Where(s => s.Start != leaveOut).DistinctBy(s => s.Start).ToLookup(s => calendar.DateOf(s.Start));
        var days = Enumerable.Range(0, DaysShown).Select(n => first.PlusDays(n)).Select(date => new DayOfTimes(
            date,
            [.. byDate[date].Select(s => new TimeChoice(s.Start, time.Time(s.Start), visitorZone is null ? null : time.InVisitorZone(s.Start, visitorZone)))]));
        var later = first.PlusDays(DaysShown);
        return new(
            service,
            with,
            [.. days],
            first,
            first > earliest ? LocalDate.Max(earliest, first.PlusDays(-DaysShown)) : null,
            later <= last ? later : null,
            byDate.Count == 0 && later <= last && said.Word is not (CheckWord.NotNow or CheckWord.PatchTestFirst) ? await NextAsync(db, book, service, rules, with, later, last, now, own, cancellationToken) : null,
            visitorZone)
        {
            Check = check,
            OpensOn = first > last ? first.PlusDays(-service.HorizonDays) : null,
        };
    }

    /// <summary>Every bookable slot between two clinic dates, and what addresses call whoever they are with; null where there is no such service or practitioner.</summary>
    public Task<(IReadOnlyList<Slot> Slots, IReadOnlyDictionary<int, string> Practitioners)?> BetweenAsync(
        string serviceSlug, string? practitionerSlug, LocalDate from, LocalDate until, Guid? own, CancellationToken cancellationToken) =>
        BetweenAsync(serviceSlug, practitionerSlug, from, until, own, check: null, cancellationToken);

    /// <summary>Every bookable slot between two clinic dates that a check brought along allows; null where there is no such service or practitioner.</summary>
    public async Task<(IReadOnlyList<Slot> Slots, IReadOnlyDictionary<int, string> Practitioners)?> BetweenAsync(
        string serviceSlug, string? practitionerSlug, LocalDate from, LocalDate until, Guid? own, CarriedCheck? check, CancellationToken cancellationToken)
    {
        await using var db = await OpenAsync(cancellationToken);
        var book = await diary.RulesAsync(db, cancellationToken);
        if (Find(book, serviceSlug, practitionerSlug) is not var (service, with))
        {
            return null;
        }

        var said = CheckVerdict.Of(check, service);
        var first = LocalDate.Max(from, said.From ?? from);
        var slots = said.Word is CheckWord.NotNow or CheckWord.PatchTestFirst || first > until
            ? []
            : await OfferAsync(db, book, service, service.RulesForVisitors, with, first, until, clock.GetCurrentInstant(), own, cancellationToken);
        return (slots, book.Slugs);
    }

    private async Task<IReadOnlyList<Slot>> OfferAsync(
        ClinicDb db, RuleBook book, Service service, BookingRules rules, Practitioner? with, LocalDate from, LocalDate until, Instant now, Guid? own, CancellationToken cancellationToken)
    {
        var began = watch.GetTimestamp();
        var availability = await diary.PeekAsync(db, book, service, rules, from, until, now, own, with?.Id, cancellationToken);
        var offer = availability.Offer(now, from, until);
        metrics.SlotsRead(watch.GetElapsedTime(began));
        return offer;
    }

    private async Task<LocalDate?> NextAsync(
        ClinicDb db, RuleBook book, Service service, BookingRules rules, Practitioner? with, LocalDate from, LocalDate last, Instant now, Guid? own, CancellationToken cancellationToken)
    {
        var slots = await OfferAsync(db, book, service, rules, with, from, last, now, own, cancellationToken);
        return slots.Count > 0 ? calendar.DateOf(slots[0].Start) : null;
    }

    /// <summary>A context whose connection stays open over the handful of questions that follow.</summary>
    private async Task<ClinicDb> OpenAsync(CancellationToken cancellationToken)
    {
        var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    private static (Service Service, Practitioner? With)? Find(RuleBook book, string serviceSlug, string? practitionerSlug)
    {
        var service = book.Find(serviceSlug);
        var with = service?.Practitioners.FirstOrDefault(p => p.Slug == practitionerSlug && p.Active);
        return service is null || (practitionerSlug is not null && with is null) ? null : (service, with);
    }
}
