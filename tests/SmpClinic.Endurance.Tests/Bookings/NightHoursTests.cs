using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Scheduling.Tests;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-10: sessions that run past midnight, also at the end of a week, a month and a year, through the real pages.</summary>
public sealed class NightHoursTests
{
    private const string Elin = "elin-pryce";

    private static readonly DateTimeZone Clinic = DateTimeZoneProviders.Tzdb["Europe/London"];

    /// <summary>Ends of a year, of months, of a leap February, of weeks, and the nights on which the clocks change.</summary>
    private static readonly LocalDate[] Ends =
    [
        new(2026, 12, 31), new(2027, 2, 28), new(2028, 2, 29), new(2027, 4, 30), new(2027, 8, 31), new(2027, 3, 28), new(2027, 10, 31), new(2027, 12, 31), new(2027, 6, 6),
    ];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK10_nights_across_the_ends_of_weeks_months_and_years_are_listed_booked_and_shown_as_the_oracle_says(DatabaseProvider provider)
    {
        var (starts, bookings) = (0, 0);
        var seeds = Profile.Seeds(3, 40).ToList();
        foreach (var (seed, number) in seeds.Select((s, n) => (s, n)))
        {
            await Profile.WithSeedAsync(seed, async dice =>
            {
                await using var site = await BookingSteps.BusySiteAsync(provider);
                var end = seeds.Count == 1 ? Ends[dice.Next(Ends.Length)] : Ends[number % Ends.Length];
                await WorkNightsAsync(site, dice, plain: number == 0);
                site.Clock.SetUtcNow(end.PlusDays(-dice.Next(3, 9)).AtMidnight().InUtc().ToDateTimeOffset() + TimeSpan.FromMinutes(dice.Next(1440)));
                var from = end.PlusDays(-3);
                starts += (await ComparedAsync(site, from)).Count;

                // From just before midnight, just after it, and anywhere; each is seen gone from the list afterwards.
                Func<LocalTime, bool>[] wishes = [t => t.Hour >= 21, t => t.Hour < 6, _ => true];
                foreach (var wish in wishes)
                {
                    var page = await ComparedAsync(site, from);
                    var fitting = page.Where(s => wish(s.Start.InZone(Clinic).TimeOfDay)).ToList();
                    if (fitting.Count > 0)
                    {
                        var (start, address) = fitting[dice.Next(fitting.Count)];
                        await BookAndSeeAsync(site, start, address);
                        Assert.DoesNotContain(await ComparedAsync(site, from), s => s.Start == start);
                        bookings++;
                    }
                }
            });
        }

        Assert.True(bookings >= seeds.Count, $"Only {bookings} bookings for {seeds.Count} seeds.");
        Profile.Figure("BK-10", $"{provider}: {seeds.Count} seeds, {starts} starts listed in the first weeks as the oracle lists them, {bookings} bookings seen on the client's page and the staff's list of their own date, 0 mismatches");
    }

    /// <summary>Elin alone works, at night; the first time from 20:00 to 02:00, then as the dice say.</summary>
    private static Task<int> WorkNightsAsync(ClinicSite site, Random dice, bool plain) => site.InDatabaseAsync(async db =>
    {
        db.RemoveRange(await db.WeeklyHours.Include(h => h.Breaks).ToListAsync());
        db.RemoveRange(await db.Closures.ToListAsync());
        var elin = await db.Practitioners.SingleAsync(p => p.Slug == Elin);
        for (var day = 1; day <= 7; day++)
        {
            var hours = new WeeklyHours
            {
                PractitionerId = elin.Id,
                Day = (IsoDayOfWeek)day,
                Opens = plain ? new(20, 0) : LocalTime.Midnight.PlusMinutes(-30 * dice.Next(1, 13)),
                Closes = plain ? new(2, 0) : LocalTime.Midnight.PlusMinutes(30 * dice.Next(0, 13)),
            };
            if (!plain && dice.Next(2) == 0)
            {
                // A break that may itself run past midnight.
                var pause = LocalTime.Midnight.PlusMinutes(5 * dice.Next(-12, 6));
                hours.Breaks.Add(new() { Start = pause, End = pause.PlusMinutes(5 * dice.Next(1, 10)) });
            }

            if (plain || dice.Next(5) > 0)
            {
                db.WeeklyHours.Add(hours);
            }
        }

        if (!plain)
        {
            var service = await db.Services.SingleAsync(s => s.Slug == BookingSteps.PatchTest);
            service.LengthMinutes = 15 * dice.Next(1, 7);
            service.BufferBeforeMinutes = 5 * dice.Next(0, 4);
            service.BufferAfterMinutes = 5 * dice.Next(0, 4);
            service.StepMinutes = 5 * dice.Next(2, 7);
            service.LeadTimeMinutes = 60 * dice.Next(0, 49);
        }

        return await db.SaveChangesAsync();
    });

