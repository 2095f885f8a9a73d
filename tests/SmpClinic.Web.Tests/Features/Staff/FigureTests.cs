using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Reports;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>The reports' figures against a plain count of every visit.</summary>
public sealed class FigureTests
{
    private static readonly LocalDate First = new(2026, 9, 20);
    private const int Days = 170;

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    /// <summary>Visits come, change, move and go in a random order, some counted beforehand and some not, over a change of the clocks and of the year.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Every_period_of_everybody_and_of_each_practitioner_counts_what_a_plain_count_does(DatabaseProvider provider)
    {
        foreach (var seed in Profile.Seeds(2, 20))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                await using var site = await ClinicSite.StartAsync(provider);
                for (var round = 0; round < 4; round++)
                {
                    await ChangeAsync(site, random, round == 0 ? 120 : 40);
                    if (random.Next(3) > 0)
                    {
                        await site.Services.GetRequiredService<FigureFolding>().FoldAsync(TestContext.Current.CancellationToken);
                        Assert.False(await site.InDatabaseAsync(db => db.FigureChanges.AnyAsync()));
                        await ChangeAsync(site, random, random.Next(6));
                    }

                    for (var question = 0; question < 6; question++)
                    {
                        await AskAsync(site, random);
                    }
                }
            });
        }
    }

    [Fact]
    public async Task What_changed_while_it_was_counted_stays_marked_and_is_counted_by_the_report()
    {
        await using var site = await ClinicSite.StartAsync();
        var folding = site.Services.GetRequiredService<FigureFolding>();
        await ChangeAsync(site, new(1), 30);
        await folding.FoldAsync(TestContext.Current.CancellationToken);
        var before = await site.InDatabaseAsync(db => db.Figures.CountAsync());
        Assert.NotEqual(0, before);

        var visit = await site.BookAsync(StaffDiary.Thursday);
        var mark = await site.InDatabaseAsync(db => db.FigureChanges.SingleAsync());
        Assert.Equal(visit.Start, mark.At);

        // Of two nodes the second finds the mark gone: it changes nothing and fails at nothing.
        await Task.WhenAll(folding.FoldAsync(TestContext.Current.CancellationToken), folding.FoldAsync(TestContext.Current.CancellationToken));
        Assert.False(await site.InDatabaseAsync(db => db.FigureChanges.AnyAsync()));
        await AskAsync(site, new(2));
    }

    [Fact]
    public async Task A_change_that_counts_for_nothing_marks_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        await site.InDatabaseAsync(db => db.FigureChanges.ExecuteDeleteAsync());

        await site.ChangeAsync<Appointment>(a => a.Id == visit.Id, a => a.ContactName = "Somebody else");

        Assert.False(await site.InDatabaseAsync(db => db.FigureChanges.AnyAsync()));
    }

    /// <summary>Minute by minute, by the words of the clinic's own hours.</summary>
    [Fact]
    public async Task Bookable_hours_are_the_hours_in_which_somebody_works_and_nothing_is_shut()
    {
        await using var site = await ClinicSite.StartAsync();
        var calendar = site.Services.GetRequiredService<ClinicCalendar>();
        await site.InDatabaseAsync(async db =>
        {
            var tom = await db.Practitioners.SingleAsync(p => p.Slug == StaffDiary.Tom);
            db.TimeOff.Add(new() { PractitionerId = tom.Id, Start = calendar.DayOf(new(2026, 12, 10)).Start + Duration.FromHours(12), End = calendar.DayOf(new(2026, 12, 17)).Start });
            db.DatedHours.Add(new() { PractitionerId = tom.Id, Date = new(2026, 12, 9), Opens = new(8, 0), Closes = new(11, 20) });
            db.DatedHours.Add(new() { PractitionerId = tom.Id, Date = new(2026, 12, 4), Opens = new(17, 0), Closes = new(20, 0), InAddition = true });
            tom.RegistrationEnds = new(2027, 1, 2);
            return await db.SaveChangesAsync();
        });
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var book = await scope.ServiceProvider.GetRequiredService<Diary>().RulesAsync(db, TestContext.Current.CancellationToken);
        var closures = await db.Closures.ToListAsync(TestContext.Current.CancellationToken);
        var (from, until) = (new LocalDate(2026, 10, 20), new LocalDate(2027, 1, 5));
        foreach (var who in await db.Practitioners.Include(p => p.WeeklyHours).ThenInclude(h => h.Breaks).Include(p => p.DatedHours).Include(p => p.TimeOff).ToListAsync(TestContext.Current.CancellationToken))
        {
            var told = site.Services.GetRequiredService<BookableHours>().ByDay(book, who.Id, from, until);
            for (var day = 0; day < told.Length; day++)
            {
                var date = from.PlusDays(day);
                var span = calendar.DayOf(date);
                var worked = 0;
                for (var minute = span.Start; minute < span.End; minute += Duration.FromMinutes(1))
                {
                    var clock = calendar.LocalOf(minute).TimeOfDay;
                    var dated = who.DatedHours.Where(h => h.Date == date && !h.InAddition).ToList();
                    var works = who.DatedHours.Exists(h => h.Date == date && h.InAddition && h.Opens <= clock && clock < h.Closes);
                    works |= dated.Count > 0
                        ? dated.Exists(h => h.Opens <= clock && clock < h.Closes)
                        : who.WeeklyHours.Exists(h => h.Day == date.DayOfWeek && h.Opens <= clock && clock < h.Closes && !h.Breaks.Exists(b => b.Start <= clock && clock < b.End));
                    worked += works && !(who.RegistrationEnds <= date) && !closures.Exists(c => c.From <= date && date <= c.Until) && !who.TimeOff.Exists(t => t.Start <= minute && minute < t.End) ? 1 : 0;
                }

                Assert.True(worked == told[day], $"{who.Slug} on {date}: {told[day]} minutes, not {worked}");
            }
        }
    }

    private static async Task AskAsync(ClinicSite site, Random random)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var calendar = site.Services.GetRequiredService<ClinicCalendar>();
        var from = First.PlusDays(random.Next(-5, Days));
        var until = from.PlusDays(random.Next(0, Days));
        if (random.Next(4) == 0)
        {
            // Whole months, the case that is read from the fewest rows.
            (from, until) = (FigureTable.MonthOf(from), FigureTable.MonthOf(until).PlusMonths(1).PlusDays(-1));
        }

        var people = await db.Practitioners.Select(p => p.Id).ToListAsync();
        int? only = random.Next(2) == 0 ? null : people[random.Next(people.Count)];
        var told = await scope.ServiceProvider.GetRequiredService<FigureReading>().ReadAsync(new(from, until, only), TestContext.Current.CancellationToken);

        var visits = (await db.Appointments.AsNoTracking().ToListAsync())
            .Where(a => calendar.DateOf(a.Start) >= from && calendar.DateOf(a.Start) <= until && (only is null || a.PractitionerId == only)).ToList();
        Same(visits.GroupBy(a => calendar.DateOf(a.Start)).ToDictionary(g => g.Key, g => g.ToList()), told.Days, $"{from} to {until} of {only}");
        foreach (var (kind, key) in new (FigureKind, Func<Appointment, int>)[]
            { (FigureKind.Service, a => a.ServiceId), (FigureKind.Source, a => (int)a.Source), (FigureKind.Practitioner, a => a.PractitionerId) })
        {
            if (kind != FigureKind.Practitioner || only is null)
            {
                Same(
                    visits.GroupBy(key).ToDictionary(g => g.Key, g => g.ToList()),
                    told.Keys.Where(k => k.Key.Kind == kind).ToDictionary(k => k.Key.Key, k => k.Value),
                    $"{kind}, {from} to {until} of {only}");
            }
        }
    }

    private static void Same<T>(Dictionary<T, List<Appointment>> visits, IReadOnlyDictionary<T, FigureSum> told, string where)
        where T : notnull
    {
        foreach (var key in visits.Keys.Union(told.Keys))
        {
            var expected = Words(visits.GetValueOrDefault(key) ?? []);
            var said = told.TryGetValue(key, out var sum) ? Words(sum) : Words([]);
            Assert.True(expected == said, $"{where}, {key}: counted {expected}, told {said}");
        }
    }

    private static string Words(FigureCounts c) =>
        $"{c.Requested} {c.Confirmed} {c.Came} {c.NoShow} {c.Cancelled} {c.Declined}, {c.Minutes} min, {c.LeadMinutes} ahead, {string.Join('/', c.Leads)}, {c.Asked} {c.Settled}";

    private static string Words(List<Appointment> visits)
    {
        int Of(params AppointmentStatus[] statuses) => visits.Count(a => statuses.Contains(a.Status));
        var leads = visits.ConvertAll(a => Math.Max(0, (a.Start - a.CreatedAt).TotalMinutes));
        int Lead(int from, int until) => leads.Count(l => l >= from * 1440 && l < until * 1440L);
        return $"{Of(AppointmentStatus.Requested)} {Of(AppointmentStatus.Confirmed)} {Of(AppointmentStatus.Arrived, AppointmentStatus.Completed)} {Of(AppointmentStatus.NoShow)} {Of(AppointmentStatus.Cancelled)} {Of(AppointmentStatus.Declined)}, "
            + $"{visits.Where(a => a.HoldsTime).Sum(a => a.LengthMinutes)} min, {leads.Sum(l => (long)l)} ahead, {Lead(0, 1)}/{Lead(1, 3)}/{Lead(3, 7)}/{Lead(7, 14)}/{Lead(14, 28)}/{Lead(28, 10_000)}, "
            + $"{visits.Count} {visits.Count - Of(AppointmentStatus.Requested, AppointmentStatus.Confirmed)}";
    }

    private static Task<int> ChangeAsync(ClinicSite site, Random random, int times) => site.InDatabaseAsync(async db =>
    {
        var people = await db.Practitioners.Select(p => p.Id).ToListAsync();
        var services = await db.Services.ToListAsync();
        var all = await db.Appointments.ToListAsync();
        var statuses = Enum.GetValues<AppointmentStatus>();
        Instant Somewhen() => Instant.FromUtc(2026, 9, 20, 0, 0) + Duration.FromMinutes(5 * random.Next(Days * 288));
        for (var i = 0; i < times; i++)
        {
            var act = all.Count == 0 ? 0 : random.Next(10);
            if (act < 5)
            {
                var start = Somewhen();
                var visit = new Appointment
                {
                    Reference = "R" + random.NextInt64(1_000_000_000).ToString("D9", System.Globalization.CultureInfo.InvariantCulture),
                    Service = services[random.Next(services.Count)],
                    PractitionerId = people[random.Next(people.Count)],
                    Status = statuses[random.Next(statuses.Length)],
                    Source = (BookingSource)random.Next(4),
                    Start = start,
                    End = start + Duration.FromMinutes(5 * random.Next(1, 40)),
                    Currency = "GBP",
                    ContactName = "Random",
                    ContactEmail = "random@example.com",
                    ContactEmailNormalised = "random@example.com",
                    ContactPhone = "+447700900001",
                    CreatedAt = start - Duration.FromMinutes(random.Next(-40, 70_000)),
                };
                db.Add(visit);
                all.Add(visit);
                continue;
            }

            var one = all[random.Next(all.Count)];
            switch (act)
            {
                case 5 or 6:
                    one.Status = statuses[random.Next(statuses.Length)];
                    break;
                case 7:
                    one.Start = Somewhen();
                    one.End = one.Start + Duration.FromMinutes(30);
                    break;
                case 8:
                    one.PractitionerId = people[random.Next(people.Count)];
                    one.End += Duration.FromMinutes(5);
                    break;
                default:
                    db.Remove(one);
                    all.Remove(one);
                    break;
            }

            await db.SaveChangesAsync();
        }

        return await db.SaveChangesAsync();
    });
}
