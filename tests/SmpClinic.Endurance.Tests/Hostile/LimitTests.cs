using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>Every wait and every size has a number, and what people type is never taken for a program.</summary>
public sealed partial class LimitTests
{
    private static readonly Assembly Product = typeof(Program).Assembly;

    [Fact]
    public async Task R24_every_wait_and_every_size_has_a_number()
    {
        await using var site = await ClinicSite.StartAsync();
        var kestrel = Of<KestrelServerOptions>();
        var limits = kestrel.Limits;
        var form = Of<FormOptions>();
        var mvc = Of<MvcOptions>();
        Dictionary<string, double?> numbers = new(StringComparer.Ordinal)
        {
            ["request line, bytes"] = limits.MaxRequestLineSize,
            ["headers"] = limits.MaxRequestHeaderCount,
            ["headers, bytes"] = limits.MaxRequestHeadersTotalSize,
            ["headers, seconds"] = limits.RequestHeadersTimeout.TotalSeconds,
            ["body, bytes"] = limits.MaxRequestBodySize,
            ["body, least bytes a second"] = limits.MinRequestBodyDataRate?.BytesPerSecond,
            ["request buffer, bytes"] = limits.MaxRequestBufferSize,
            ["response buffer, bytes"] = limits.MaxResponseBufferSize,
            ["response, least bytes a second"] = limits.MinResponseDataRate?.BytesPerSecond,
            ["idle connection, seconds"] = limits.KeepAliveTimeout.TotalSeconds,
            ["connections"] = limits.MaxConcurrentConnections,
            ["upgraded connections"] = limits.MaxConcurrentUpgradedConnections + 1,
            ["HTTP/2 streams a connection"] = limits.Http2.MaxStreamsPerConnection,
            ["form keys"] = form.ValueCountLimit,
            ["form key, characters"] = form.KeyLengthLimit,
            ["form value, characters"] = form.ValueLengthLimit,
            ["form, bytes"] = form.BufferBodyLengthLimit,
            ["multipart form, bytes"] = form.MultipartBodyLengthLimit,
            ["multipart headers"] = form.MultipartHeadersCountLimit,
            ["multipart boundary, characters"] = form.MultipartBoundaryLengthLimit,
            ["errors gathered"] = mvc.MaxModelValidationErrors,
            ["items bound"] = mvc.MaxModelBindingCollectionSize,
            ["depth bound"] = mvc.MaxModelBindingRecursionDepth,
            ["shutdown, seconds"] = Of<HostOptions>().ShutdownTimeout.TotalSeconds,
            ["database command, seconds"] = await site.InDatabaseAsync(db => Task.FromResult(db.Database.GetCommandTimeout())),
            ["posts an address and minute"] = site.Services.GetRequiredService<StartSettings>().PostsPerMinute,
            ["links an address and minute"] = site.Services.GetRequiredService<StartSettings>().LinksPerMinute,
            ["requests at once"] = site.Services.GetRequiredService<StartSettings>().RequestsAtOnce,
            ["requests waiting"] = site.Services.GetRequiredService<StartSettings>().RequestsWaiting + 1,
            ["bookings an address and hour"] = Of<BookingLimits>().BookingsPerAddressPerHour,
            ["open bookings a person"] = Of<BookingLimits>().OpenBookingsPerContact,
            ["holds an address and hour"] = Of<BookingLimits>().HoldsPerAddressPerHour,
            ["mail, seconds a stage"] = Hidden(Product.GetType("SmpClinic.Web.Notifications.SmtpRound", throwOnError: true)!, "StageLimit"),
            ["mail, seconds in all"] = Hidden(Product.GetType("SmpClinic.Web.Notifications.SmtpRound", throwOnError: true)!, "WholeLimit"),
            ["mail, bytes"] = OutboxDispatcher.MaxMessage,
            ["mail, tries"] = RetrySchedule.MaxAttempts,
            ["writer's turn, seconds"] = Hidden(typeof(Web.Data.SqliteClinicDb), "Patience"),
            ["days of times asked for at once"] = TimesDesk.LongestWindow,
        };
        Assert.All(numbers, pair => Assert.True(pair.Value is > 0 and < 10_000_000, $"{pair.Key}: {pair.Value}"));
        Profile.Figure("R24", string.Join("; ", numbers.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}"))));

        // What could not be bounded by the framework is bounded by us.
        Assert.True(AppContext.TryGetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", out var strict) && strict);
        Assert.False(AppContext.TryGetSwitch("Microsoft.AspNetCore.Server.Kestrel.EnableInsecureChunkedRequestParsing", out var lax) && lax);

        T Of<T>()
            where T : class => site.Services.GetRequiredService<IOptions<T>>().Value;

        static double Hidden(Type type, string field) =>
            ((TimeSpan)type.GetField(field, BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!).TotalSeconds;
    }

    [Theory]
    [InlineData(nameof(BookingForm.Name))]
    [InlineData(nameof(BookingForm.Email))]
    [InlineData(nameof(BookingForm.Phone))]
    [InlineData(nameof(BookingForm.Preference))]
    [InlineData(nameof(BookingForm.Hopes))]
    [InlineData(nameof(BookingForm.Note))]
    [InlineData(nameof(BookingForm.Key))]
    [InlineData(nameof(BookingForm.Start))]
    [InlineData(nameof(BookingForm.Adult))]
    [InlineData(nameof(BookingForm.Terms))]
    public void R24_no_field_of_a_booking_takes_more_than_its_length(string field)
    {
        BookingForm form = new()
        {
            Key = new string('a', 32),
            Start = "2026-12-10T10:00:00Z",
            Name = "Ada Example",
            Email = "ada@example.com",
            Phone = "07700 900123",
            Preference = "Email",
            Adult = "yes",
            Terms = "yes",
            HealthWords = "yes",
        };
        Assert.True(form.TryRead("smp-consultation", "GB", null, "x", out _, out _));
        typeof(BookingForm).GetProperty(field)!.SetValue(form, new string('a', 5_000));
        Assert.False(form.TryRead("smp-consultation", "GB", null, "x", out _, out _));
    }

    [Fact]
    public void IN08_no_statement_is_put_together_from_text()
    {
        var faults = Sources().SelectMany(source => File.ReadLines(source).Select((line, i) => (File: Path.GetFileName(source), Number: i + 1, Line: line.Trim())))
            .Where(l => RawSql().IsMatch(l.Line) && !l.Line.StartsWith("//", StringComparison.Ordinal))
            .Select(l => $"{l.File}:{l.Number.ToString(CultureInfo.InvariantCulture)} {l.Line}");
        Assert.Empty(faults);
    }

    [Fact]
    public void IN08_every_pattern_has_an_end()
    {
        var patterns = Product.GetTypes().Concat(typeof(Scheduling.Availability).Assembly.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Select(m => (Method: m, Pattern: m.GetCustomAttribute<GeneratedRegexAttribute>()))
            .Where(p => p.Pattern is not null).ToList();
        Assert.NotEmpty(patterns);
        Assert.All(patterns, p => Assert.True(
            p.Pattern!.MatchTimeoutMilliseconds is > 0 and <= 1_000 || p.Pattern.Options.HasFlag(RegexOptions.NonBacktracking), $"{p.Method.DeclaringType!.Name}.{p.Method.Name}"));
        Assert.DoesNotContain(Sources().SelectMany(File.ReadLines), line => UntimedPattern().IsMatch(line));
    }

    [Fact]
    public void IN08_no_file_is_named_by_a_visitor()
    {
        var actions = Product.GetTypes().Where(t => typeof(ControllerBase).IsAssignableFrom(t))
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).SelectMany(m => m.GetParameters()).ToList();
        Assert.DoesNotContain(actions, p => typeof(IFormFile).IsAssignableFrom(p.ParameterType) || p.ParameterType.GetProperties().Any(q => typeof(IFormFile).IsAssignableFrom(q.PropertyType)));

        // The developer's inbox alone makes a path of a name in an address, and judges the name first.
        Assert.Equal(
            ["PickupInbox.cs"],
            Sources().Where(s => s.Contains("/Features/", StringComparison.Ordinal) && FileUse().IsMatch(File.ReadAllText(s))).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task IN08_what_is_looked_for_is_found_as_it_stands_and_nothing_else()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        string[] names = ["Ann O'Brien", "100% Sure", "Under_score Person", "Bracket [a-z] Person", "Back\\slash Person", "Zoë Ünal", "Plain Person"];
        var times = await BookingSteps.OfferedAsync(site.Visitor(), BookingSteps.Video, new(2026, 12, 8), 20, "maya-okafor");
        for (var i = 0; i < names.Length; i++)
        {
            var details = await BookingSteps.DetailsAsync(site.Visitor(), BookingSteps.Video, times[i * 6], "maya-okafor");
            (await BookingSteps.Filled(details, name: names[i], email: $"person{i.ToString(CultureInfo.InvariantCulture)}@example.com", phone: $"07700 90010{i.ToString(CultureInfo.InvariantCulture)}").SubmitAsync()).Is(System.Net.HttpStatusCode.Redirect);
        }

        var everybody = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().ToListAsync());
        var staff = await site.SignInAsync(StaffRoles.Administrator);
        var before = await site.EverythingAsync();
        var payloads = Payloads().Distinct(StringComparer.Ordinal).ToList();
        Assert.True(payloads.Count >= 200, payloads.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var payload in payloads)
        {
            var page = await Page.GetAsync(staff, "/staff/appointments?q=" + Uri.EscapeDataString(payload));
            if (page.Status == System.Net.HttpStatusCode.UnprocessableEntity)
            {
                continue;
            }

            page.Is(System.Net.HttpStatusCode.OK);
            var shown = everybody.Where(a => page.Body.Contains(a.Id.ToString(), StringComparison.Ordinal)).Select(a => a.ContactName).Order(StringComparer.Ordinal);
            var wanted = payload.Trim();
            var expected = everybody.Where(a => Holds(a, wanted)).Select(a => a.ContactName).Order(StringComparer.Ordinal);
            Assert.True(shown.SequenceEqual(expected), $"'{payload}' finds [{string.Join(", ", shown)}] and not [{string.Join(", ", expected)}]");

            if (payload.EndsWith('%') || payload.StartsWith('a'))
            {
                continue;
            }

            // The fields of addresses that read: an unknown word is an unknown word.
            foreach (var path in (string[])["/api/availability?from=2026-12-08&to=2026-12-09&service=", "/book/smp-consultation?practitioner=", "/staff/appointments?practitioner=", "/staff/appointments?status=", "/staff/mail?state="])
            {
                var answer = await Page.GetAsync(staff, path + Uri.EscapeDataString(payload));
                Assert.True((int)answer.Status < 500, $"{path}{payload}: {(int)answer.Status}");
            }
        }

        Assert.Equal(before, await site.EverythingAsync());
        Profile.Figure("IN-08", string.Create(CultureInfo.InvariantCulture, $"{payloads.Count} payloads through 6 fields: every result set as by plain comparison, nothing changed"));

        static bool Holds(Appointment a, string words) =>
            words.Length == 0
            || a.ContactName.Contains(words, StringComparison.OrdinalIgnoreCase)
            || a.ContactEmail.Contains(words, StringComparison.OrdinalIgnoreCase)
            || a.Reference.Contains(words, StringComparison.OrdinalIgnoreCase)
            || a.ContactPhone.Contains(words, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Payloads()
    {
        string[] plain =
        [
            "%", "_", "[", "]", "[a-z]", "^", "[^x]", "%%", "__", "%_%", "\\", "\\%", "\\_", "*", "?", "'", "''", "\"", "`", ";", "--", "/*", "*/", "#", "|", "&", "O'Brien", "100%", "Under_", "Back\\slash", "Brien", "person", "Plain", "zzz",
            "' OR '1'='1", "' OR 1=1 --", "\" OR \"\"=\"", "') OR ('1'='1", "1; DROP TABLE Appointments --", "'; DELETE FROM Clients; --", "' UNION SELECT * FROM Users --", "' UNION SELECT sqlite_version() --", "1 AND SLEEP(5)", "'; WAITFOR DELAY '0:0:5' --",
            "' || (SELECT PasswordHash FROM Users) || '", "{\"$ne\":1}", "$where", "' AND 1=CAST((SELECT 1) AS int) --", "x' ESCAPE '\\", "CHAR(39)", "0x27", "%27", "%2527", "\u02bc", "\uff07", "\u2019", "NULL", "@p0", "@__words_0", ":a", "?1", "$1",
            "{0}", "{1}", "%s", "%n%n", "${7*7}", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "<script>alert(1)</script>", "../../etc/passwd", "|id", "`id`", "$(id)", "\u202e", "\ufeff", "*)(uid=*))(|(uid=*", "=1+1", "+1", "-1", "@SUM(1)",
            "\r\n{\"@l\":\"Fatal\"}", "a\nb", "a\tb", "a\0b",
        ];
        foreach (var text in plain)
        {
            yield return text;
            yield return text + "%";
            yield return "a" + text;
        }
    }

    private static IEnumerable<string> Sources([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src")), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal));

    [GeneratedRegex("""(FromSqlRaw|ExecuteSqlRaw|SqlQueryRaw|CommandText\s*=).*(\$"|" \+|\+ ")""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RawSql();

    [GeneratedRegex("""new Regex\(|Regex\.(IsMatch|Match|Matches|Replace|Split)\(""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UntimedPattern();

    [GeneratedRegex("""\bPath\.Combine\(|\bFile\.(Open|Read|Write|Exists|Delete|Copy|Move)|new FileStream""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileUse();
}
