using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class RequestQueueTests
{
    [Fact]
    public async Task The_oldest_comes_first_with_its_age_in_words_and_the_late_ones_marked_in_words()
    {
        await using var site = await BusySiteAsync();
        var first = await site.BookAsync(Thursday);
        site.Clock.Advance(TimeSpan.FromHours(48));
        var second = await site.BookAsync(Thursday + Duration.FromDays(1));
        site.Clock.Advance(TimeSpan.FromHours(3));
        var third = await site.BookAsync(Thursday, Tom);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var page = (await Page.GetAsync(browser, "/staff/requests")).Is(HttpStatusCode.OK).Says("3 requests wait").Says("1 answer is late");

        Assert.Equal([first.Reference, second.Reference, third.Reference], page.Html.QuerySelectorAll("tbody th .muted").Select(e => e.TextContent));
        var rows = page.Html.QuerySelectorAll("tbody tr").Select(r => Tests.Page.Even(r.TextContent)).ToList();
        Assert.Contains("2 days 3 h ⚠ Late", rows[0], StringComparison.Ordinal);
        Assert.Contains("3 h", rows[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Late", rows[1], StringComparison.Ordinal);
        (await Page.GetAsync(browser, "/staff/requests?waiting=late")).Says("1 request waits").Says(first.Reference).NeverSays(third.Reference);
        (await Page.GetAsync(browser, "/staff/requests?practitioner=tom-hale")).Says(third.Reference).NeverSays(first.Reference);
        (await Page.GetAsync(browser, "/staff/requests?service=nothing&waiting=nonsense&practitioner=nobody")).Says("3 requests wait");

        // While the client has to choose, it is not the clinic that is late.
        await site.ProposeAsync(first, new SmpClinic.Web.Features.Appointments.ProposedStart(Thursday + Duration.FromDays(7), Maya));
        (await Page.GetAsync(browser, "/staff/requests")).NeverSays("answer is late").Says("Client chooses");
        (await Page.GetAsync(browser, "/staff/requests?waiting=theirs")).Says("1 request waits").Says(first.Reference);
        (await Page.GetAsync(browser, "/staff/requests?waiting=ours")).Says("2 requests wait").NeverSays(first.Reference);
    }

    [Fact]
    public async Task A_request_is_confirmed_from_the_queue_with_one_press_and_two_who_press_confirm_it_once()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var ada = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/requests");
        var finn = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), "/staff/requests");

        var done = await (await ada.Form(request.Address("/confirm")).SubmitAsync()).FollowAsync();
        done.Says("Done.").Says("Nothing waits for an answer.");
        (await finn.Form(request.Address("/confirm")).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Somebody changed this appointment meanwhile").Says("Confirmed by FrontDesk");

        Assert.Equal(["RequestReceivedEmail", "BookingConfirmedEmail"], await site.MailToClientAsync(request));
        Assert.Equal(1, (await site.HistoryAsync(request)).Count(e => e.Action == "appointment.confirmed"));
    }

    [Fact]
    public async Task Visits_that_were_missed_are_counted_by_client_e_mail_and_phone_and_shown_with_what_the_same_person_asks_for()
    {
        await using var site = await BusySiteAsync();
        var missed = await site.BookAsync(Thursday, email: "often@example.com");
        var byPhone = await site.BookAsync(Thursday, Tom);
        var other = await site.BookAsync(Thursday + Duration.FromHours(2));
        var request = await site.BookAsync(Thursday + Duration.FromHours(4), email: "OFTEN@example.com");
        await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Id == missed.Id || a.Id == byPhone.Id || a.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.NoShow)));
        await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Id == byPhone.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ContactPhone, request.ContactPhone)));
        var desk = await site.SignInAsync(StaffRoles.FrontDesk);

        (await Page.GetAsync(desk, "/staff/requests")).Says("Did not come 2 times");
        (await Page.GetAsync(desk, request.Address())).Says("2 times before");
        (await Page.GetAsync(desk, other.Address())).Says("Never, as far as these pages know");
        (await Page.GetAsync(desk, "/staff/appointments?status=NoShow")).Says("3 appointments");
    }

    [Fact]
    public async Task What_was_cancelled_or_declined_is_kept_and_found()
    {
        await using var site = await BusySiteAsync();
        var gone = await site.BookAsync(Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        await (await Page.GetAsync(browser, gone.Address())).Form("Cancel the appointment").Fill("Reason", "By phone").SubmitAsync();

        (await Page.GetAsync(browser, "/staff/appointments?status=Cancelled")).Says(gone.Reference);
        (await Page.GetAsync(browser, "/staff/appointments?q=" + gone.Reference)).Says(gone.Reference);
        (await Page.GetAsync(browser, gone.Address())).Says("By phone");
    }

    [Theory]
    [InlineData(0, "under a minute")]
    [InlineData(59, "59 minutes")]
    [InlineData(60, "1 h")]
    [InlineData(310, "5 h 10 min")]
    [InlineData(1440, "1 day")]
    [InlineData(3070, "2 days 3 h")]
    public void An_age_is_said_in_two_steps(int minutes, string words) => Assert.Equal(words, Ages.Exact(Duration.FromMinutes(minutes)));
}