    /// <summary>The week as the page lists it, held against the oracle's: the same starts, each under its own date, with words that say it.</summary>
    private static async Task<List<(Instant Start, string Address)>> ComparedAsync(ClinicSite site, LocalDate from)
    {
        var page = (await site.GetAsync($"/book/{BookingSteps.PatchTest}?practitioner={Elin}&from={from:uuuu-MM-dd}")).Is(HttpStatusCode.OK);
        var listed = new List<(LocalDate Date, Instant Start, string Address)>();
        foreach (var slot in page.Html.QuerySelectorAll("li.week__day a.slot"))
        {
            var date = NodaTime.Text.LocalDatePattern.Iso.Parse(slot.Closest("li.week__day")!.QuerySelector("h3 time")!.GetAttribute("datetime")!).Value;
            var address = slot.GetAttribute("href")!;
            var start = StartText.TryRead(Uri.UnescapeDataString(address.Split("start=")[1].Split('&')[0]))!.Value;
            Assert.Equal(start, TimeWords.At(date, string.Concat(slot.ChildNodes.OfType<IText>().Select(t => t.TextContent)), Clinic));
            listed.Add((date, start, address));
        }

        var asked = await AskedAsync(site, from);
        var oracle = new MinuteOracle(asked);
        var expected = oracle.Starts()
            .Where(start => oracle.Judge(start, asked.Practitioners[0].Id).Slot is not null)
            .Select(start => (start.InZone(Clinic).Date, start)).ToList();
        Assert.Equal(expected, listed.Select(s => (s.Date, s.Start)));
        return listed.ConvertAll(s => (s.Start, s.Address));
    }

    /// <summary>The question as the oracle takes it, from the tables alone.</summary>
    private static Task<BookingCase> AskedAsync(ClinicSite site, LocalDate from) => site.InDatabaseAsync(async db =>
    {
        var service = await db.Services.AsNoTracking().Include(s => s.Rooms).SingleAsync(s => s.Slug == BookingSteps.PatchTest);
        var elin = await db.Practitioners.AsNoTracking().Include(p => p.WeeklyHours).ThenInclude(h => h.Breaks).SingleAsync(p => p.Slug == Elin);
        var taken = (await db.ClaimedCells.AsNoTracking().ToListAsync()).ToLookup(c => c.ResourceId, c => c.Cell);
        var today = site.Now.InZone(Clinic).Date;
        var first = LocalDate.Max(from, today);
        return new BookingCase(
            Clinic,
            first,
            first.PlusDays(6),
            site.Now,
            service.RulesForVisitors,
            [],
            [
                new(
                    elin.Id,
                    [.. elin.WeeklyHours.Select(h => new WorkingHours(h.Day, new(h.Opens, h.Closes, [.. h.Breaks.Select(b => new Break(b.Start, b.End))])))],
                    [],
                    [],
                    taken[elin.Id].ToHashSet()),
            ],
            [.. service.Rooms.Select(r => new CaseRoom(r.Id, taken[r.Id].ToHashSet()))]);
    });

    private static async Task BookAndSeeAsync(ClinicSite site, Instant start, string address)
    {
        var answer = await BookingSteps.Filled(await site.GetAsync(address)).SubmitAsync();
        var page = await answer.Is(HttpStatusCode.Found).FollowAsync();
        var appointment = await BookingSteps.AppointmentAsync(site, answer.Location!.Split('?')[0]);
        Assert.Equal(start, appointment.Start);
        Assert.Equal((start, appointment.End), TimeWords.When(page.Seen().QuerySelector("main")!.TextContent, Clinic));

        // The staff find it under the date on which it starts and under no other.
        var staff = await site.SignInAsync(StaffRoles.FrontDesk);
        var date = start.InZone(Clinic).Date;
        for (var shift = -1; shift <= 1; shift++)
        {
            var day = $"{date.PlusDays(shift):uuuu-MM-dd}";
            var list = await Page.GetAsync(staff, $"/staff/appointments?from={day}&until={day}");
            Assert.Equal(shift == 0, list.Html.QuerySelector($"a[href='/staff/appointments/{appointment.Id}']") is not null);
        }
    }
}
