using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;
using static SmpClinic.Web.Tests.Features.Staff.StaffOffers;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class ProposeTests
{
    private static readonly Instant Friday = Thursday + Duration.FromDays(1);

    [Fact]
    public async Task Times_are_ticked_kept_mailed_and_one_taken_by_link_which_confirms_there_and_frees_the_rest()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = (await Page.GetAsync(browser, request.Address("/propose?practitioner=maya-okafor"))).Is(HttpStatusCode.OK);

        var proposed = await TickAsync(page, request.Address("/propose"), [Box(Friday), Box(Friday + Duration.FromHours(2))], ("Words", "We are full then.\r\nSorry! "), ("Keep", "24"));
        (await proposed.Is(HttpStatusCode.Found).FollowAsync()).Says("Other times proposed").Says("We wrote: “We are full then. Sorry!”").Says("Kept for the client");

        var offer = Assert.Single(await site.OffersAsync(request));
        Assert.Equal((OfferState.Open, site.Now + Duration.FromHours(24), "FrontDesk", "We are full then.\nSorry!"), (offer.State, offer.ExpiresAt, offer.MadeBy, offer.Words));
        Assert.Equal(offer.Times.Sum(t => t.Cells.Count) * 2, await site.CellsAsync(offer));
        Assert.DoesNotContain(Friday, await OfferedAsync(site.Visitor(), StaffDiary.OnRequest, new(2026, 12, 11), 1, Maya));
        Assert.Contains(Friday + Duration.FromHours(4), await OfferedAsync(site.Visitor(), StaffDiary.OnRequest, new(2026, 12, 11), 1, Maya));
        Assert.Equal(["RequestReceivedEmail", "OtherTimesEmail"], await site.MailToClientAsync(request));
        (await Page.GetAsync(browser, "/staff/requests")).Says("Client chooses");

        var link = await site.LinkAsync(request);
        var choice = await (await Page.GetAsync(site.Visitor(), link)).Says("Please choose a time").ClickAsync("Choose a time");
        choice.Is(HttpStatusCode.OK).Says("We are full then.").Says("Friday 11 December 2026, 10am to 10:45am").Says("with Maya Okafor");
        var confirmed = await choice.Form("Take this time").Fill("Time", offer.Times.Single(t => t.Start == Friday).Id.ToString()).SubmitAsync();
        (await confirmed.Is(HttpStatusCode.Found).FollowAsync()).Says("Your appointment is confirmed").Says("Friday 11 December 2026");

        var now = await site.NowAsync(request);
        Assert.Equal((AppointmentStatus.Confirmed, Friday, 1, 1), (now.Status, now.Start, now.TimeVersion, now.CalendarSequence));
        Assert.Equal(OfferState.Taken, (await site.OffersAsync(request))[0].State);
        Assert.Equal(0, await site.CellsAsync(offer));
        Assert.Equal(["RequestReceivedEmail", "OtherTimesEmail", "BookingConfirmedEmail"], await site.MailToClientAsync(request));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "TimesAnsweredNotice")));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync(r => r.AppointmentId == request.Id)));
        Assert.Equal("times.picked", (await site.HistoryAsync(request))[^1].Action);
        await DiaryIsSoundAsync(site);
        await site.BookAsync(Thursday);
        await site.BookAsync(Friday + Duration.FromHours(2));

        // The same click again is no second act, and another one finds nothing kept.
        (await choice.Form("Take this time").Fill("Time", offer.Times.Single(t => t.Start == Friday).Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Found);
        (await choice.Form("Take this time").Fill("Time", offer.Times.Single(t => t.Start != Friday).Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("no longer kept");
        Assert.Equal(now.Version, (await site.NowAsync(request)).Version);
    }

    [Fact]
    public async Task A_client_says_that_none_suits_with_words_that_stay_out_of_every_mail()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var offer = await site.ProposeAsync(request, new ProposedStart(Friday, Maya), new ProposedStart(Friday, Tom));
        var choice = await Page.GetAsync(site.Visitor(), await site.LinkAsync(request) + "/times");

        var thanks = await (await choice.Form("None of these suits").Fill("Words", "Only before noon, because of my scalp").SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync();

        thanks.Says("Thank you for telling us");
        Assert.Equal((OfferState.TurnedDown, "Only before noon, because of my scalp"), (await site.OffersAsync(request)).Select(o => (o.State, o.Answer)).Single());
        Assert.Equal(0, await site.CellsAsync(offer));
        Assert.Equal(AppointmentStatus.Requested, (await site.NowAsync(request)).Status);
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address())).Says("The client wrote: “Only before noon, because of my scalp”");
        await DiaryIsSoundAsync(site);
        (await choice.Form("None of these suits").Fill("Words", new string('x', 501)).SubmitAsync()).Is((HttpStatusCode)422).Says("shorten it to 500");
    }

    [Fact]
    public async Task Times_that_nobody_answered_are_free_at_once_closed_once_and_told_to_the_desk()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var offer = await site.ProposeAsync(request, new ProposedStart(Friday, Maya));
        var choice = await Page.GetAsync(site.Visitor(), await site.LinkAsync(request) + "/times");
        var lapses = site.Services.GetRequiredService<OfferLapses>();
        site.Clock.SetUtcNow((offer.ExpiresAt - Duration.FromSeconds(1)).ToDateTimeOffset());
        Assert.Equal(0, await lapses.CloseOnceAsync(Token));
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        // Before any worker has looked the time is anybody's, and the link says so.
        Assert.Contains(Friday, await OfferedAsync(site.Visitor(), StaffDiary.OnRequest, new(2026, 12, 11), 1, Maya));
        (await choice.Form("Take this time").Fill("Time", offer.Times[0].Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("no longer kept");

        Assert.Equal(1, (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lapses.CloseOnceAsync(Token)))).Sum());
        Assert.Equal(0, await lapses.CloseOnceAsync(Token));
        Assert.Equal(OfferState.Lapsed, (await site.OffersAsync(request))[0].State);
        Assert.Equal(0, await site.CellsAsync(offer));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "TimesAnsweredNotice" && m.Subject == "No answer to the proposed times")));
        Assert.Equal("times.lapsed", (await site.HistoryAsync(request))[^1].Action);
    }

    [Theory]
    [InlineData("confirm")]
    [InlineData("decline")]
    [InlineData("cancel")]
    [InlineData("move")]
    [InlineData("withdraw")]
    [InlineData("again")]
    public async Task Whatever_settles_the_request_otherwise_lets_go_of_the_times_kept(string how)
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var offer = await site.ProposeAsync(request, new ProposedStart(Friday, Maya), new ProposedStart(Friday + Duration.FromMinutes(15), Maya));
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var command = new AppointmentCommand(request.Id, null, Desk);
        var choice = await Page.GetAsync(site.Visitor(), await site.LinkAsync(request) + "/times");

        var outcome = how switch
        {
            "confirm" => await commands.ConfirmAsync(command, Token),
            "decline" => await commands.DeclineAsync(command, "We are away", Token),
            "cancel" => await commands.CancelAsync(command with { Actor = Actor.Client }, null, Token),
            "move" => await commands.MoveAsync(command, Thursday + Duration.FromHours(1), null, Token),
            "withdraw" => await commands.WithdrawAsync(command, Token),
            _ => await commands.ProposeAsync(command, new([new(Friday, Maya)], null, Duration.FromHours(24)), Token),
        };

        Assert.Equal(CommandEnd.Done, outcome.End);
        Assert.Equal(OfferState.Withdrawn, (await site.OffersAsync(request))[0].State);
        Assert.Equal(0, await site.CellsAsync(offer));
        await DiaryIsSoundAsync(site);
        (await choice.Form("Take this time").Fill("Time", offer.Times[0].Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("no longer kept");
        (await choice.Form("None of these suits").SubmitAsync()).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_first_to_act_wins_between_the_clients_choice_and_staff()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var offer = await site.ProposeAsync(request, new ProposedStart(Friday, Maya));
        var staff = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address());
        var choice = await Page.GetAsync(site.Visitor(), await site.LinkAsync(request) + "/times");

        (await choice.Form("Take this time").Fill("Time", offer.Times[0].Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Found);

        (await staff.Form("Confirm the request").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Somebody changed this appointment meanwhile").Says("Proposed time taken and confirmed");
        Assert.Equal(Friday, (await site.NowAsync(request)).Start);
    }

    [Fact]
    public async Task A_proposal_that_cannot_be_kept_changes_nothing_and_keeps_what_was_ticked_and_typed()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var kept = await site.ProposeAsync(request, new ProposedStart(Friday, Tom));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, request.Address("/propose?practitioner=maya-okafor"));
        await site.BookAsync(Friday);
        var before = await site.EverythingAsync();

        var taken = await TickAsync(page, request.Address("/propose"), [Box(Friday), Box(Friday + Duration.FromHours(3))], ("Words", "Typed before"));

        taken.Is(HttpStatusCode.Conflict).Says("Friday 11 December 2026, 10am").Says("Typed before");
        Assert.Contains(taken.Html.QuerySelectorAll("input[name=Times][checked]"), b => b.GetAttribute("value") == Box(Friday + Duration.FromHours(3)));
        Assert.Equal(before, await site.EverythingAsync());
        Assert.Equal(OfferState.Open, (await site.OffersAsync(request))[0].State);
        Assert.Equal(kept.Id, (await site.OffersAsync(request))[0].Id);

        (await TickAsync(page, request.Address("/propose"), [Box(site.Now + Duration.FromHours(25))], ("Keep", "120"))).Is(HttpStatusCode.Conflict).Says("before the client’s time to answer ends");
        (await TickAsync(page, request.Address("/propose"), [])).Is((HttpStatusCode)422).Says("Tick at least one time.");
        (await TickAsync(page, request.Address("/propose"), Enumerable.Range(0, 6).Select(n => Box(Friday + Duration.FromMinutes(15 * n))))).Is((HttpStatusCode)422).Says("Tick at most 5 times; 6 are ticked.");
        (await TickAsync(page, request.Address("/propose"), ["nonsense"])).Is((HttpStatusCode)422).Says("Tick at least one time.");
        (await TickAsync(page, request.Address("/propose"), [Box(Friday, "nobody")])).Is((HttpStatusCode)422).Says("could not be read");
        (await TickAsync(page, request.Address("/propose"), [Box(Friday)], ("Keep", "1"))).Is((HttpStatusCode)422).Says("Choose for how long");
        (await TickAsync(page, request.Address("/propose"), [Box(Friday)], ("Words", new string('x', 1001)))).Is((HttpStatusCode)422).Says("shorten it to 1000");
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task Looking_at_another_week_keeps_what_was_ticked_and_typed_and_proposes_nothing()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address("/propose"));
        var before = await site.EverythingAsync();

        var later = await TickAsync(page, request.Address("/propose"), [Box(Friday)], ("Show", "2027-01-12"), ("Words", "Half a sentence"));

        later.Is(HttpStatusCode.OK).Says("Ticked so far").Says("Friday 11 December 2026, 10am").Says("Half a sentence").Says("Tue 12 Jan to Mon 18 Jan");
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task A_practitioner_proposes_their_own_times_for_their_own_requests_alone()
    {
        await using var site = await BusySiteAsync();
        var own = await site.BookAsync(Thursday);
        var others = await site.BookAsync(Thursday, Tom);
        var browser = await site.SignInAsync(StaffRoles.Practitioner, Maya);
        (await Page.GetAsync(browser, others.Address("/propose"))).Is(HttpStatusCode.NotFound);
        var page = (await Page.GetAsync(browser, own.Address("/propose"))).Is(HttpStatusCode.OK).NeverSays("Tom Hale");

        (await TickAsync(page, own.Address("/propose"), [Box(Friday, Tom)])).Is((HttpStatusCode)422);
        (await TickAsync(page, others.Address("/propose"), [Box(Friday)])).Is(HttpStatusCode.NotFound);
        (await TickAsync(page, own.Address("/propose"), [Box(Friday)])).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_time_that_hours_no_longer_allow_is_refused_when_it_is_taken()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        var offer = await site.ProposeAsync(request, new ProposedStart(Friday, Maya));
        await site.InDatabaseAsync(db =>
        {
            db.TimeOff.Add(new() { PractitionerId = request.PractitionerId, Start = Friday, End = Friday + Duration.FromHours(8) });
            return db.SaveChangesAsync();
        });
        var choice = await Page.GetAsync(site.Visitor(), await site.LinkAsync(request) + "/times");

        (await choice.Form("Take this time").Fill("Time", offer.Times[0].Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("cannot be had any more");

        Assert.Equal((AppointmentStatus.Requested, Thursday), ((await site.NowAsync(request)).Status, (await site.NowAsync(request)).Start));
        (await choice.Form("Take this time").Without("Time").SubmitAsync()).Is((HttpStatusCode)422).Says("Choose one of the times");
    }

    [Fact]
    public async Task EM12_looking_at_the_link_of_a_proposal_changes_nothing()
    {
        await using var site = await BusySiteAsync();
        var request = await site.BookAsync(Thursday);
        await site.ProposeAsync(request, new ProposedStart(Friday, Maya));
        var link = await site.LinkAsync(request);
        var before = await site.EverythingAsync();
        for (var n = 0; n < 3; n++)
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, link + "/times");
            Assert.Equal(HttpStatusCode.OK, (await site.Visitor().SendAsync(head, Token)).StatusCode);
            (await site.GetAsync(link + "/times")).Is(HttpStatusCode.OK);
        }

        Assert.Equal(before, await site.EverythingAsync());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
