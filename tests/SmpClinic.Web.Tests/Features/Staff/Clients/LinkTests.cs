using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

public sealed class LinkTests
{
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_booking_is_linked_to_a_client_found_by_search_with_the_contact_data_chosen(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell");
        var booking = await site.BookAsync(StaffDiary.Thursday, email: "newer@example.com");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var choose = await (await Page.GetAsync(browser, booking.Address())).ClickAsync("Find another client, or take over new contact data");
        var found = await (await choose.Says("Nobody has checked these contact data.").Form(booking.Address("/client/find")).Fill("Words", "quennell").SubmitAsync()).FollowAsync();

        var compare = (await found.ClickAsync(booking.Address("/client/" + client.Id))).Is(HttpStatusCode.OK).Says("newer@example.com");
        var linked = await (await compare.Form("Link").Fill("Email", "booking").SubmitAsync()).FollowAsync();

        linked.Says("Done.");
        Assert.NotNull(linked.Html.QuerySelector($"dd a[href='{client.Address()}']"));
        var now = await site.NowAsync(client);
        Assert.Equal(("Ottoline Quennell", "newer@example.com", client.Phone), (now.Name, now.Email, now.Phone));
        Assert.Equal(client.Id, (await site.NowAsync(booking)).ClientId);
        Assert.Equal(["client.changed", "client.linked"], await site.LogAsync(client));
        (await Page.GetAsync(browser, client.Address())).Says("Earlier contact data").Says(client.Email);
    }

    [Fact]
    public async Task AU14_without_a_choice_the_record_stays_as_it_is()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var booking = await site.BookAsync(StaffDiary.Thursday);
        var compare = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), booking.Address("/client/" + client.Id));

        (await compare.Form("Link").Without("Phone").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose which of the two is to stand in the record.");
        (await compare.Form("Link").Fill("Version", "x").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("altered on the way");
        (await compare.Form("Link").SubmitAsync()).Is(HttpStatusCode.Found);

        var now = await site.NowAsync(client);
        Assert.Equal((client.Name, client.Email, client.Phone, client.Version), (now.Name, now.Email, now.Phone, now.Version));

        // Sent twice it is linked once; and what is linked is not linked again.
        (await compare.Form("Link").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(["client.linked"], await site.LogAsync(client));
        (await Page.GetAsync(compare.Browser, booking.Address("/client"))).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK15_a_record_or_booking_changed_while_it_was_compared_is_not_linked(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell");
        var booking = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var compare = await Page.GetAsync(browser, booking.Address("/client/" + client.Id));
        (await (await Page.GetAsync(browser, client.Address("/edit"))).Form().Fill("Name", "Ottoline Changed").SubmitAsync()).Is(HttpStatusCode.Found);

        var refused = await compare.Form("Link").Fill("Name", "booking").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Somebody changed one of the two meanwhile").Says("Ottoline Changed");
        Assert.Null((await site.NowAsync(booking)).ClientId);
        (await (await Page.GetAsync(browser, booking.Address())).Form("Confirm the request").SubmitAsync()).Is(HttpStatusCode.Found);
        (await refused.Form("Link").SubmitAsync()).Is(HttpStatusCode.Conflict);
        Assert.Null((await site.NowAsync(booking)).ClientId);
    }

    [Fact]
    public async Task A_booking_of_the_wrong_person_is_unlinked_and_the_record_stays()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var booking = await site.BookForAsync(client, StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, booking.Address());

        (await (await page.Form("Unlink from the client record").SubmitAsync()).FollowAsync()).Says("Not linked").Says("Unlinked from a client record");

        Assert.Null((await site.NowAsync(booking)).ClientId);
        Assert.Equal(["client.unlinked"], await site.LogAsync(client));
        (await page.Form("Unlink from the client record").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, client.Address())).Is(HttpStatusCode.OK).Says("None yet.");
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        (await page.Form("Unlink from the client record").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(maya, booking.Address("/client"))).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_record_names_bookings_that_may_be_its_own_and_a_booking_names_records_with_the_same_name()
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday, email: "otto@example.com");
        var (byMail, byName) = (await site.AddClientAsync("Ottoline Quennell", "otto@example.com"), await site.AddClientAsync(booking.ContactName.ToUpperInvariant()));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);

        var record = (await Page.GetAsync(browser, byMail.Address())).Says("Bookings that may be theirs");
        Assert.NotNull(record.Html.QuerySelector($"a[href='{booking.Address("/client/" + byMail.Id)}']"));
        (await Page.GetAsync(browser, booking.Address())).Says("Same e-mail address").Says("Same name").Says(byName.Name);
    }

    [Fact]
    public async Task A_merged_client_is_linked_as_the_record_that_was_kept()
    {
        await using var site = await ClinicSite.StartAsync();
        var (kept, gone) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Ottoline Ashdown"));
        var booking = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, kept.Address("/merge/" + gone.Id))).Form("Merge").SubmitAsync()).Is(HttpStatusCode.Found);

        (await (await Page.GetAsync(browser, booking.Address("/client/" + gone.Id))).Is(HttpStatusCode.OK).Form("Link").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(kept.Id, (await site.NowAsync(booking)).ClientId);
    }
}
