using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Features.Staff.Services;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

/// <summary>
/// Random changes of the rules, one after the other: what a preview said is then offered, every slot offered is bookable and no other is, and
/// no visit is touched. The seed repeats the choices.
/// </summary>
public sealed class RuleOfferTests
{
    private static readonly LocalDate From = new(2026, 12, 3);
    private static readonly StaffCaller Ada = new(Guid.CreateVersion7(), "Ada Marsh", StaffRoles.Administrator, null);
    private static readonly string[] People = [StaffDiary.Maya, StaffDiary.Tom, ScheduleSteps.Elin];
    private static readonly string[] Services = ["smp-consultation", "smp-video-consultation", "microblading-consultation", "patch-test", "aftercare-check"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BK07_after_any_change_of_the_rules_what_is_offered_is_bookable_and_nothing_else_is()
    {
        foreach (var seed in Profile.Seeds(3, 60))
        {
            await Profile.WithSeedAsync(seed, ChangesAsync);
        }
    }

    private static async Task ChangesAsync(Random dice)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var ids = await site.InDatabaseAsync(async db => (People: await db.Practitioners.Select(p => p.Id).ToListAsync(), Rooms: await db.Rooms.Select(r => r.Id).ToListAsync(), Services: await db.Services.Select(s => s.Id).ToListAsync()));
        for (var round = 0; round < 12; round++)
        {
            var change = AnyChange(dice, ids.People, ids.Rooms, ids.Services, await site.InDatabaseAsync(db => db.Services.AsNoTracking().ToListAsync()));
            var visits = await site.VisitsAsync();
            await using var scope = site.Services.CreateAsyncScope();
            var desk = scope.ServiceProvider.GetRequiredService<RuleDesk>();
            var preview = await desk.PreviewAsync(Ada, change, null, null, Token);
            if (preview.End == RuleEnd.Refused)
            {
                continue;
            }

            Assert.True(preview.End == RuleEnd.Good, $"round {round}: {preview.End} for {change}");
            var saved = await desk.SaveAsync(Ada, change, preview.Preview!.Affected.Select(v => v.Key).ToHashSet(), new HashSet<Guid>(), null, Token);
            Assert.Equal(RuleEnd.Good, saved.End);
            Assert.Equal(visits, await site.VisitsAsync());
            await WhatWasShownIsOfferedAsync(site, preview.Preview, $"round {round}: {change}");
            await OffersAreBookableAsync(site, dice, $"round {round}: {change}");
        }

        await BookingSteps.DiaryIsSoundAsync(site);
    }

    private static async Task WhatWasShownIsOfferedAsync(ClinicSite site, RulePreview preview, string what)
    {
        var times = site.Services.CreateScope().ServiceProvider.GetRequiredService<TimesDesk>();
        var slugs = await site.InDatabaseAsync(db => db.Services.ToDictionaryAsync(s => s.Name, s => s.Slug));
        foreach (var offer in preview.Offers)
        {
            var shown = offer.Days.SelectMany(d => d.Times).Where(t => t.Change != OfferChange.Lost).Select(t => t.Start).ToList();
            var until = preview.From.PlusDays(13);
            var offered = await times.BetweenAsync(slugs[offer.Service], preview.Effect.Only?.Slug, preview.From, until, null, Token);
            Assert.True(shown.SequenceEqual((offered?.Slots ?? []).Select(s => s.Start).Distinct()), what + ": " + offer.Service);
        }
    }

    private static async Task OffersAreBookableAsync(ClinicSite site, Random dice, string what)
    {
        var times = site.Services.CreateScope().ServiceProvider.GetRequiredService<TimesDesk>();
        var (diary, calendar) = (site.Services.GetRequiredService<Diary>(), site.Services.GetRequiredService<ClinicCalendar>());
        var date = From.PlusDays(dice.Next(14));
        foreach (var slug in Services)
        {
            var offered = (await times.BetweenAsync(slug, null, date, date, null, Token))?.Slots.ToHashSet() ?? [];
            var judged = await site.InDatabaseAsync(async db =>
            {
                var service = await db.Services.AsNoTracking().Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().SingleAsync(s => s.Slug == slug);
                var availability = await diary.ReadAsync(db, service, service.RulesForVisitors, date, date, site.Now, null, null, Token);
                var day = calendar.DayOf(date);
                return CellRange.Covering(day.Start, day.End).Cells.SelectMany(cell => service.Practitioners.Select(p => availability.Check(site.Now, DiaryCell.Start(cell), p.Id).Slot)).OfType<Slot>().ToHashSet();
            });
            Assert.True(offered.SetEquals(judged), $"{what}: {slug} on {date}: offered {string.Join(' ', offered.Except(judged))}, judged {string.Join(' ', judged.Except(offered))}");
            var start = calendar.DayOf(date).Start + Duration.FromMinutes(5 * dice.Next(100, 220));
            var good = offered.Count > 0 && dice.Next(2) == 0 ? offered.ElementAt(dice.Next(offered.Count)).Start : start;
            var outcome = await BookAsync(site, slug, good, dice.Next());
            Assert.True(offered.Any(slot => slot.Start == good) == outcome is BookingOutcome.Booked, $"{what}: {slug} at {good} ended as {outcome}");
        }
    }

