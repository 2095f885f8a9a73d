using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-11: wherever an appointment's time is shown, it is the same instant, and the clinic's zone is named.</summary>
public sealed class OneInstantTests
{
    private static readonly DateTimeZone Clinic = DateTimeZoneProviders.Tzdb["Europe/London"];

    /// <summary>West and east of the clinic, by half and by quarter hours, across the date line, and one whose summer time is half an hour.</summary>
    private static readonly DateTimeZone[] Viewers =
        [.. new[] { "America/New_York", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "America/St_Johns" }.Select(id => DateTimeZoneProviders.Tzdb[id])];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK11_page_confirmation_mail_calendar_and_staff_diary_show_one_instant_and_name_the_clinics_zone(DatabaseProvider provider)
    {
        var (instants, readings) = (0, 0);
        foreach (var seed in Profile.Seeds(1, 10))
        {
            await Profile.WithSeedAsync(seed, async dice =>
            {
                await using var site = await OpenAllHoursAsync(provider);
                var booked = new List<Appointment>();
                foreach (var start in Instants(dice, Profile.Of(10, 20)))
                {
                    var link = await BookAsync(site, start, read => readings += read);
                    var appointment = await BookingSteps.AppointmentAsync(site, link);
                    Assert.Equal(start, appointment.Start);
                    readings += await ReadClientsPagesAsync(site, link, appointment) + await ReadMailAsync(site, appointment) + await ReadStaffPagesAsync(site, appointment);
                    booked.Add(appointment);
                }

                readings += await ReadTodayAsync(site, booked);
                instants += booked.Count;
            });
        }

        Profile.Figure("BK-11", $"{provider}: {instants} instants x {Viewers.Length} viewer zones, {readings} times read back from words and files, 0 mismatches");
    }

    [Fact]
    public void The_reader_takes_nothing_on_trust()
    {
        var start = Instant.FromUtc(2027, 10, 31, 1, 30);
        Assert.Equal((start, start + Duration.FromMinutes(30)), TimeWords.When("Sunday 31 October 2027, 1:30am GMT to 2am UK time (GMT)", Clinic));
        Assert.Equal(start - Duration.FromHours(1), TimeWords.When("Sunday 31 October 2027, 1:30am BST UK time (BST)", Clinic).Start);
        Assert.NotNull(Record.Exception(() => TimeWords.When("Sunday 31 October 2027, 1:30am", Clinic)));
        Assert.NotNull(Record.Exception(() => TimeWords.When("Monday 31 October 2027, 3:30am UK time (GMT)", Clinic)));
        Assert.NotNull(Record.Exception(() => TimeWords.When("Sunday 31 October 2027, 3:30am UK time (BST)", Clinic)));
        Assert.NotNull(Record.Exception(() => TimeWords.When("Sunday 28 March 2027, 1:30am UK time (BST)", Clinic)));
        Assert.NotNull(Record.Exception(() => TimeWords.At(new(2027, 10, 31), "1:30am", Clinic)));
        Assert.Equal(start, TimeWords.OnOwnClock("Sat 30 Oct, 9:30pm New York time", new(2027, 10, 31), Viewers[0]));
        Assert.NotNull(Record.Exception(() => TimeWords.OnOwnClock("9:30pm Chicago time", new(2027, 10, 31), Viewers[0])));
        Assert.NotEqual(start, TimeWords.OnOwnClock("9:30pm New York time", new(2027, 10, 31), Viewers[0]));
    }

    /// <summary>The video service, which alone shows a second clock, at any quarter of an hour for two years.</summary>
    private static async Task<ClinicSite> OpenAllHoursAsync(DatabaseProvider provider)
    {
        var site = await BookingSteps.BusySiteAsync(provider);
        await site.InDatabaseAsync(async db =>
        {
            var video = await db.Services.SingleAsync(s => s.Slug == BookingSteps.Video);
            (video.HorizonDays, video.LeadTimeMinutes, video.MoveCutoffMinutes, video.CancelCutoffMinutes) = (800, 0, 0, 0);
            db.RemoveRange(await db.Closures.ToListAsync());
            db.RemoveRange(await db.DatedHours.ToListAsync());
            db.RemoveRange(await db.WeeklyHours.Include(h => h.Breaks).ToListAsync());
            var maya = await db.Practitioners.SingleAsync(p => p.Slug == ClinicDesks.Maya);
            db.WeeklyHours.AddRange(Enumerable.Range(1, 7).Select(day => new WeeklyHours { PractitionerId = maya.Id, Day = (IsoDayOfWeek)day, Opens = LocalTime.Midnight, Closes = LocalTime.Midnight }));
            return await db.SaveChangesAsync();
        });
        return site;
    }

