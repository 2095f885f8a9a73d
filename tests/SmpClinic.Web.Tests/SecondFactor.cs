using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>
/// The second step of signing in, as a person with a phone takes it. Each code is taken once, so a phone remembers the step of its last
/// one, and those who would use the same twice wait for the next: a phone each, and nobody waits.
/// </summary>
public sealed partial class SecondFactor
{
    private readonly ConcurrentDictionary<string, Phone> _phones = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The phone of somebody whose key is known beforehand, as the demonstration's is.</summary>
    public SecondFactor Knows(string email, string key)
    {
        _phones.TryAdd(email, new() { Key = key });
        return this;
    }

    /// <summary>Signs in through the forms: password, then a code; the first time by setting up an app.</summary>
    /// <param name="browser">Whose cookies it leaves the session in.</param>
    /// <param name="email">Who.</param>
    /// <param name="password">Their password.</param>
    /// <param name="now">What the site's clock shows.</param>
    /// <returns>The page that the last form answered with: a redirect, or recovery codes.</returns>
    public async Task<Page> SignInAsync(HttpClient browser, string email, string password, Func<DateTimeOffset> now)
    {
        var door = await Page.GetAsync(browser, "/staff/sign-in");
        return await PassAsync(await door.Form("/staff/sign-in").Fill("Email", email).Fill("Password", password).SubmitAsync(), email, now);
    }

    /// <summary>From the answer to the right password to the answer to the right code.</summary>
    public async Task<Page> PassAsync(Page afterPassword, string email, Func<DateTimeOffset> now)
    {
        var phone = _phones.GetOrAdd(email, _ => new());
        var page = await afterPassword.Is(HttpStatusCode.Found).FollowAsync();
        page = page.Status == HttpStatusCode.Found ? await page.FollowAsync() : page;
        await phone.One.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (page.Html.QuerySelector("form[action='/staff/set-up/app']") is not null)
            {
                phone.Key = KeyOn(page);
                return (await page.Form("/staff/set-up/app").Fill("Code", await phone.CodeAsync(now)).SubmitAsync()).Is(HttpStatusCode.OK);
            }

            return (await page.Form("/staff/second-factor").Fill("Code", await phone.CodeAsync(now)).SubmitAsync()).Is(HttpStatusCode.Found);
        }
        finally
        {
            phone.One.Release();
        }
    }

    /// <summary>The key that a page offers to be typed into an app.</summary>
    public static string KeyOn(Page page) => Spaces().Replace(page.Html.QuerySelector("code.key")!.TextContent, string.Empty);

    [GeneratedRegex("\\s", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    private sealed class Phone
    {
        private long _last;

        public SemaphoreSlim One { get; } = new(1, 1);

        public string Key { get; set; } = string.Empty;

        public async Task<string> CodeAsync(Func<DateTimeOffset> now)
        {
            // The next step's code is taken too, so a wait is due for every third sign-in within half a minute only.
            while (_last > TimeCode.StepAt(Instant.FromDateTimeOffset(now())))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
            }

            _last = Math.Max(_last + 1, TimeCode.StepAt(Instant.FromDateTimeOffset(now())));
            return TimeCode.Of(Key, _last);
        }
    }
}

/// <summary>Authenticator apps of the tests' staff.</summary>
public static class Apps
{
    /// <summary>Gives somebody an authenticator app.</summary>
    /// <returns>Its key.</returns>
    public static async Task<string> AddAppAsync(this ClinicSite site, ClinicUser user)
    {
        var key = TimeCode.NewSecret();
        var sealedKey = site.Services.GetRequiredService<Sealer>().Seal(key)!.Value;
        await site.InDatabaseAsync(db =>
        {
            db.StaffAuthenticators.Add(new() { UserId = user.Id, Secret = sealedKey, CreatedAt = site.Now });
            return db.SaveChangesAsync();
        });
        return key;
    }

    /// <summary>What an app with this key shows, now or some steps from now.</summary>
    public static string CodeOf(this ClinicSite site, string key, int steps = 0) => TimeCode.Of(key, TimeCode.StepAt(site.Now) + steps);
}
