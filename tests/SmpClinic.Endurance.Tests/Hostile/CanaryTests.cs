using System.Globalization;
using System.Net;
using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Operations;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

public sealed class CanaryTests
{
    private const string Name = "Quillon Canaryfeather";
    private const string Email = "quillon.canaryfeather@example.com";
    private const string Phone = "07700 900717";
    private const string Words = "canarywords about my hair";
    private const string Pass = "canary-password-9-lives";

    [Theory]
    [InlineData("Information")]
    [InlineData("Verbose")]
    public async Task PR02_nothing_personal_and_no_secret_is_found_in_any_log_span_or_measurement(string level)
    {
        using var telemetry = new Telemetry();
        var database = new TalkativeDatabase();
        var canaries = new Canaries();
        await using var site = await BookingSteps.BusySiteAsync(with: s =>
        {
            foreach (var category in (string[])["Default", "Override:Microsoft", "Override:System", "Override:Microsoft.AspNetCore", "Override:Microsoft.EntityFrameworkCore", "Override:Microsoft.AspNetCore.DataProtection"])
            {
                s.Settings["Serilog:MinimumLevel:" + category] = level;
            }

            s.WithServices = services =>
            {
                services.AddSingleton<ILogEventSink>(telemetry);
                services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(database));
            };
        });
        foreach (var (what, word) in ((string, string)[])[("name", "Canaryfeather"), ("mail", Email), ("staff mail", "boss.canaryfeather@example.com"), ("telephone", "7700900717"), ("telephone", Phone), ("words", "canarywords"), ("password", Pass), ("path", "canarypath"), ("query", "canaryquery"), ("reason", "canaryreason"), ("header", "canaryheader"), ("cookie", "canarycookie")])
        {
            canaries.Add(what, word);
        }