    /// <summary>Half of them anywhere in two years, half within two hours of a change of the clinic's or a viewer's clocks.</summary>
    private static List<Instant> Instants(Random dice, int count)
    {
        var first = Instant.FromUtc(2026, 12, 2, 0, 0);
        var span = new Interval(first, first + Duration.FromDays(780));
        var changes = Viewers.Append(Clinic).Append(Clinic).Select(z => z.GetZoneIntervals(span).Skip(1).Select(i => i.Start).ToList()).Where(c => c.Count > 0).ToList();
        var instants = new SortedSet<Instant>();
        while (instants.Count < count)
        {
            var zone = changes[dice.Next(changes.Count)];
            var start = dice.Next(2) == 0
                ? first + Duration.FromMinutes(15 * dice.Next(780 * 96))
                : zone[dice.Next(zone.Count)] + Duration.FromMinutes(15 * dice.Next(-8, 9));

            // A visit lies in one span of work, and these end at midnight.
            var withinItsDate = start.InZone(Clinic).Date == (start + Duration.FromMinutes(30) - Duration.Epsilon).InZone(Clinic).Date;
            if (withinItsDate && !instants.Any(other => other - start < Duration.FromMinutes(30) && start - other < Duration.FromMinutes(30)))
            {
                instants.Add(start);
            }
        }

        return [.. instants];
    }

    /// <summary>Reads the list of times and the form with each viewer's clock beside the clinic's, and books from the last.</summary>
    private static async Task<string> BookAsync(ClinicSite site, Instant start, Action<int> read)
    {
        var browser = site.Visitor();
        var date = start.InZone(Clinic).Date;
        Page? details = null;
        foreach (var viewer in Viewers)
        {
            var times = await Page.GetAsync(browser, $"/book/{BookingSteps.Video}?practitioner={ClinicDesks.Maya}&from={date:uuuu-MM-dd}&zone={viewer.Id}");
            times.Says("Times are UK time.").Says($"Beside each is the time on your clock ({viewer.Id.Replace('_', ' ')})");
            var slots = times.Html.QuerySelectorAll("a.slot").Where(a => a.GetAttribute("href")!.Contains("start=" + StartText.Write(start), StringComparison.Ordinal)).ToList();
            Assert.True(slots.Count == 1, $"{start} stands {slots.Count} times in the list from {date:uuuu-MM-dd}, which begins: {times.Text[..Math.Min(times.Text.Length, 900)]}");
            var slot = slots[0];
            var day = slot.Closest("li.week__day")!.QuerySelector("h3 time")!;
            Assert.Equal($"{date:uuuu-MM-dd}", day.GetAttribute("datetime"));
            var label = string.Concat(slot.ChildNodes.OfType<IText>().Select(t => t.TextContent)).Trim();
            Assert.Equal(start, TimeWords.At(date, label, Clinic));
            Assert.Equal(start, TimeWords.Brief($"{day.TextContent.Trim()}, {label}", Clinic, date.Year));
            Assert.Equal(start, TimeWords.OnOwnClock(slot.QuerySelector(".slot__own")!.TextContent, date, viewer));

            details = await Page.GetAsync(browser, slot.GetAttribute("href")!);
            var when = Row(details, "When");
            Assert.Equal(start, TimeWords.When(when, Clinic).Start);
            Assert.Equal(start, TimeWords.OnOwnClock(when[(when.LastIndexOf(") (", StringComparison.Ordinal) + 3)..^1], date, viewer));
            read(5);
        }

        return (await BookingSteps.Filled(details!).SubmitAsync()).Is(HttpStatusCode.Found).Location!.Split('?')[0];
    }

    private static async Task<int> ReadClientsPagesAsync(ClinicSite site, string link, Appointment appointment)
    {
        var page = await site.GetAsync(link);
        Assert.Equal((appointment.Start, appointment.End), TimeWords.When(Row(page, "When"), Clinic));
        Assert.Equal(appointment.Start, Stamp(page.Html.QuerySelector("dd time")!));
        var (start, end) = (Compact(appointment.Start), Compact(appointment.End));
        Assert.Contains(page.Html.QuerySelectorAll("a"), a => a.GetAttribute("href")!.Contains($"dates={start}/{end}", StringComparison.Ordinal));
        Assert.Contains(page.Html.QuerySelectorAll("a"), a => a.GetAttribute("href")!.Contains($"startdt={StartText.Write(appointment.Start)}", StringComparison.Ordinal));
        CheckCalendar((await site.GetAsync(link + "/calendar.ics")).Body, appointment);
        Assert.Equal(appointment.Start, TimeWords.When((await site.GetAsync(link + "/cancel")).Text, Clinic).Start);
        var move = await site.GetAsync($"{link}/reschedule/confirm?start={StartText.Write(appointment.Start + Duration.FromMinutes(45))}&practitioner={ClinicDesks.Maya}");
        Assert.Equal(appointment.Start, TimeWords.When(Row(move, "Now"), Clinic).Start);
        Assert.Equal(appointment.Start + Duration.FromMinutes(45), TimeWords.When(Row(move, "New time"), Clinic).Start);
        return 9;
    }

