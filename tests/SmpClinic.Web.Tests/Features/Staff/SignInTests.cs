using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed partial class SignInTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Password = "four unrelated heron words";
    private const string Refusal = "That e-mail address and password do not match, or the account is locked for a while.";

    public static TheoryData<string> ForeignAddresses =>
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "http:evil.example", "https:/evil.example", "///evil.example",
        "javascript:alert(1)", "data:text/html,x", " //evil.example", "\t//evil.example", "/\t/evil.example", "~//evil.example", "~/\\evil.example",
        "evil.example", "%2f%2fevil.example", "/\n/evil.example", "@evil.example", "", "https://localhost@evil.example/",

        // A header cannot carry these; a browser sends them escaped.
        "/staff/ü", "/staff?x=😀", "/\uFFFE",
    ];

    [Fact]
    public async Task The_right_password_opens_the_page_that_was_asked_for()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var browser = site.Visitor();
        var door = await (await Page.GetAsync(browser, "/staff/mail?state=dead")).FollowAsync();

        var doorway = await door.Form("Sign in").Fill("E-mail address", user.Email!).Fill("Password", Password).SubmitAsync();

        Assert.Equal("/staff/second-factor?returnUrl=%2Fstaff%2Fmail%3Fstate%3Ddead", doorway.Location);
        var codes = await new SecondFactor().PassAsync(doorway, user.Email!, site.Clock.GetUtcNow);
        (await codes.ClickAsync("/staff/mail?state=dead")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_may_not_in_gets_one_answer()
    {
        var known = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var disabled = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var locked = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var withoutPassword = await site.AddStaffAsync(StaffRoles.FrontDesk);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, true)));
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == locked.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, DateTimeOffset.MaxValue)));

        var wrong = await TryAsync(known.Email!, "not that one at all");
        wrong.Is(HttpStatusCode.UnprocessableEntity).Says(Refusal).NeverSays("not that one at all");
        foreach (var (email, password) in new[]
        {
            ("nobody@example.com", Password), (disabled.Email!, Password), (locked.Email!, Password), (withoutPassword.Email!, Password), (disabled.Email!, "wrong wrong wrong"),
        })
        {
            var answer = await TryAsync(email, password);
            Assert.Equal(Normalised(wrong, known.Email!), Normalised(answer, email));
            Assert.Equal(wrong.Status, answer.Status);
            Assert.Equal(Headers(wrong), Headers(answer));
        }
    }

    [Fact]
    public async Task Ten_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk, Password);
        for (var i = 0; i < 10; i++)
        {
            (await TryAsync(user.Email!, "wrong wrong wrong", own)).Is(HttpStatusCode.UnprocessableEntity);
        }

        (await TryAsync(user.Email!, Password, own)).Is(HttpStatusCode.UnprocessableEntity).Says(Refusal);
        own.Clock.Advance(TimeSpan.FromMinutes(14));
        (await TryAsync(user.Email!, Password, own)).Is(HttpStatusCode.UnprocessableEntity);
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        (await TryAsync(user.Email!, Password, own)).Is(HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("Email", "", "Enter your e-mail address.")]
    [InlineData("Password", "", "Enter your password.")]
    public async Task A_missing_field_is_named_and_the_address_kept(string field, string value, string message)
    {
        var door = await site.GetAsync("/staff/sign-in");
        var form = door.Form("Sign in").Fill("Email", "ada@example.com").Fill("Password", Password).Fill(field, value);

        var answer = (await form.SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);

        Assert.Contains(message, answer.Html.QuerySelector($"#{field}-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(field == "Email" ? "" : "ada@example.com", answer.Html.QuerySelector("#Email")!.GetAttribute("value") ?? "");
        answer.NeverSays(Password);
    }

    [Theory]
    [InlineData("Email", 255)]
    [InlineData("Password", 513)]
    public async Task A_field_that_is_too_long_is_named(string field, int length)
    {
        var door = await site.GetAsync("/staff/sign-in");

        var answer = await door.Form("Sign in").Fill("Email", "ada@example.com").Fill("Password", Password).Fill(field, new string('a', length)).SubmitAsync();

        Assert.NotNull(answer.Is(HttpStatusCode.UnprocessableEntity).Html.QuerySelector($"#{field}-error"));
    }

    [Fact]
    public async Task IN01_an_address_of_no_characters_is_refused_at_its_field()
    {
        var door = await site.GetAsync("/staff/sign-in");

        var answer = await door.Form("Sign in").Fill("Email", "ada\uFFFE@example.com").Fill("Password", Password).SubmitAsync();

        Assert.NotNull(answer.Is(HttpStatusCode.UnprocessableEntity).Html.QuerySelector("#Email-error"));
    }

    [Fact]
    public async Task The_fields_tell_password_managers_what_they_are()
    {
        var door = await site.GetAsync("/staff/sign-in");

        Assert.Equal("username webauthn", door.Html.QuerySelector("#Email")!.GetAttribute("autocomplete"));
        Assert.Equal("current-password", door.Html.QuerySelector("#Password")!.GetAttribute("autocomplete"));
    }

    [Theory]
    [MemberData(nameof(ForeignAddresses))]
    public async Task Nobody_is_sent_elsewhere_after_signing_in(string address)
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var door = await site.GetAsync("/staff/sign-in");

        var answer = await door.Form("Sign in").Fill("E-mail address", user.Email!).Fill("Password", Password).Fill("ReturnUrl", address).SubmitAsync();

        Assert.Equal("/staff/second-factor", answer.Is(HttpStatusCode.Found).Location);
    }

    [Fact]
    public async Task AU16_nor_after_any_step_behind_the_door()
    {
        foreach (var address in ForeignAddresses.Select(row => row.Data))
        {
            var user = await site.AddStaffAsync(StaffRoles.FrontDesk, email: $"{Guid.NewGuid():N}@example.com");
            var key = await site.AddAppAsync(user);
            var doorway = site.Browser(await site.CookiesAsync(user, SignInStage.Password));
            var escaped = Uri.EscapeDataString(address);
            (await Page.GetAsync(doorway, "/staff/recovery?returnUrl=" + escaped)).NeverSays("evil.example");
            var step = (await Page.GetAsync(doorway, "/staff/second-factor?returnUrl=" + escaped)).Is(HttpStatusCode.OK).NeverSays("evil.example");
            var inside = await step.Form("Go on").Fill("ReturnUrl", address).Fill("Code", site.CodeOf(key)).SubmitAsync();
            Assert.Equal("/staff", inside.Is(HttpStatusCode.Found).Location);
            (await Page.GetAsync(doorway, "/staff/proof?returnUrl=" + escaped)).Is(HttpStatusCode.OK).NeverSays("evil.example");
        }
    }

    [Fact]
    public async Task Signing_leftends_the_session_for_a_copied_cookie_too()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var cookies = await site.CookiesAsync(user);
        var copy = new CookieContainer();
        copy.Add(cookies.GetAllCookies());
        var (browser, copied, elsewhere) = (site.Browser(cookies), site.Browser(copy), await site.SignInAsync(user));
        (await Page.GetAsync(copied, "/staff")).Is(HttpStatusCode.OK);

        var start = (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.OK);
        var left = await start.Form("/staff/sign-out").SubmitAsync();
        Assert.Equal("/staff/sign-in", left.Location);
        Assert.Equal("\"cache\", \"storage\"", Hosting.SecurityHeaderTests.Header(left, "Clear-Site-Data"));

        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(copied, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(elsewhere, "/staff")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_link_sets_a_password_once_and_lifts_a_lock()
    {
        var user = await site.AddStaffAsync(StaffRoles.Administrator);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, DateTimeOffset.MaxValue)));
        var link = await LinkAsync(user);
        var page = (await site.GetAsync(link)).Is(HttpStatusCode.OK);
        Assert.Equal("new-password", page.Html.QuerySelector("#Password")!.GetAttribute("autocomplete"));

        var set = await page.Form().Fill("New password", Password).Fill("The same again", Password).SubmitAsync();

        (await set.FollowAsync()).Is(HttpStatusCode.OK).Says("Your password is set.");
        (await TryAsync(user.Email!, Password)).Is(HttpStatusCode.Found);
        (await site.GetAsync(link)).Is(HttpStatusCode.Gone).Says("This link does not work");
        (await page.Form().Fill("New password", Password + "2").Fill("The same again", Password + "2").SubmitAsync()).Is(HttpStatusCode.Gone);
        (await TryAsync(user.Email!, Password)).Is(HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("", "", "Password")]
    [InlineData("short", "short", "Password")]
    [InlineData("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "Password")]
    [InlineData("smpclinic-admin", "smpclinic-admin", "Password")]
    [InlineData(Password, "four unrelated heron wordz", "Repeated")]
    [InlineData(Password, "", "Repeated")]
    public async Task A_password_against_the_rules_is_refused_at_its_field_and_the_link_stays_good(string password, string repeated, string field)
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var page = await site.GetAsync(await LinkAsync(user));

        var answer = await page.Form().Fill("Password", password).Fill("Repeated", repeated).SubmitAsync();

        Assert.NotNull(answer.Is(HttpStatusCode.UnprocessableEntity).Html.QuerySelector($"#{field}-error"));
        Assert.Null(await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).Select(u => u.PasswordHash).SingleAsync()));
        (await answer.Form().Fill("Password", Password).Fill("Repeated", Password).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_password_of_128_characters_of_any_kind_is_taken_whole()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var password = " " + string.Concat(Enumerable.Range(0, 63).Select(i => (char)('א' + (i % 20)) + " ")) + "x";
        var page = await site.GetAsync(await LinkAsync(user));

        (await page.Form().Fill("Password", password).Fill("Repeated", password).SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal(128, password.Length);
        (await TryAsync(user.Email!, password[..^1])).Is(HttpStatusCode.UnprocessableEntity);
        (await TryAsync(user.Email!, password)).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_broken_link_says_so_plainly()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var other = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var link = await LinkAsync(user);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == other.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Disabled, true)));
        foreach (var broken in new[] { "/staff/set-password", "/staff/set-password?token=y", "/staff/set-password?token=" + new string('y', 400), await LinkAsync(other), link[..^3] })
        {
            (await site.GetAsync(broken)).Is(HttpStatusCode.Gone).Says("This link does not work");
        }
    }

    private Task<string> LinkAsync(ClinicUser user) => site.InDatabaseAsync(async db =>
    {
        var path = await StaffLinks.IssueAsync(db, user.Id, StaffLinks.Life, site.Now, TestContext.Current.CancellationToken);
        await db.SaveChangesAsync();
        return path;
    });

    private async Task<Page> TryAsync(string email, string password, ClinicSite? at = null) =>
        await (await (at ?? site).GetAsync("/staff/sign-in")).Form("Sign in").Fill("E-mail address", email).Fill("Password", password).SubmitAsync();

    private static string Normalised(Page page, string email) => Token().Replace(page.Body.Replace(email, "E", StringComparison.Ordinal), "token");

    private static string Headers(Page page) => string.Join('\n', page.Response.Headers.Select(h => h.Key + (h.Key == "Set-Cookie" ? "" : string.Join(',', h.Value))).Order(StringComparer.Ordinal));

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"|data-options=\"[^\"]*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
