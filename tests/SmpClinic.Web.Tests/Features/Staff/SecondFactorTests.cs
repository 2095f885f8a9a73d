using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class SecondFactorTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const string Password = "four unrelated heron words";
    private const string Refused = "That code is not right, was used already";

    [Fact]
    public async Task AU09_a_password_alone_opens_no_page_of_the_staff()
    {
        foreach (var stage in (SignInStage[])[SignInStage.Password, SignInStage.Recovery])
        {
            var browser = site.Browser(await site.CookiesAsync(await site.AddStaffAsync(StaffRoles.Administrator), stage));
            var token = (await Page.GetAsync(browser, "/staff/set-up")).Is(HttpStatusCode.OK).Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
            var closed = Endpoints.Of(site).Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null).ToList();
            Assert.True(closed.Count > 20);
            foreach (var endpoint in closed)
            {
                foreach (var verb in Endpoints.Verbs(endpoint))
                {
                    using var ask = new HttpRequestMessage(new(verb), Endpoints.Path(endpoint));
                    ask.Content = verb is "GET" or "HEAD" ? null : new FormUrlEncodedContent([new("__form", token)]);
                    using var answer = await browser.SendAsync(ask, TestContext.Current.CancellationToken);
                    Assert.True(
                        answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location!.OriginalString.StartsWith("/staff/sign-in", StringComparison.Ordinal),
                        $"{stage} {verb} {endpoint.RoutePattern.RawText}: {(int)answer.StatusCode}");
                }
            }
        }
    }

    [Fact]
    public async Task AU09_whoever_has_no_second_factor_sets_one_up_before_anything_else()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var browser = site.Visitor();
        var setUp = await EnterAsync(browser, user);
        Assert.Equal("Set up your second factor", setUp.Heading);
        Assert.NotNull(setUp.Html.QuerySelector("svg.qr-code path"));

        // A wrong code leaves the same key on the page, so that nobody scans it twice.
        var again = (await setUp.Form("Set up the app").Fill("Code", "000000").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("That is not the code");
        Assert.Equal(SecondFactor.KeyOn(setUp), SecondFactor.KeyOn(again));
        (await Page.GetAsync(browser, "/staff")).Is(HttpStatusCode.Found);

        var codes = (await again.Form("Set up the app").Fill("Code", site.CodeOf(SecondFactor.KeyOn(setUp))).SubmitAsync()).Is(HttpStatusCode.OK);
        Assert.Equal(10, codes.Html.QuerySelectorAll(".recovery-codes code").Length);
        (await codes.ClickAsync("I have kept them")).Is(HttpStatusCode.OK);
        Assert.True(codes.Response.Headers.CacheControl?.NoStore);
        Assert.Contains("staff.factor-added", await site.InDatabaseAsync(db => db.Audit.Where(e => e.ActorId == user.Id).Select(e => e.Action).ToListAsync()));
        Assert.Equal("SignInChangedEmail", await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Recipient == user.Email).Select(m => m.Kind).SingleAsync()));

        // The same form once more sets up nothing: its token was for somebody at the door.
        (await setUp.Form("Set up the app").Fill("Code", site.CodeOf(SecondFactor.KeyOn(setUp), 1)).SubmitAsync()).Is(HttpStatusCode.BadRequest);
        Assert.Equal("/staff/second-factor", (await (await site.GetAsync("/staff/sign-in")).Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync()).Location);
    }

    [Fact]
    public async Task AU10_neither_a_secret_nor_a_code_lies_in_the_database_as_it_is()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var setUp = await EnterAsync(own.Visitor(), user);
        var codes = await setUp.Form("Set up the app").Fill("Code", own.CodeOf(SecondFactor.KeyOn(setUp))).SubmitAsync();
        var link = await own.InDatabaseAsync(async db =>
        {
            var path = await StaffLinks.IssueAsync(db, user.Id, StaffLinks.Life, own.Now, TestContext.Current.CancellationToken);
            await db.SaveChangesAsync();
            return path.Split('=')[1];
        });

        var everything = await own.EverythingAsync();

        Assert.DoesNotContain(SecondFactor.KeyOn(setUp), everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(link, everything, StringComparison.Ordinal);
        Assert.All(codes.Html.QuerySelectorAll(".recovery-codes code"), code =>
        {
            Assert.DoesNotContain(code.TextContent, everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(code.TextContent.Replace("-", "", StringComparison.Ordinal), everything, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task AU10_of_one_code_sent_ten_times_at_once_one_is_taken(DatabaseProvider provider)
    {
        await using var own = await ClinicSite.StartAsync(provider);
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk);
        var key = await own.AddAppAsync(user);
        var doors = new List<Page>();
        for (var i = 0; i < 10; i++)
        {
            doors.Add(await Page.GetAsync(own.Browser(await own.CookiesAsync(user, SignInStage.Password)), "/staff/second-factor"));
        }

        var answers = await Task.WhenAll(doors.Select(d => d.Form("Go on").Fill("Code", own.CodeOf(key)).SubmitAsync()));

        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        Assert.Equal(9, answers.Count(a => a.Status == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task AU10_a_code_is_taken_once_and_only_near_its_time()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var key = await site.AddAppAsync(user);
        foreach (var (steps, good) in new[] { (-2, false), (2, false), (-1, true), (-1, false), (0, true), (0, false), (-1, false), (1, true), (1, false) })
        {
            var door = await Page.GetAsync(site.Browser(await site.CookiesAsync(user, SignInStage.Password)), "/staff/second-factor");
            var code = site.CodeOf(key, steps);
            var answer = await door.Form("Go on").Fill("Code", $" {code[..3]} {code[3..]} ").SubmitAsync();
            answer.Is(good ? HttpStatusCode.Found : HttpStatusCode.UnprocessableEntity);
        }
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task AU07_wrong_codes_sent_all_at_once_are_all_counted_and_lock_for_a_quarter_of_an_hour(DatabaseProvider provider)
    {
        await using var own = await ClinicSite.StartAsync(provider);
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk);
        var key = await own.AddAppAsync(user);
        var cookies = await own.CookiesAsync(user, SignInStage.Password);
        var door = await Page.GetAsync(own.Browser(cookies), "/staff/second-factor");
        var wrong = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => door.Form("Go on").Fill("Code", "12345x").SubmitAsync()));
        Assert.All(wrong, a => a.Is(HttpStatusCode.UnprocessableEntity).Says(Refused));

        (await door.Form("Go on").Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await (await Page.GetAsync(door.Browser, "/staff/recovery")).Form("Go on").Fill("Code", "anything").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        own.Clock.Advance(TimeSpan.FromMinutes(16));
        door = await Page.GetAsync(own.Browser(await own.CookiesAsync(user, SignInStage.Password)), "/staff/second-factor");
        (await door.Form("Go on").Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task The_doorway_is_open_for_a_quarter_of_an_hour_and_for_one_step()
    {
        await using var own = await ClinicSite.StartAsync();
        var user = await own.AddStaffAsync(StaffRoles.FrontDesk);
        var key = await own.AddAppAsync(user);
        var cookies = await own.CookiesAsync(user, SignInStage.Password);
        var copy = new CookieContainer();
        copy.Add(cookies.GetAllCookies());
        var door = await Page.GetAsync(own.Browser(cookies), "/staff/second-factor");
        (await door.Form("Go on").Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal("/staff/sign-in", (await Page.GetAsync(own.Browser(copy), "/staff/second-factor")).Is(HttpStatusCode.Found).Location);

        var late = await Page.GetAsync(own.Browser(await own.CookiesAsync(user, SignInStage.Password)), "/staff/second-factor");
        own.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("/staff/sign-in", (await late.Form("Go on").Fill("Code", own.CodeOf(key)).SubmitAsync()).Is(HttpStatusCode.Found).Location);
    }

    [Theory]
    [InlineData("", "Enter the six digits")]
    [InlineData("123456789012345678901", "Enter the six digits")]
    [InlineData("123456", Refused)]
    public async Task IN03_a_code_that_is_none_is_refused_at_its_field(string code, string words)
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        await site.AddAppAsync(user);
        var door = await Page.GetAsync(site.Browser(await site.CookiesAsync(user, SignInStage.Password)), "/staff/second-factor");

        var answer = (await door.Form("Go on").Fill("Code", code).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);

        Assert.Contains(words, answer.Html.QuerySelector("#Code-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AU09_a_recovery_code_works_once_and_leads_to_a_new_factor_and_nowhere_else()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var setUp = await EnterAsync(site.Visitor(), user);
        var oldKey = SecondFactor.KeyOn(setUp);
        var codes = await setUp.Form("Set up the app").Fill("Code", site.CodeOf(oldKey)).SubmitAsync();
        var code = codes.Html.QuerySelector(".recovery-codes code")!.TextContent;
        var inside = codes.Browser;
        (await Page.GetAsync(inside, "/staff")).Is(HttpStatusCode.OK);

        var lost = site.Visitor();
        await EnterAsync(lost, user);
        var recovery = (await Page.GetAsync(lost, "/staff/recovery")).Is(HttpStatusCode.OK);
        (await recovery.Form("Go on").Fill("Code", code[..^1] + "?").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        var anew = await (await recovery.Form("Go on").Fill("Code", $" {code.ToUpperInvariant().Replace('-', ' ')}").SubmitAsync()).FollowAsync();

        // The sign-ins of the lost device are over; the factor that was is there until another is.
        (await Page.GetAsync(inside, "/staff")).Is(HttpStatusCode.Found);
        (await Page.GetAsync(lost, "/staff")).Is(HttpStatusCode.Found);
        Assert.Equal(1, await site.InDatabaseAsync(db => db.StaffAuthenticators.CountAsync(a => a.UserId == user.Id)));

        var newCodes = (await anew.Says("what you had before stops working").Form("Set up the app").Fill("Code", site.CodeOf(SecondFactor.KeyOn(anew))).SubmitAsync()).Is(HttpStatusCode.OK);
        (await Page.GetAsync(lost, "/staff")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(code, newCodes.Html.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent));

        var later = site.Visitor();
        var step = await EnterAsync(later, user);
        (await step.Form("Go on").Fill("Code", site.CodeOf(oldKey, 1)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await (await Page.GetAsync(later, "/staff/recovery")).Form("Go on").Fill("Code", code).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await step.Form("Go on").Fill("Code", site.CodeOf(SecondFactor.KeyOn(anew), 1)).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task AU10_of_one_recovery_code_sent_ten_times_at_once_one_is_taken()
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk, Password);
        var setUp = await EnterAsync(site.Visitor(), user);
        var codes = await setUp.Form("Set up the app").Fill("Code", site.CodeOf(SecondFactor.KeyOn(setUp))).SubmitAsync();
        var code = codes.Html.QuerySelector(".recovery-codes code")!.TextContent;
        var doors = new List<Page>();
        for (var i = 0; i < 10; i++)
        {
            doors.Add(await Page.GetAsync(site.Browser(await site.CookiesAsync(user, SignInStage.Password)), "/staff/recovery"));
        }

        var answers = await Task.WhenAll(doors.Select(d => d.Form("Go on").Fill("Code", code).SubmitAsync()));

        Assert.Single(answers, a => a.Location == "/staff/set-up");
    }

    [Fact]
    public async Task AU13_outside_of_Development_there_is_no_demonstration_of_a_way_in()
    {
        (await site.GetAsync("/dev/code")).Is(HttpStatusCode.NotFound);
        Assert.False(await site.InDatabaseAsync(db => db.Users.AnyAsync(u => u.Email == "admin@example.com")));
    }

    /// <summary>By the password to the second step, whichever that is.</summary>
    private static async Task<Page> EnterAsync(HttpClient browser, ClinicUser user)
    {
        var door = await (await Page.GetAsync(browser, "/staff/sign-in")).Form("Sign in").Fill("Email", user.Email!).Fill("Password", Password).SubmitAsync();
        var step = await door.Is(HttpStatusCode.Found).FollowAsync();
        return step.Status == HttpStatusCode.Found ? await step.FollowAsync() : step;
    }
}