    private static async Task<int> ReadMailAsync(ClinicSite site, Appointment appointment)
    {
        var sealer = site.Services.GetRequiredService<Sealer>();
        var messages = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == appointment.Id).OrderBy(m => m.StreamNumber).Select(m => m.SealedMessage!).ToListAsync());
        Assert.Equal(2, messages.Count);
        foreach (var body in messages)
        {
            using var stream = new MemoryStream(sealer.Open(body));
            using var mail = await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
            Assert.Equal((appointment.Start, appointment.End), TimeWords.When(mail.TextBody!, Clinic));
            Assert.Equal((appointment.Start, appointment.End), TimeWords.When(new AngleSharp.Html.Parser.HtmlParser().ParseDocument(mail.HtmlBody!).Body!.TextContent, Clinic));
            Assert.Equal(appointment.Start, TimeWords.Brief(mail.Subject!, Clinic, appointment.Start.InZone(Clinic).Year));
            if (Left.CalendarOf(mail) is { } calendar)
            {
                CheckCalendar(calendar, appointment);
            }
        }

        return 8;
    }

    private static async Task<int> ReadStaffPagesAsync(ClinicSite site, Appointment appointment)
    {
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, $"/staff/appointments/{appointment.Id}");
        Assert.Equal((appointment.Start, appointment.End), TimeWords.When(Row(page, "When"), Clinic));
        Assert.Equal(appointment.Start, Stamp(page.Html.QuerySelector("dd time")!));
        var date = $"{appointment.Start.InZone(Clinic).Date:uuuu-MM-dd}";
        var list = await Page.GetAsync(browser, $"/staff/appointments?from={date}&until={date}");
        var time = list.Says("Times are UK time.").Html.QuerySelector($"a[href='/staff/appointments/{appointment.Id}']")!.Closest("tr")!.QuerySelector("time")!;
        Assert.Equal(appointment.Start, TimeWords.Brief(time.TextContent, Clinic));
        Assert.Equal(appointment.Start, Stamp(time));
        return 4;
    }

    /// <summary>The day's page, on each of the days.</summary>
    private static async Task<int> ReadTodayAsync(ClinicSite site, List<Appointment> booked)
    {
        foreach (var appointment in booked)
        {
            site.Clock.SetUtcNow(appointment.Start.ToDateTimeOffset());
            var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff");
            var time = page.Says("Times are UK time.").Html.QuerySelector($"a[href='/staff/appointments/{appointment.Id}']")!.Closest("tr")!.QuerySelector("time")!;
            Assert.Equal(appointment.Start, Stamp(time));
            var date = appointment.Start.InZone(Clinic).Date;
            Assert.Equal(appointment.Start, TimeWords.At(date, time.TextContent.Split(" to ")[0], Clinic));
            Assert.Contains($"{date.Day} ", page.Heading, StringComparison.Ordinal);
        }

        return booked.Count * 2;
    }

    private static void CheckCalendar(string file, Appointment appointment)
    {
        var calendar = CalendarChecker.Read(file);
        Assert.Equal((Compact(appointment.Start), Compact(appointment.End)), (calendar["DTSTART"], calendar["DTEND"]));
        Assert.Equal((appointment.Start, appointment.End), TimeWords.When(calendar.Text("DESCRIPTION"), Clinic));
    }

    private static string Row(Page page, string term) =>
        Even(page.Is(HttpStatusCode.OK).Seen().QuerySelectorAll("dl.summary-list > div").Single(d => d.QuerySelector("dt")!.TextContent == term).QuerySelector("dd")!.TextContent);

    private static string Even(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Instant Stamp(IElement time) => OffsetDateTimePattern.ExtendedIso.Parse(time.GetAttribute("datetime")!).Value.ToInstant();

    private static string Compact(Instant instant) => InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'").Format(instant);
}