        var pages = await JourneyAsync(site, canaries, database);
        await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);

        var found = telemetry.Events.SelectMany(e => canaries.In("the log", e))
            .Concat(telemetry.Spans.SelectMany(s => canaries.In("a span", s)))
            .Concat(telemetry.Measurements.SelectMany(m => canaries.In("a measurement", m)))
            .Concat(pages.SelectMany(p => canaries.In("an error page", p)))
            .Take(10).ToList();
        Profile.Figure("PR-02", string.Create(CultureInfo.InvariantCulture, $"at {level}: {canaries.Count} canaries; {telemetry.Events.Count} log events, {telemetry.Spans.Count} spans, {telemetry.Measurements.Count} measurements, {pages.Count} error pages searched; {found.Count} found"));
        Assert.Empty(found);
        Assert.NotEmpty(telemetry.Spans);
        Assert.NotEmpty(telemetry.Measurements);
        Assert.Contains(telemetry.Events, e => e.Contains("TalkativeException", StringComparison.Ordinal));
        Assert.Contains(telemetry.Events, e => e.Contains("/appointments/{secret", StringComparison.Ordinal));
        if (level == "Verbose")
        {
            Assert.Contains(telemetry.Events, e => e.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) && e.Contains("\"@l\":\"Debug\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task PR01_what_a_client_wrote_and_every_secret_lies_enciphered_or_hashed_in_database_wal_backups_and_sent_mail()
    {
        var canaries = new Canaries();
        canaries.Add("words", "canarywords");
        canaries.Add("password", Pass);
        await using var site = await BookingSteps.BusySiteAsync();
        await JourneyAsync(site, canaries, database: null);
        var backup = Directory.CreateDirectory(Path.Combine(site.Folder, "backups")).FullName;
        await site.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {Path.Combine(backup, "clinic-copy.db")}"));

        // Mail in the pickup folder is what the client reads, so a link stands there; what is stored must not hold it.
        var found = canaries.InFiles(site.Folder, file => !file.Contains(site.MailFolder, StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal)).Take(10).ToList();
        Assert.Empty(found);
    }

    [Theory]
    [InlineData(2627, "Violation of PRIMARY KEY constraint 'PK_Users'. Cannot insert duplicate key in object 'dbo.Users'. The duplicate key value is (canary@example.com).")]
    [InlineData(2628, "String or binary data would be truncated in table 'dbo.Clients', column 'Name'. Truncated value: 'Canary O'Hara (really)'.")]
    [InlineData(245, "Conversion failed when converting the nvarchar value 'canary' to data type int.")]
    public void PR02_an_error_of_sql_server_is_logged_by_its_number(int number, string message)
    {
        var logged = new LoggedException(new InvalidOperationException("Saving failed.", new DbUpdateException("See the inner exception.", SqlServerSays(number, message)))).ToString();
        Assert.Contains($"SQL Server error {number.ToString(CultureInfo.InvariantCulture)}", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", logged, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Hara", logged, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The input string 'Ada Canary' was not in a correct format.")]
    [InlineData("The given key 'it's Canary' was not present in the dictionary.")]
    [InlineData("Could not parse \"Canary")]
    [InlineData("Value (Canary (the first)) is no date")]
    [InlineData("mail to ada.canary@example.com failed")]
    [InlineData("cannot ring +447700900717canary now")]
    public void PR02_what_an_error_quotes_is_not_logged_and_what_it_says_is(string message)
    {
        var logged = new LoggedException(new FormatException(message)).ToString();
        Assert.DoesNotContain("canary", logged, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(message.Split(' ')[0], logged, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PR02_the_database_layer_does_not_log_parameters()
    {
        await using var site = await ClinicSite.StartAsync();
        var options = site.Services.GetRequiredService<DbContextOptions<SqliteClinicDb>>();
        var core = options.FindExtension<Microsoft.EntityFrameworkCore.Infrastructure.CoreOptionsExtension>()!;
        Assert.False(core.IsSensitiveDataLoggingEnabled);
        Assert.False(core.DetailedErrorsEnabled);
    }

    /// <summary>What people do here, and what goes wrong meanwhile. Gives the bodies of the pages that told of an error.</summary>
    private static async Task<List<string>> JourneyAsync(ClinicSite site, Canaries canaries, TalkativeDatabase? database)
    {
        var errors = new List<string>();
        var visitor = site.Visitor();
        var times = await BookingSteps.OfferedAsync(visitor, BookingSteps.OnRequest, new(2026, 12, 8), 20);
        var details = await BookingSteps.DetailsAsync(visitor, BookingSteps.OnRequest, times[0]);
        canaries.Add("form token", details.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!);
        using (var hold = new FormUrlEncodedContent([new("__form", details.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!), new("start", Web.Features.Booking.StartText.Write(times[0]))]))
        {
            var held = await visitor.PostAsync(new Uri($"/book/{BookingSteps.OnRequest}/hold", UriKind.Relative), hold, TestContext.Current.CancellationToken);
            Note(canaries, held);
        }

        // Wrong first, then right, then the same again.
        Note(canaries, details.Response);
        var wrong = await Filled(details).Fill("Email", "not an address " + Email).SubmitAsync();
        wrong.Is(HttpStatusCode.UnprocessableEntity);
        var booked = (await Filled(details).SubmitAsync()).Is(HttpStatusCode.Redirect);
        await Filled(details).SubmitAsync();
        var client = booked.Location!.Split('?')[0];
        canaries.Add("link", client.Split('/')[2]);
        foreach (var path in (string[])[client, client + "?done=booked", client + "/calendar.ics", client + "/reschedule", client + "/cancel", client + "/no-such-canarypath"])
        {
            Keep(await Page.GetAsync(visitor, path));
        }

        var move = (await Page.GetAsync(visitor, $"{client}/reschedule/confirm?start={Web.Features.Booking.StartText.Write(times[6])}")).Is(HttpStatusCode.OK);
        (await move.Form($"{client}/reschedule").SubmitAsync()).Is(HttpStatusCode.Redirect);

        // Nonsense with canaries in it.
        foreach (var path in (string[])["/canarypath", "/canarypath?canaryquery=quillon.canaryfeather%40example.com", "/book/canarypath", "/book/canarypath/details?start=canaryquery", "/api/availability?service=canaryquery&from=canaryquery", "/team/canarypath", "/appointments/canarypath-canarypath-canarypath-canarypath0", "/staff/canarypath", "/staff/sign-in?returnUrl=/canarypath", "/errors/404?canaryquery"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("User-Agent", "canaryheader");
            request.Headers.TryAddWithoutValidation("Referer", "https://localhost/canaryheader");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "canaryheader");
            request.Headers.TryAddWithoutValidation("Cookie", "clinic=canarycookie; __Host-clinic-staff=canarycookie; __Host-clinic-form=canarycookie");
            request.Headers.TryAddWithoutValidation("traceparent", "canaryheader");
            request.Headers.TryAddWithoutValidation("baggage", "who=canaryheader");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer canaryheader");
            Keep(await Page.ReadAsync(visitor, await visitor.SendAsync(request, TestContext.Current.CancellationToken)));
        }

        using (var report = new StringContent("""{"csp-report":{"violated-directive":"canaryquery","blocked-uri":"https://x.example/canarypath?canaryquery"}}"""))
        {
            await visitor.PostAsync(new Uri("/csp-reports", UriKind.Relative), report, TestContext.Current.CancellationToken);
        }

        await StaffAsync(site, canaries, client);

        // The database breaks at each statement of a booking in turn, and says everything it knows.
        for (var statement = 1; database is not null && statement < 60; statement++)
        {
            var form = await BookingSteps.DetailsAsync(visitor, BookingSteps.OnRequest, times[12]);
            database.FailAt(statement);
            var answer = await Filled(form).SubmitAsync();
            var failed = database.Failed;
            database.FailAt(int.MaxValue);
            if (!failed)
            {
                break;
            }

            Keep(answer);
        }

        var cancel = await Page.GetAsync(visitor, client + "/cancel");
        (await cancel.Form($"{client}/cancel").Fill("Reason", "canaryreason").SubmitAsync()).Is(HttpStatusCode.Redirect);
        return errors;

        void Keep(Page page)
        {
            if ((int)page.Status is 400 or 404 or 405 or >= 500 && page.Html.QuerySelector("form[data-booking-form]") is null)
            {
                errors.Add(page.Body);
            }
        }

        static Form Filled(Page page) =>
            BookingSteps.Filled(page, Name, Email, Phone).Fill("Hopes", Words).Fill("Note", Words).Tick("HealthWords");
    }

    private static async Task StaffAsync(ClinicSite site, Canaries canaries, string client)
    {
        await site.AddStaffAsync(StaffRoles.Administrator, Pass, "boss.canaryfeather@example.com");
        var staff = site.Visitor();
        foreach (var (email, password) in ((string, string)[])[("boss.canaryfeather@example.com", Pass + "x"), ("nobody.canaryfeather@example.com", Pass), ("boss.canaryfeather@example.com", Pass)])
        {
            var page = await (await Page.GetAsync(staff, "/staff/sign-in")).Form("/staff/sign-in").Fill("Email", email).Fill("Password", password).SubmitAsync();
            Note(canaries, page.Response);
            if (page.Status == HttpStatusCode.Found)
            {
                Note(canaries, (await new SecondFactor().PassAsync(page, email, site.Clock.GetUtcNow)).Response);
            }
        }

        var id = (await BookingSteps.AppointmentAsync(site, client)).Id;
        foreach (var path in (string[])["/staff", "/staff/appointments?q=canaryquery", "/staff/appointments?q=Canaryfeather", $"/staff/appointments/{id}", "/staff/mail", "/staff/requests"])
        {
            (await Page.GetAsync(staff, path)).Is(HttpStatusCode.OK);
        }

        (await Page.GetAsync(staff, "/staff/set-password?token=canaryquery")).Is(HttpStatusCode.Gone);
    }

    private static void Note(Canaries canaries, HttpResponseMessage answer)
    {
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            canaries.Add("cookie", cookie.Split(';')[0].Split('=', 2)[1]);
        }
    }

    /// <summary>SQL Server's exception has no constructor for others.</summary>
    private static SqlException SqlServerSays(int number, string message)
    {
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        var make = typeof(SqlError).GetConstructors(hidden).OrderBy(c => c.GetParameters().Length).First(c => c.GetParameters().Any(p => p.Name == "errorMessage"));
        var error = make.Invoke([.. make.GetParameters().Select((p, i) => i == 0 ? number
            : p.Name == "errorMessage" ? message
            : p.ParameterType == typeof(string) ? string.Empty
            : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", hidden)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(hidden).First(m => m.Name == "CreateException" && m.GetParameters() is [var first, var second] && first.ParameterType == typeof(SqlErrorCollection) && second.ParameterType == typeof(string));
        return (SqlException)create.Invoke(null, [errors, "16.00"])!;
    }
}
