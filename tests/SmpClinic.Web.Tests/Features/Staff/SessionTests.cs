using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class SessionTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Password = "four unrelated heron words";
    private const string NewPassword = "seven other walrus phrases";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task AU11_a_sign_in_that_is_ended_in_the_list_is_over_at_its_next_request(DatabaseProvider provider)
    {
        await using var own = await ClinicSite.StartAsync(provider);
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk);
        var (here, there, third) = (await own.SignInAsync(user), await own.SignInAsync(user), await own.SignInAsync(user));
        var foreign = await own.SignInAsync(StaffRoles.Administrator);
        var list = (await Page.GetAsync(here, "/staff/sign-ins")).Is(HttpStatusCode.OK);
        Assert.Equal(3, list.Html.QuerySelectorAll("tbody tr").Length);

        var ended = await own.InDatabaseAsync(db => db.StaffSessions.Where(s => s.UserId == user.Id).OrderBy(s => s.Id).Select(s => s.Id).ToListAsync());
        var other = list.Html.QuerySelectorAll("tbody form").Select(f => f.GetAttribute("action")!).First(a => a.Contains(ended[1].ToString(), StringComparison.Ordinal));
        (await list.Form(other).SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(there, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(third, "/staff")).Is(HttpStatusCode.OK);
        (await list.Form("End all others").SubmitAsync()).Is(HttpStatusCode.Found);
        (await Page.GetAsync(third, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(here, "/staff")).Is(HttpStatusCode.OK);
        (await Page.GetAsync(foreign, "/staff")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU03_nobody_ends_anothers_sign_in_from_their_own_list()
    {
        var theirs = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var victim = await site.SignInAsync(theirs);
        var id = await site.InDatabaseAsync(db => db.StaffSessions.Where(s => s.UserId == theirs.Id).Select(s => s.Id).SingleAsync());
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var (mine, _) = (await site.SignInAsync(user), await site.SignInAsync(user));
        var list = await Page.GetAsync(mine, "/staff/sign-ins");

        (await list.Form("End all others").SubmitAsync($"/staff/sign-ins/{id}/end")).Is(HttpStatusCode.NotFound);

        (await Page.GetAsync(victim, "/staff")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU11_each_step_gives_the_browser_another_session_and_the_one_before_is_worth_nothing()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var key = await site.AddAppAsync(user);
        var cookies = await site.CookiesAsync(user);
        var before = new CookieContainer();
        before.Add(cookies.GetAllCookies());
        var browser = site.Browser(cookies);

        var proof = await Page.GetAsync(browser, "/staff/proof?returnUrl=%2Fstaff%2Fsign-ins");
        Assert.Equal("/staff/sign-ins", (await proof.Form("Go on").Fill("Password", Password).Fill("Code", site.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.Found).Location);

        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.OK);
        (await Page.GetAsync(site.Browser(before), "/staff")).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task AU12_factors_and_password_ask_for_a_proof_of_the_last_five_minutes()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var key = await own.AddAppAsync(user);
        var browser = await own.SignInAsync(user);
        (await Page.GetAsync(browser, "/staff/factors")).Is(HttpStatusCode.OK);
        own.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var path in (string[])["/staff/factors", "/staff/password"])
        {
            Assert.Equal("/staff/proof?returnUrl=" + Uri.EscapeDataString(path), (await Page.GetAsync(browser, path)).Is(HttpStatusCode.Found).Location);
        }

        var proof = await (await Page.GetAsync(browser, "/staff/factors")).FollowAsync();
        (await proof.Form("Go on").Fill("Password", "wrong wrong wrong").Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await proof.Form("Go on").Fill("Password", Password).Fill("Code", "000000").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await proof.Form("Go on").Fill("Password", "").Fill("Code", "").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Enter your password.");
        var back = await proof.Form("Go on").Fill("Password", Password).Fill("Code", own.CodeOf(key)).SubmitAsync();
        Assert.Equal("/staff/factors", back.Is(HttpStatusCode.Found).Location);
        (await back.FollowAsync()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AU12_what_was_typed_into_a_form_outlives_the_proof_it_takes()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var key = await own.AddAppAsync(user);
        var browser = await own.SignInAsync(user);
        var page = await Page.GetAsync(browser, "/staff/factors");
        var newKey = SecondFactor.KeyOn(page);
        own.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = (await page.Form("/staff/factors/app").Fill("Code", own.CodeOf(newKey)).SubmitAsync()).Is(HttpStatusCode.Forbidden).Says("nothing you typed is lost");
        Assert.Equal(key, await KeyAsync(own, user));
        var wrong = (await asked.Form("/staff/proof").Fill("Password", Password).Fill("Code", "000000").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("nothing you typed is lost");
        var given = (await wrong.Form("/staff/proof").Fill("Password", Password).Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.OK);
        (await given.Form("Send it now").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(newKey, await KeyAsync(own, user));
    }

    [Fact]
    public async Task AU11_another_app_another_passkey_and_new_codes_end_the_sign_ins_elsewhere()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        await site.AddAppAsync(user);
        var browser = await site.SignInAsync(user);
        using var key = new SoftKey();
        foreach (var change in (Func<Page, Task<Page>>[])
        [
            p => p.Form("/staff/factors/app").Fill("Code", site.CodeOf(SecondFactor.KeyOn(p))).SubmitAsync(),
            p => p.Form("/staff/factors/passkeys").Fill("Credential", key.Create(p, "/staff/factors/passkeys")).Fill("Name", "Phone").SubmitAsync(),
            p => p.Form("Make ten new codes").SubmitAsync(),
            p => p.Form("Remove the app").SubmitAsync(),
        ])
        {
            var elsewhere = await site.SignInAsync(user);
            var done = await change((await Page.GetAsync(browser, "/staff/factors")).Is(HttpStatusCode.OK));
            Assert.True(done.Status is HttpStatusCode.Found or HttpStatusCode.OK, done.Text);
            (await Page.GetAsync(elsewhere, "/staff")).Is(HttpStatusCode.Found);
            (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.OK);
        }

        Assert.Equal(4, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Recipient == user.Email && m.Kind == "SignInChangedEmail")));
        Assert.Equal(
            ["staff.factor-added", "staff.factor-added", "staff.recovery-codes-made", "staff.factor-removed"],
            await site.InDatabaseAsync(async db => (await db.Audit.Where(e => e.ActorId == user.Id).ToListAsync()).OrderBy(e => e.Id.ToString(), StringComparer.Ordinal).Select(e => e.Action).ToList()));
    }

    [Fact]
    public async Task AU09_the_last_second_factor_stays_and_a_passkey_can_be_called_something_else()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        await site.AddAppAsync(user);
        var browser = await site.SignInAsync(user);
        using var key = new SoftKey();
        var page = await Page.GetAsync(browser, "/staff/factors");
        (await page.Form("/staff/factors/app").SubmitAsync("/staff/factors/app/remove")).Is(HttpStatusCode.UnprocessableEntity).Says("This is your only second factor");
        (await page.Form("/staff/factors/passkeys").Fill("Credential", key.Create(page, "/staff/factors/passkeys")).SubmitAsync()).Is(HttpStatusCode.Found);
        page = await Page.GetAsync(browser, "/staff/factors");
        var id = await site.InDatabaseAsync(db => db.StaffPasskeys.Where(p => p.UserId == user.Id).Select(p => p.Id).SingleAsync());
        (await page.Form("Remove the app").SubmitAsync()).Is(HttpStatusCode.Found);
        page = await Page.GetAsync(browser, "/staff/factors");
        (await page.Form("/staff/factors/app").SubmitAsync($"/staff/factors/passkeys/{id}/remove")).Is(HttpStatusCode.UnprocessableEntity).Says("This is your only second factor");
        var rename = $"/staff/factors/passkeys/{id}/rename";
        (await page.Form(rename).Fill("Name", "").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Enter a name for the passkey.");
        (await page.Form(rename).Fill("Name", new string('x', 61)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await page.Form(rename).Fill("Name", "Blue key").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal("Blue key", await site.InDatabaseAsync(db => db.StaffPasskeys.Where(p => p.Id == id).Select(p => p.Name).SingleAsync()));
        (await page.Form(rename).SubmitAsync($"/staff/factors/passkeys/{Guid.NewGuid()}/rename")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AU08_AU11_a_password_is_changed_with_the_present_one_and_ends_the_sign_ins_elsewhere()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        await site.AddAppAsync(user);
        var (browser, elsewhere) = (await site.SignInAsync(user), await site.SignInAsync(user));
        var page = (await Page.GetAsync(browser, "/staff/password")).Is(HttpStatusCode.OK);
        foreach (var (present, password, repeated, field) in new[]
        {
            ("", NewPassword, NewPassword, "Present"), ("wrong wrong wrong", NewPassword, NewPassword, "Present"), (Password, "short", "short", "Password"),
            (Password, "", "", "Password"), (Password, NewPassword, NewPassword + "x", "Repeated"),
        })
        {
            var answer = await page.Form("Change the password").Fill("Present", present).Fill("Password", password).Fill("Repeated", repeated).SubmitAsync();
            Assert.NotNull(answer.Is(HttpStatusCode.UnprocessableEntity).Html.QuerySelector($"#{field}-error"));
        }

        (await page.Form("Change the password").Fill("Present", Password).Fill("Password", NewPassword).Fill("Repeated", NewPassword).SubmitAsync()).Is(HttpStatusCode.Found);

        (await Page.GetAsync(elsewhere, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.OK);
        var door = await site.GetAsync("/staff/sign-in");
        (await door.Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await door.Form("Sign in").Fill("Email", user.Email!).Fill("Password", NewPassword).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task AU13_of_ten_who_use_one_link_at_once_one_sets_the_password()
    {
        var user = await site.AddStaffAsync(StaffRoles.Administrator);
        var link = await site.InDatabaseAsync(async db =>
        {
            var path = await StaffLinks.IssueAsync(db, user.Id, StaffLinks.Life, site.Now, TestContext.Current.CancellationToken);
            await db.SaveChangesAsync();
            return path;
        });
        var pages = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => site.GetAsync(link)));

        var answers = await Task.WhenAll(pages.Select(p => p.Form("Set the password").Fill("Password", Password).Fill("Repeated", Password).SubmitAsync()));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        Assert.Equal(9, answers.Count(a => a.Status == HttpStatusCode.Gone));
    }

    private static async Task<string?> KeyAsync(ClinicSite at, ClinicUser user)
    {
        var key = await at.InDatabaseAsync(db => db.StaffAuthenticators.AsNoTracking().Where(a => a.UserId == user.Id).Select(a => a.Secret).SingleAsync());
        return ((Sealer)at.Services.GetService(typeof(Sealer))!).Open(key);
    }
}
