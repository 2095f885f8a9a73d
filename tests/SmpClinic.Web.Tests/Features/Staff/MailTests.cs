using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class MailTests
{
    [Theory]
    [InlineData("/staff/mail?state=dead")]
    [InlineData("appointment")]
    public async Task A_message_given_up_is_seen_and_sent_again_once(string from)
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var id = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == request.Id && m.Audience == MailAudience.Client).Select(m => m.Id).SingleAsync());
        await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(m => m.State, OutboxState.Dead).SetProperty(m => m.Attempts, 12).SetProperty(m => m.LastError, "550 no such mailbox")));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await Page.GetAsync(browser, "/staff")).Says("1 message could not be sent");
        var page = (await Page.GetAsync(browser, from == "appointment" ? request.Address() : from)).Says("550 no such mailbox").Says("Given up");

        var done = await (await page.Form($"/staff/mail/{id}/resend").SubmitAsync()).FollowAsync();

        done.Is(HttpStatusCode.OK).Says("in the queue again");
        Assert.Equal(from == "appointment", done.Path.StartsWith(request.Address(), StringComparison.Ordinal));
        var row = await site.InDatabaseAsync(db => db.Outbox.AsNoTracking().SingleAsync(m => m.Id == id));
        Assert.Equal((OutboxState.Waiting, 0), (row.State, row.Attempts));
        Assert.Equal("mail.resent", (await site.HistoryAsync(request))[^1].Action);
        (await (await page.Form($"/staff/mail/{id}/resend").SubmitAsync()).FollowAsync()).Says("was not sent again");
    }

    [Fact]
    public async Task The_mail_page_tells_how_mail_is_doing()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        (await Page.GetAsync(browser, "/staff/mail")).Says("Nothing has been sent yet").Says("2, the oldest for under a minute");
        var now = site.Now;
        await site.InDatabaseAsync(db => db.Outbox.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Sent).SetProperty(m => m.SentAt, now)));
        site.Clock.Advance(TimeSpan.FromMinutes(5));

        (await Page.GetAsync(browser, "/staff/mail?state=sent")).Is(HttpStatusCode.OK).Says("9am UK time (GMT), 5 minutes ago").Says("Notice to us: new booking");
        (await Page.GetAsync(browser, "/staff/mail?state=nonsense")).Is(HttpStatusCode.UnprocessableEntity).Says("Choose a state from the list");
    }
}
