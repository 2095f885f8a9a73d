using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>
/// The whole site in the test's own process: real pipeline, real database in a folder of its own, antiforgery on, mail into
/// that folder. The clock stands still until a test moves it, and nothing is sent until a test dispatches it.
/// </summary>
public sealed class ClinicSite : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>A Tuesday morning in winter, when the clinic is open and its clock shows UTC.</summary>
    public static readonly DateTimeOffset Start = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly Uri Address = new("https://localhost");

    private readonly DatabaseProvider _provider;
    private Dictionary<string, string> _database = [];

    /// <summary>For class fixtures: on SQLite.</summary>
    public ClinicSite()
        : this(DatabaseProvider.Sqlite)
    {
    }

    private ClinicSite(DatabaseProvider provider) => _provider = provider;

    /// <summary>Settings every test site and its database template share.</summary>
    internal static Dictionary<string, string> Basics { get; } = new(StringComparer.Ordinal)
    {
        ["Site:BaseUrl"] = "https://localhost",
        ["Mail:Transport"] = "PickupFolder",
        ["Mail:From"] = "hello@example.com",
        ["Limits:PostsPerMinute"] = "100000",
    };

    /// <summary>The site's own temporary folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("clinic-").FullName;

    /// <summary>Where every message lands as an .eml file.</summary>
    public string MailFolder => Path.Combine(Folder, "mail");

    /// <summary>The site's clock. Move it with <c>Clock.Advance</c> or <c>Clock.SetUtcNow</c>.</summary>
    public FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>What the clock shows.</summary>
    public Instant Now => Instant.FromDateTimeOffset(Clock.GetUtcNow());

    /// <summary>Further settings; set them before <see cref="InitializeAsync"/>.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Further services; set it before <see cref="InitializeAsync"/>.</summary>
    public Action<IServiceCollection>? WithServices { get; set; }

    /// <summary>A started site on one database, for <c>await using</c>.</summary>
    public static async Task<ClinicSite> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<ClinicSite>? with = null)
    {
        var site = new ClinicSite(provider);
        with?.Invoke(site);
        await site.InitializeAsync();
        return site;
    }

    public async ValueTask InitializeAsync()
    {
        _database = await Databases.CreateAsync(_provider, Folder);
        _ = Server;
    }

    /// <summary>A visitor's browser: keeps cookies, follows no redirect by itself.</summary>
    public HttpClient Visitor() => Browser(new CookieContainer());

    /// <summary>A page as a visitor sees it, in a browser of its own.</summary>
    public Task<Page> GetAsync(string path) => Page.GetAsync(Visitor(), path);

    /// <summary>The browser of a member of staff with this role (see <see cref="StaffRoles"/>), signed in just now.</summary>
    public async Task<HttpClient> SignInAsync(string role, string? practitionerSlug = null)
    {
        var user = await AddStaffAsync(role, practitionerSlug: practitionerSlug);
        return await SignInAsync(user);
    }

    /// <summary>The browser of this user, signed in just now with both factors. The session is laid into the database and its cookie into the browser; the way through the forms is shown elsewhere.</summary>
    public async Task<HttpClient> SignInAsync(ClinicUser user) => Browser(await CookiesAsync(user));

    /// <summary>The cookies of this user, signed in just now; several browsers may carry the same.</summary>
    public async Task<CookieContainer> CookiesAsync(ClinicUser user, SignInStage stage = SignInStage.Full)
    {
        var (name, value) = await base.Services.SessionCookieAsync(user.Id, stage, Clock.GetUtcNow());
        var cookies = new CookieContainer();
        cookies.Add(Address, new Cookie(name, value, "/") { Secure = true });
        return cookies;
    }

    /// <summary>A browser with these cookies.</summary>
    public HttpClient Browser(CookieContainer cookies) => CreateDefaultClient(Address, new CookieContainerHandler(cookies));

    /// <summary>A new member of staff, with a password if one is given.</summary>
    public async Task<ClinicUser> AddStaffAsync(string role, string? password = null, string? email = null, string? practitionerSlug = null)
    {
        await using var scope = base.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<ClinicUser>>();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<Guid>>>();
        if (!await roles.RoleExistsAsync(role))
        {
            Must(await roles.CreateAsync(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7() }));
        }

        email ??= $"{role}.{Guid.NewGuid():N}@example.com".ToLowerInvariant();
        var user = new ClinicUser { DisplayName = role, Email = email, UserName = email, EmailConfirmed = true };
        if (practitionerSlug is not null)
        {
            user.PractitionerId = (await scope.ServiceProvider.GetRequiredService<ClinicDb>().Practitioners.SingleAsync(p => p.Slug == practitionerSlug)).Id;
        }

        Must(password is null ? await users.CreateAsync(user) : await users.CreateAsync(user, password));
        Must(await users.AddToRoleAsync(user, role));
        return user;

        static void Must(IdentityResult result) =>
            Assert.True(result.Succeeded, string.Join(' ', result.Errors.Select(error => error.Description)));
    }

    /// <summary>Looks into, or writes to, the database beside the site.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<ClinicDb, Task<T>> look)
    {
        await using var db = await base.Services.GetRequiredService<IDbContextFactory<ClinicDb>>().CreateDbContextAsync();
        return await look(db);
    }

    /// <summary>Changes rows one by one through the context, as the clinic's own pages do.</summary>
    public Task<int> ChangeAsync<T>(System.Linq.Expressions.Expression<Func<T, bool>> which, Action<T> change)
        where T : class => InDatabaseAsync(async db =>
    {
        (await db.Set<T>().Where(which).ToListAsync()).ForEach(change);
        return await db.SaveChangesAsync();
    });

    public override async ValueTask DisposeAsync()
    {
        if (_provider == DatabaseProvider.SqlServer && _database.Count > 0)
        {
            await InDatabaseAsync(db => db.Database.EnsureDeletedAsync());
        }

        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearPool(new($"Data Source={Path.Combine(Folder, "clinic.db")};Mode=ReadWrite"));
        Directory.Delete(Folder, recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Testing");
        foreach (var (key, value) in Basics.Concat(_database).Concat(Settings))
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);

            // Workers would race with the tests, which dispatch for themselves.
            foreach (var worker in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name.EndsWith("Worker", StringComparison.Ordinal) == true).ToList())
            {
                services.Remove(worker);
            }

            WithServices?.Invoke(services);
        });
    }
}
