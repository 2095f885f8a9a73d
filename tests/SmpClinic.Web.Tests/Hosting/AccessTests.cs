using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Hosting;

public sealed class AccessTests(TroubledSite troubled) : IClassFixture<TroubledSite>
{
    private readonly ClinicSite _site = troubled.Site;

    /// <summary>A new endpoint fails here until it is written down. Set UPDATE_ENDPOINTS=1 to write the file anew, then read the difference.</summary>
    [Fact]
    public async Task AU01_every_endpoint_and_who_may_ask_it_is_written_down()
    {
        await using var site = await ClinicSite.StartAsync();
        var lines = Endpoints.Of(site).Select(Line).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var file = Path.Combine(Folder(), "anonymous-endpoints.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_ENDPOINTS") == "1")
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken), lines);

        static string Line(Microsoft.AspNetCore.Routing.RouteEndpoint endpoint)
        {
            var asked = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
            var who = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anonymous"
                : asked.Count == 0 ? "signed in"
                : string.Join("+", asked.Select(a => a.Policy ?? a.Roles ?? "signed in"));
            return $"{who}: {string.Join(',', Endpoints.Verbs(endpoint).DefaultIfEmpty("any"))} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";
        }
    }

    [Fact]
    public async Task An_endpoint_that_says_nothing_is_closed()
    {
        var page = (await _site.GetAsync("/staff/trouble")).Is(HttpStatusCode.Redirect);
        Assert.StartsWith("/staff/sign-in?returnUrl=", page.Location, StringComparison.Ordinal);
        (await Page.GetAsync(await _site.SignInAsync(StaffRoles.Practitioner), "/staff/trouble")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_role_without_the_right_is_refused_plainly()
    {
        (await Page.GetAsync(await _site.SignInAsync(StaffRoles.FrontDesk), "/staff/trouble/administrator")).Is(HttpStatusCode.Forbidden);
        (await Page.GetAsync(await _site.SignInAsync(StaffRoles.Administrator), "/staff/trouble/administrator")).Is(HttpStatusCode.OK);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task AU11_a_dismissed_user_is_out_at_the_next_request(SmpClinic.Web.Data.DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider, s => s.WithServices = TroubleController.AddTo);
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var browser = await site.SignInAsync(user);
        (await Page.GetAsync(browser, "/staff/trouble")).Is(HttpStatusCode.OK);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Disabled, true)));
        (await Page.GetAsync(browser, "/staff/trouble")).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task AU11_a_changed_security_stamp_ends_every_session()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = TroubleController.AddTo);
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        var browser = await site.SignInAsync(user);
        await site.InDatabaseAsync(db => db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "another")));
        (await Page.GetAsync(browser, "/staff/trouble")).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task AU11_sessions_end_after_half_an_hour_idle_and_twelve_hours_in_any_case()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = TroubleController.AddTo);
        var idle = await site.SignInAsync(StaffRoles.FrontDesk);
        var busy = await site.SignInAsync(StaffRoles.FrontDesk);
        for (var minutes = 0; minutes < (12 * 60) - 20; minutes += 20)
        {
            (await Page.GetAsync(busy, "/staff/trouble")).Is(HttpStatusCode.OK);
            site.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        (await Page.GetAsync(idle, "/staff/trouble")).Is(HttpStatusCode.Redirect);
        (await Page.GetAsync(busy, "/staff/trouble")).Is(HttpStatusCode.OK);
        site.Clock.Advance(TimeSpan.FromMinutes(21));
        (await Page.GetAsync(busy, "/staff/trouble")).Is(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task AU04_asking_changes_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var before = await FingerprintAsync(site);
        foreach (var path in Endpoints.GetPaths(site))
        {
            foreach (var verb in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Options])
            {
                using var asVisitor = new HttpRequestMessage(verb, path);
                await site.Visitor().SendAsync(asVisitor, TestContext.Current.CancellationToken);
                using var asStaff = new HttpRequestMessage(verb, path);
                await browser.SendAsync(asStaff, TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(before, await FingerprintAsync(site));
    }

    [Fact]
    public async Task AU04_every_unsafe_verb_without_the_form_token_or_from_another_site_is_refused()
    {
        var browser = await _site.SignInAsync(StaffRoles.Administrator);
        foreach (var endpoint in Endpoints.Of(_site).Where(e => Endpoints.Verbs(e).Any(v => v is "POST" or "PUT" or "PATCH" or "DELETE")))
        {
            var path = Endpoints.Path(endpoint);
            if (path == "/csp-reports")
            {
                continue;
            }

            var verb = new HttpMethod(Endpoints.Verbs(endpoint).First(v => v is not "GET" and not "HEAD"));
            using var bare = new HttpRequestMessage(verb, path) { Content = new FormUrlEncodedContent([]) };
            var refused = await browser.SendAsync(bare, TestContext.Current.CancellationToken);
            Assert.True(refused.StatusCode == HttpStatusCode.BadRequest, $"{verb} {path} without a token: {(int)refused.StatusCode}");
            using var foreign = new HttpRequestMessage(verb, path) { Content = new FormUrlEncodedContent([]) };
            foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
            refused = await browser.SendAsync(foreign, TestContext.Current.CancellationToken);
            Assert.True(refused.StatusCode == HttpStatusCode.Forbidden, $"{verb} {path} from elsewhere: {(int)refused.StatusCode}");
        }
    }

    [Fact]
    public async Task IN01_a_form_that_cannot_be_read_is_the_senders_fault_not_ours()
    {
        using var body = new StringContent("status=7&text=a%00b", Encoding.UTF8, "application/x-www-form-urlencoded");
        var browser = _site.Visitor();
        var page = await Page.ReadAsync(browser, await browser.PostAsync(new Uri("/trouble/form", UriKind.Relative), body, TestContext.Current.CancellationToken));
        page.Is(HttpStatusCode.BadRequest).Says("We could not read that");
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-16\"")]
    [InlineData("multipart/form-data; boundary=x; charset=UTF-7")]
    public async Task IN01_a_form_in_letters_no_browser_sends_is_refused(string type)
    {
        using var body = new ByteArrayContent("text=a"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        var browser = _site.Visitor();
        var page = await Page.ReadAsync(browser, await browser.PostAsync(new Uri("/trouble/form", UriKind.Relative), body, TestContext.Current.CancellationToken));
        page.Is(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task More_posts_than_a_person_makes_are_put_off()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Limits:PostsPerMinute"] = "3");
        var browser = site.Visitor();
        for (var i = 0; i < 4; i++)
        {
            using var body = new FormUrlEncodedContent([]);
            var page = await Page.ReadAsync(browser, await browser.PostAsync(new Uri("/no/such/form", UriKind.Relative), body, TestContext.Current.CancellationToken));
            page.Is(i < 3 ? HttpStatusCode.NotFound : HttpStatusCode.TooManyRequests);
            if (i == 3)
            {
                page.Says("Wait a minute");
                Assert.NotNull(page.Response.Headers.RetryAfter?.Delta);
            }
        }
    }

    [Theory]
    [InlineData("short-one-1", false)]
    [InlineData("password1234", false)]
    [InlineData("P@ssword2026", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("abcabcabcabcabc", false)]
    [InlineData("microblading123", false)]
    [InlineData("stipplestroke1", false)]
    [InlineData("boss.boss.boss.1", false)]
    [InlineData("heron lamp quarry fig", true)]
    [InlineData("  spaces and ünïcode ✓ ", true)]
    public async Task AU08_passwords_are_judged_by_length_and_by_being_ones_own(string password, bool good)
    {
        if (good)
        {
            await _site.AddStaffAsync(StaffRoles.FrontDesk, password, $"boss{password.Length}@example.com");
            return;
        }

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => _site.AddStaffAsync(StaffRoles.FrontDesk, password, $"boss@{Guid.NewGuid():N}.example.com"));
    }

    [Fact]
    public async Task HD06_the_way_to_the_sign_in_page_names_no_host_and_no_port_that_a_header_claims()
    {
        await using var site = await ClinicSite.StartAsync();
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/staff/mail?state=dead");
        ask.Headers.Host = "localhost:8443";
        using var answer = await site.Visitor().SendAsync(ask, TestContext.Current.CancellationToken);
        Assert.Equal("/staff/sign-in?returnUrl=%2Fstaff%2Fmail%3Fstate%3Ddead", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task AU08_a_hundred_and_twenty_eight_characters_are_kept_whole_and_one_more_is_refused()
    {
        var longest = string.Concat(Enumerable.Range(0, 32).Select(i => (char)('a' + (i * 7 % 26)) + $"{i * 37 % 1000:000}"));
        var user = await _site.AddStaffAsync(StaffRoles.FrontDesk, longest);
        Assert.Equal(128, longest.Length);
        var iterations = await _site.InDatabaseAsync(async db => Convert.FromBase64String((await db.Users.SingleAsync(u => u.Id == user.Id)).PasswordHash!)[5..9]);
        Assert.Equal(220_000, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(iterations));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => _site.AddStaffAsync(StaffRoles.FrontDesk, longest + "x"));
    }

    /// <summary>A hash over every row of every table.</summary>
    private static Task<string> FingerprintAsync(ClinicSite site) => site.InDatabaseAsync(async db =>
    {
        var text = new StringBuilder();
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()).Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name comes from the model.
            command.CommandText = $"SELECT * FROM \"{table}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var rows = new List<string>();
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
            }

            text.AppendLine(table).AppendJoin('\n', rows.Order(StringComparer.Ordinal));
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    });

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