    private static Task<BookingOutcome> BookAsync(ClinicSite site, string service, Instant start, int number)
    {
        var form = new BookingForm { Key = Guid.NewGuid().ToString("N"), Start = StartText.Write(start), Name = "Dice", Email = $"dice{number}@example.com", Phone = "07700 900123", Preference = "Email", Adult = "yes", Terms = "yes" };
        Assert.True(form.TryRead(service, "GB", null, "address" + number, out var request, out var errors), string.Join(' ', errors.All));
        return site.Services.CreateScope().ServiceProvider.GetRequiredService<BookingDesk>().BookAsync(request!, Token);
    }

    private static RuleChange AnyChange(Random dice, List<int> people, List<int> rooms, List<int> services, List<Service> present)
    {
        var (person, day) = (People[dice.Next(People.Length)], From.PlusDays(dice.Next(14)));
        switch (dice.Next(8))
        {
            case 0:
                return new WeekChange(person, day, dice.Next(5) == 0 ? null : [.. Enumerable.Range(1, 7).Where(_ => dice.Next(3) > 0).SelectMany(d => AnyHours(dice).Select(hours => ((IsoDayOfWeek)d, hours)))]);
            case 1:
                return new DateChange(person, day, (DatedKind)dice.Next(4), AnyHours(dice));
            case 2:
                var start = day.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(5 * dice.Next(288));
                var end = start + Duration.FromMinutes(5 * dice.Next(1, 600));
                return new TimeOffChange(person, new(start, end), day, end.InUtc().Date, null, "some time");
            case 3:
                return new ClosureChange([(day, day.PlusDays(dice.Next(2)), "Closed")]);
            case 4:
                return new RoomChange(rooms[dice.Next(rooms.Count)], "Room " + dice.Next(100), null, dice.Next(4) > 0, dice.Next(9), Some(dice, services));
            case 5:
                return new PractitionerChange(person, IsNew: false, person, "Role")
                {
                    Active = dice.Next(5) > 0,
                    RegistrationEnds = dice.Next(3) == 0 ? day : null,
                    SortOrder = dice.Next(9),
                    ServiceIds = Some(dice, services),
                    RoomIds = dice.Next(2) == 0 ? new HashSet<int>() : Some(dice, rooms),
                };
            case 6:
                return new ClosedChange(dice.Next(3) > 0 ? new HashSet<string>() : [Services[dice.Next(Services.Length)]], "Closed for now");
            default:
                var service = present[dice.Next(present.Count)];
                return new ServiceChange(service.Slug, IsNew: false, service.Name)
                {
                    Summary = service.Summary,
                    WhatToBring = service.WhatToBring,
                    LengthMinutes = 5 * dice.Next(1, 20),
                    BufferBeforeMinutes = 5 * dice.Next(3),
                    BufferAfterMinutes = 5 * dice.Next(4),
                    StepMinutes = 5 * dice.Next(1, 8),
                    LeadTimeMinutes = 60 * dice.Next(48),
                    HorizonDays = dice.Next(5, 60),
                    Mode = (VisitMode)dice.Next(3),
                    Policy = (BookingPolicy)dice.Next(2),
                    PriceMinorUnits = 100 * dice.Next(50),
                    Active = dice.Next(6) > 0,
                    SortOrder = dice.Next(9),
                    MostPerDay = dice.Next(3) == 0 ? dice.Next(1, 3) : null,
                    MostPerWeek = dice.Next(4) == 0 ? dice.Next(1, 4) : null,
                    PractitionerIds = Some(dice, people),
                    RoomIds = Some(dice, rooms),
                };
        }
    }

    private static HashSet<int> Some(Random dice, List<int> all) => [.. all.Where(_ => dice.Next(4) > 0)];

    private static List<OpenHours> AnyHours(Random dice)
    {
        var opens = dice.Next(7, 14);
        var first = new OpenHours(new(opens, 5 * dice.Next(12)), new(opens + dice.Next(1, 5), 0), dice.Next(2) == 0 ? [] : [new(new(opens, 55), new(opens + 1, 0))]);
        return dice.Next(2) == 0 ? [first] : [first, new(new(19, 0), new(dice.Next(3) == 0 ? 1 : 22, 0))];
    }
}
