using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed partial class ScopeTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Theory]
    [InlineData("/staff")]
    [InlineData("/staff/requests")]
    [InlineData("/staff/appointments")]
    [InlineData("/staff/mail")]
    [InlineData("/staff/appointments/00000000-0000-7000-8000-000000000000")]
    [InlineData("/staff/appointments/00000000-0000-7000-8000-000000000000/move")]
    public async Task Nobody_comes_in_without_signing_in(string path) =>
        Assert.Equal("/staff/sign-in?returnUrl=" + Uri.EscapeDataString(path), (await site.GetAsync(path)).Is(HttpStatusCode.Found).Location);

    [Fact]
    public async Task To_a_practitioner_an_appointment_of_another_is_as_if_it_were_not_there()
    {
        await using var own = await ClinicSite.StartAsync();
        var foreign = await own.BookAsync(StaffDiary.Thursday);
        await own.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == foreign.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Dead)));
        var mail = await own.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == foreign.Id).Select(m => m.Id).FirstAsync());
        var mine = await own.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await own.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var token = (await Page.GetAsync(tom, mine.Address())).Is(HttpStatusCode.OK).Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        var before = await own.EverythingAsync();
        var missing = Guid.CreateVersion7();

        foreach (var path in new[] { "", "/move", "/move/confirm?start=2026-12-10T14:00:00Z&practitioner=", "/move?practitioner=tom-hale" })
        {
            Same((await Page.GetAsync(tom, foreign.Address(path))).Is(HttpStatusCode.NotFound), (await Page.GetAsync(tom, $"/staff/appointments/{missing}{path}")).Is(HttpStatusCode.NotFound));
        }

        foreach (var act in new[] { "confirm", "decline", "cancel", "mark", "move" })
        {
            foreach (var version in new[] { foreign.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), "999", "x" })
            {
                Same(
                    (await PostAsync(tom, foreign.Address("/" + act), token, version)).Is(HttpStatusCode.NotFound),
                    (await PostAsync(tom, $"/staff/appointments/{missing}/{act}", token, version)).Is(HttpStatusCode.NotFound));
            }
        }

        Same(await PostAsync(tom, foreign.Address("/link-client"), token, "1"), await PostAsync(tom, $"/staff/appointments/{missing}/link-client", token, "1"));
        Same(
            (await PostAsync(tom, $"/staff/mail/{mail}/resend", token, "1")).Is(HttpStatusCode.NotFound),
            (await PostAsync(tom, $"/staff/mail/{missing}/resend", token, "1")).Is(HttpStatusCode.NotFound));
        Assert.Equal(before, await own.EverythingAsync());
    }

    [Fact]
    public async Task A_practitioner_cannot_hand_an_appointment_to_another()
    {
        await using var own = await ClinicSite.StartAsync();
        var mine = await own.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await own.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var chosen = (await Page.GetAsync(tom, mine.Address("/move/confirm?start=2026-12-10T14:00:00Z&practitioner="))).Is(HttpStatusCode.OK);

        var foreign = (await chosen.Form(mine.Address("/move")).Fill("Practitioner", StaffDiary.Maya).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        var missing = (await chosen.Form(mine.Address("/move")).Fill("Practitioner", "nobody-at-all").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        Same(foreign, missing);

        // Where they leave the choice open, they keep it.
        (await chosen.Form(mine.Address("/move")).SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(mine.PractitionerId, (await own.NowAsync(mine)).PractitionerId);
    }

    [Fact]
    public async Task Lists_show_a_practitioner_their_own_alone()
    {
        await using var own = await ClinicSite.StartAsync();
        var mayas = await own.BookAsync(StaffDiary.Thursday);
        var toms = await own.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await own.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var front = await own.SignInAsync(StaffRoles.FrontDesk);
        var nobody = await own.SignInAsync(StaffRoles.Practitioner);

        foreach (var path in new[] { "/staff/requests", "/staff/appointments", "/staff/mail" })
        {
            (await Page.GetAsync(tom, path)).Is(HttpStatusCode.OK).NeverSays(mayas.Reference).NeverSays(mayas.ContactEmail);
            Assert.Contains(toms.Id.ToString(), (await Page.GetAsync(tom, path)).Body, StringComparison.Ordinal);
            var all = (await Page.GetAsync(front, path)).Is(HttpStatusCode.OK);
            Assert.Contains(toms.Id.ToString(), all.Body, StringComparison.Ordinal);
            Assert.Contains(mayas.Id.ToString(), all.Body, StringComparison.Ordinal);
            (await Page.GetAsync(nobody, path)).Is(HttpStatusCode.OK).NeverSays(mayas.Id.ToString()).NeverSays(toms.Id.ToString());
        }

        (await Page.GetAsync(tom, "/staff")).Says("Tom Hale").NeverSays("Maya Okafor");
        (await Page.GetAsync(front, "/staff")).Says("Tom Hale").Says("Maya Okafor").Says("2, the oldest for under a minute");
        (await Page.GetAsync(nobody, "/staff")).Is(HttpStatusCode.OK).Says("not tied to a diary");
    }

    [Fact]
    public async Task A_role_taken_away_counts_at_the_next_request()
    {
        await using var own = await ClinicSite.StartAsync();
        var mayas = await own.BookAsync(StaffDiary.Thursday);
        var user = await own.AddStaffAsync(StaffRoles.Administrator);
        var browser = await own.SignInAsync(user);
        (await Page.GetAsync(browser, mayas.Address())).Is(HttpStatusCode.OK);

        await own.InDatabaseAsync(db => db.UserRoles.Where(r => r.UserId == user.Id).ExecuteDeleteAsync());

        (await Page.GetAsync(browser, mayas.Address())).Is(HttpStatusCode.Forbidden);
    }

    private static void Same(Page one, Page other)
    {
        Assert.Equal(one.Status, other.Status);
        Assert.Equal(Normalised(one), Normalised(other));
    }

    private static string Normalised(Page page) => Passing().Replace(page.Body, "*");

    private static async Task<Page> PostAsync(HttpClient browser, string action, string token, string version)
    {
        using var body = new FormUrlEncodedContent(
        [
            new("__form", token), new("Version", version), new("Seen", "1"), new("DeclineReason", "x"), new("Mark", "Arrived"), new("Start", "2026-12-10T14:00:00Z"),
            new("Practitioner", ""), new("Client", "new"), new("TellClient", "yes"),
        ]);
        return await Page.ReadAsync(browser, await browser.PostAsync(new Uri(action, UriKind.Relative), body, TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("<code>[0-9a-f]+</code>|value=\"(?:CfDJ8[^\"]*|maya-okafor|nobody-at-all)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Passing();
}
