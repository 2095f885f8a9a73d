using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class BookingTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_visitor_books_a_request_and_the_page_that_follows_suffices_alone(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var start = await FirstOfferedAsync(site, OnRequest);
        var details = await DetailsAsync(site.Visitor(), OnRequest, start);
        details.Is(HttpStatusCode.OK).Says(new ClinicTime(DateTimeZoneProviders.Tzdb["Europe/London"]).When(start));

        var answer = await Filled(details, name: "Zoë  Łęcka").Fill("Hopes", "A softer hairline").Tick("HealthWords").SubmitAsync();
        var page = (await answer.FollowAsync()).Is(HttpStatusCode.OK);

        page.Says("We have your request").Says("Waiting for the clinic").Says("Zoë Łęcka").Says("£30").Says("What to bring")
            .Says("UK time (GMT)").Says("Calendar file (.ics)").Says("Google Calendar").Says("until 24 hours before");
        var appointment = await AppointmentAsync(site, answer.Location!.Split('?')[0]);
        Assert.Equal(AppointmentStatus.Requested, appointment.Status);
        Assert.Equal(start, appointment.Start);
        await DiaryIsSoundAsync(site);
        await site.InDatabaseAsync(async db =>
        {
            Assert.Equal(["RequestReceivedEmail", "NewRequestNotice"], await db.Outbox.OrderBy(m => m.StreamNumber).Select(m => m.Kind).ToListAsync());
            Assert.Equal(["appointment.requested"], await db.Audit.Select(a => a.Action).ToListAsync());
            Assert.Equal([ConsentKinds.HealthWords, ConsentKinds.Terms], await db.Appointments.SelectMany(a => a.Consents).Select(c => c.Kind).OrderBy(k => k).ToListAsync());
            Assert.DoesNotContain("hairline", (await db.Appointments.SingleAsync()).Hopes!.Value.Ciphertext, StringComparison.Ordinal);
            return 0;
        });
    }

    [Fact]
    public async Task An_instant_service_is_confirmed_at_once_and_its_reminders_wait()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, BookingSteps.AtOnce);
        var appointment = await AppointmentAsync(site, client);
        Assert.Equal(AppointmentStatus.Confirmed, appointment.Status);
        (await site.GetAsync(client)).Says("Confirmed");
        var due = await site.InDatabaseAsync(db => db.Reminders.OrderBy(r => r.DueAt).Select(r => r.DueAt).ToListAsync());
        Assert.Equal([appointment.Start - Duration.FromHours(48), appointment.Start - Duration.FromHours(3)], due);
    }

    [Fact]
    public async Task A_taken_time_answers_with_the_nearest_others_and_keeps_what_was_typed()
    {
        await using var site = await BusySiteAsync();
        var start = await FirstOfferedAsync(site, BookingSteps.AtOnce);
        var late = await DetailsAsync(site.Visitor(), BookingSteps.AtOnce, start);
        await BookAsync(site, BookingSteps.AtOnce, start);

        var refused = await Filled(late, name: "Late Example").Fill("Note", "I use a wheelchair").Tick("HealthWords").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("has just been taken").Says("Choose another time");
        Assert.Equal("Late Example", refused.Html.QuerySelector("#Name")!.GetAttribute("value"));
        Assert.Equal("I use a wheelchair", refused.Html.QuerySelector("#Note")!.TextContent.Trim());
        var others = refused.Html.QuerySelectorAll("input[name=Start]").Select(i => i.GetAttribute("value")!).ToList();
        Assert.InRange(others.Count, 1, 6);

        var second = await refused.Form($"/book/{BookingSteps.AtOnce}/details").Fill("Start", others[0]).SubmitAsync();
        (await second.FollowAsync()).Says("You are booked").Says("Late Example");
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Under_eighteens_are_refused_kindly_and_nothing_is_kept()
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), BookingSteps.AtOnce, await FirstOfferedAsync(site, BookingSteps.AtOnce));
        var answer = await Filled(details).Fill("Adult", "no").SubmitAsync();
        answer.Is(HttpStatusCode.UnprocessableEntity).Says("Thank you for being straight with us");
        Assert.False(await site.InDatabaseAsync(db => db.Appointments.AnyAsync()));
    }

    [Fact]
    public async Task A_full_week_points_to_the_next_time_there_is()
    {
        await using var site = await BusySiteAsync();
        await site.InDatabaseAsync(async db =>
        {
            db.Closures.Add(new() { From = new(2026, 12, 8), Until = new(2026, 12, 20), Reason = "Building work" });
            return await db.SaveChangesAsync();
        });
        var page = await site.GetAsync($"/book/{OnRequest}?from=2026-12-08");
        page.Says("There is nothing free in this week");
        var next = await page.ClickAsync("Next available: Tue 22 Dec");
        Assert.NotEmpty(next.Html.QuerySelectorAll(".slot"));
    }

    [Theory]
    [InlineData("/book/nothing")]
    [InlineData("/book/nothing/details?start=2026-12-08T10:00:00Z")]
    [InlineData("/book/smp-consultation?practitioner=nobody")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await using var site = await BusySiteAsync();
        (await site.GetAsync(path)).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("?from=nonsense")]
    [InlineData("?from=9999-12-31")]
    [InlineData("?from=0001-01-01")]
    [InlineData("?zone=Mars/Olympus")]
    public async Task Nonsense_in_the_address_of_times_counts_as_not_said(string query)
    {
        await using var site = await BusySiteAsync();
        (await site.GetAsync("/book/" + Video + query)).Is(HttpStatusCode.OK).Says("choose a time");
    }

    [Fact]
    public async Task A_video_call_shows_the_visitors_clock_beside_the_clinics()
    {
        await using var site = await BusySiteAsync();
        (await site.GetAsync($"/book/{Video}?zone=Asia/Kolkata&from=2026-12-08")).Says("Beside each is the time on your clock (Asia/Kolkata)").Says("Kolkata time");
    }

    [Fact]
    public async Task The_api_answers_like_the_page()
    {
        await using var site = await BusySiteAsync();
        var page = await site.GetAsync($"/book/{OnRequest}?from=2026-12-08");
        var shown = page.Html.QuerySelectorAll("a.slot").Select(a => System.Web.HttpUtility.ParseQueryString(a.GetAttribute("href")!.Split('?')[1])["start"]).ToList();
        var offered = await OfferedAsync(site.Visitor(), OnRequest, new(2026, 12, 8), 7);
        Assert.Equal(offered.Select(StartText.Write), shown);
        (await site.GetAsync("/api/availability?service=smp-consultation&from=2026-12-08&to=2027-12-08")).Is(HttpStatusCode.BadRequest);
        (await site.GetAsync("/api/availability?service=none&from=2026-12-08&to=2026-12-08")).Is(HttpStatusCode.NotFound);
        (await site.GetAsync("/api/availability")).Is(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK04_any_practitioner_tries_the_next_free_one_on_a_lost_race(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);

        // A video call needs no room, so as many can be had at once as practitioners work then: Maya and Tom.
        var both = (await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 14, "maya-okafor"))
            .Intersect(await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 14, "tom-hale")).First();
        var forms = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => Filled(await DetailsAsync(site.Visitor(), Video, both))));

        var answers = await Task.WhenAll(forms.Select(f => f.SubmitAsync()));

        Assert.Equal(2, answers.Count(a => a.Status == HttpStatusCode.Redirect));
        Assert.Equal(6, answers.Count(a => a.Status == HttpStatusCode.Conflict));
        var who = await site.InDatabaseAsync(db => db.Appointments.Select(a => a.Practitioner!.Slug).OrderBy(s => s).ToListAsync());
        Assert.Equal(["maya-okafor", "tom-hale"], who);
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Choosing_goes_round_fairly_by_the_days_work()
    {
        await using var site = await BusySiteAsync();
        var times = (await OfferedAsync(site.Visitor(), Video, new(2026, 12, 9), 1, "maya-okafor"))
            .Intersect(await OfferedAsync(site.Visitor(), Video, new(2026, 12, 9), 1, "tom-hale")).ToList();
        foreach (var time in times.Where((_, i) => i % 3 == 0).Take(4))
        {
            await BookAsync(site, Video, time);
        }

        var each = await site.InDatabaseAsync(db => db.Appointments.GroupBy(a => a.PractitionerId).Select(g => g.Count()).ToListAsync());
        Assert.Equal([2, 2], each);
    }
}
