using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.WaitingList;
using Xunit;
using static SmpClinic.Web.Tests.Features.WaitingList.WaitingSteps;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class StaffWaitingListTests
{
    [Fact]
    public async Task Staff_see_who_waits_and_what_is_offered_stop_an_offer_and_take_somebody_off()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        var (first, second) = (await site.WaitAsync(), await site.WaitAsync());
        await site.FreeAsync(visit);
        await site.RoundAsync();
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var list = (await Page.GetAsync(browser, "/staff/waiting-list")).Is(HttpStatusCode.OK).Says("2 entries").Says("A time is offered").Says("with Maya Okafor, to be answered by Tue 1 Dec, 11am");
        Assert.Equal([first.Reference, second.Reference], list.Html.QuerySelectorAll("tbody th .muted").Select(e => e.TextContent));
        var entry = (await list.ClickAsync(first.ContactName)).Is(HttpStatusCode.OK).Says("Offer under way");

        (await (await entry.Form("Stop this offer").SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Says("Taken back");
        Assert.Equal(["TimeFreeEmail", "OfferOverEmail"], await site.MailAsync(first));
        (await entry.Form("Stop this offer").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Somebody changed this entry meanwhile");
        Assert.Equal(1, await site.RoundAsync());

        var other = await Page.GetAsync(browser, $"/staff/waiting-list/{second.Id}");
        (await (await other.Form("Take them off the list").Without("TellClient").SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Says("Taken off");
        Assert.Equal(["TimeFreeEmail"], await site.MailAsync(second));
        Assert.Equal(WaitingState.Removed, (await site.NowAsync(second)).State);
        (await Page.GetAsync(browser, "/staff/waiting-list?show=over")).Says(second.Reference).NeverSays(first.Reference);
        var audited = await site.InDatabaseAsync(db => db.Audit.Where(e => e.Action.StartsWith("waiting.")).OrderBy(e => e.Id).Select(e => e.Action + " " + e.ActorName).ToListAsync());
        Assert.Equal(["waiting.offered ", "waiting.offer-withdrawn FrontDesk", "waiting.offered ", "waiting.removed FrontDesk"], audited);
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task A_time_is_offered_by_hand_also_one_that_was_not_wished_for()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var entry = await site.WaitAsync(w => w.Days = WaitingEntry.BitOf(IsoDayOfWeek.Sunday));
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(browser, $"/staff/waiting-list/{entry.Id}?from=2026-12-10");
        var friday = StaffDiary.Thursday + Duration.FromDays(1);

        (await page.Form("Offer this time").SubmitAsync()).Is((HttpStatusCode)422).Says("Choose a time.");
        (await page.Form("Offer this time").Fill("Time", StaffOffers.Box(site.Now + Duration.FromHours(1))).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("before the client’s time to answer ends");
        (await (await page.Form("Offer this time").Fill("Time", StaffOffers.Box(friday)).SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Says("Offer under way").Says("Friday 11 December 2026, 10am");

        var offer = await site.OpenAsync(entry);
        Assert.Equal((friday, StaffRoles.Administrator), (offer.Times[0].Start, offer.MadeBy));
        (await page.Form("Offer this time").Fill("Time", StaffOffers.Box(friday + Duration.FromHours(2))).SubmitAsync()).Is(HttpStatusCode.Conflict);
        (await (await site.GetAsync(await site.LinkAsync(entry))).Form("Take this time").SubmitAsync()).Is(HttpStatusCode.Found);
        await BookingSteps.DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Staff_add_somebody_who_is_told_and_whose_wrong_form_keeps_what_was_typed()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/waiting-list/new")).Is(HttpStatusCode.OK);
        Form Filled() => page.Form("Add to the list").Fill("Service", StaffDiary.OnRequest).Fill("Name", "Odile Rowe").Fill("Email", "odile@example.com").Fill("Phone", "07700 900111").Fill("Consent", "yes");

        (await Filled().Fill("Consent", "").SubmitAsync()).Is((HttpStatusCode)422).Says("Tick the box");
        var wrong = (await Filled().Fill("Service", "nothing").Fill("Email", "odile").SubmitAsync()).Is((HttpStatusCode)422).Says("Choose what they wait for.");
        Assert.Equal("Odile Rowe", wrong.Html.GetElementById("Name")!.GetAttribute("value"));
        (await (await Filled().SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Is(HttpStatusCode.OK).Says("Odile Rowe").Says("added by FrontDesk");

        var entry = await site.InDatabaseAsync(db => db.WaitingList.AsNoTracking().SingleAsync());
        Assert.Equal((WaitingState.Waiting, "FrontDesk"), (entry.State, entry.AddedBy));
        Assert.Equal(["OnTheListEmail"], await site.MailAsync(entry));
    }

    [Fact]
    public async Task A_practitioner_sees_adds_and_offers_what_waits_for_them_alone()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var tom = await site.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == StaffDiary.Tom).Select(p => p.Id).SingleAsync());
        WaitingEntry[] entries = [await site.WaitAsync(), await site.WaitAsync(w => w.PractitionerId = tom), await site.WaitAsync(w => w.PractitionerId = null)];
        var browser = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);

        (await Page.GetAsync(browser, "/staff/waiting-list")).Says("1 entry").Says(entries[0].Reference).NeverSays(entries[1].Reference).NeverSays(entries[2].Reference);
        var own = (await Page.GetAsync(browser, $"/staff/waiting-list/{entries[0].Id}")).Is(HttpStatusCode.OK);
        foreach (var other in entries[1..])
        {
            (await Page.GetAsync(browser, $"/staff/waiting-list/{other.Id}")).Is(HttpStatusCode.NotFound);
            (await own.Form("Take them off the list").SubmitAsync($"/staff/waiting-list/{other.Id}/remove")).Is(HttpStatusCode.NotFound);
        }

        (await own.Form("Offer this time").Fill("Time", StaffOffers.Box(StaffDiary.Thursday, StaffDiary.Tom)).SubmitAsync()).Is((HttpStatusCode)422);
        var add = (await Page.GetAsync(browser, "/staff/waiting-list/new")).NeverSays("Tom Hale").NeverSays("Whoever is free");
        var filled = add.Form("Add to the list").Fill("Service", StaffDiary.OnRequest).Fill("Name", "Odile Rowe").Fill("Email", "odile@example.com").Fill("Phone", "07700 900111").Fill("Consent", "yes");
        (await filled.Fill("Practitioner", StaffDiary.Tom).SubmitAsync()).Is((HttpStatusCode)422).Says("Choose somebody from the list.");
        (await filled.Fill("Practitioner", "").SubmitAsync()).Is((HttpStatusCode)422);
        (await filled.Fill("Practitioner", StaffDiary.Maya).SubmitAsync()).Is(HttpStatusCode.Found);
    }
}
