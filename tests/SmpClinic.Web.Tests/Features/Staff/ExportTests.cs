using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Staff.Exports;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>Lists as files.</summary>
public sealed class ExportTests
{
    private static readonly string[] Dangerous =
    [
        "=1+1", "+44 7700 900123", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", " =1+1", "=HYPERLINK(\"https://evil.example\",\"x\")", "=cmd|' /C calc'!A0", "＝1", "a\0b",
        "plain", "with, comma", "with; semicolon", "with \"quotes\"", "two\r\nlines", "\"=1\"", "'=1", "", "Zoë Brightwater", "O'Neill", "李小龍", "😀", "a\tb",
    ];

    [Fact]
    public void IN07_no_cell_is_a_formula_and_all_come_back_as_they_were()
    {
        foreach (var text in Dangerous.Concat(HostileText.Injections).Concat(HostileText.Markup))
        {
            var line = new StringBuilder();
            Csv.Line(line, ["before", text, 7, null, text]);
            var cells = Assert.Single(Read(line.ToString()));

            Assert.Equal(["before", "7", ""], new[] { cells[0], cells[2], cells[3] });
            var clean = text.Replace("\0", "", StringComparison.Ordinal);
            Assert.Equal(cells[1], cells[4]);
            Assert.False(cells[1].TrimStart() is [var first, ..] && "=+-@＝＋－＠".Contains(first, StringComparison.Ordinal), "a live formula: " + text);
            Assert.True(cells[1] == clean || cells[1] == "'" + clean, $"'{text}' came back as '{cells[1]}'");
        }
    }

    [Fact]
    public async Task IN07_every_list_can_be_taken_out_as_a_file_and_history_says_who_did()
    {
        await using var site = await ClinicSite.StartAsync();
        var booked = await site.BookAsync(StaffDiary.Thursday);
        await site.ChangeAsync<Appointment>(a => a.Id == booked.Id, a => (a.ContactName, a.ContactEmail) = ("=HYPERLINK(\"https://evil.example\")", "=a@example.com"));
        await site.InDatabaseAsync(db =>
        {
            db.Clients.Add(new() { Name = "@Ada, \"the\" client", Email = "ada@example.com", EmailNormalised = "ada@example.com", Phone = "+447700900001", CreatedAt = site.Now });
            return db.SaveChangesAsync();
        });
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        foreach (var (on, button, holds) in new[]
        {
            ("/staff/appointments?q=hyperlink", "/staff/appointments/export", "'=HYPERLINK(\"https://evil.example\")"), ("/staff/requests", "/staff/requests/export", booked.Reference),
            ("/staff/mail", "/staff/mail/export", "We have your request"), ("/staff/reports?from=2026-12-01&until=2026-12-31", "/staff/reports/export", "Maya Okafor"),
            ("/staff/clients", "/staff/clients/export", "'@Ada, \"the\" client"),
        })
        {
            var page = await Page.GetAsync(browser, on);
            var form = page.Form("Download as a spreadsheet (CSV)");
            var file = await form.SubmitAsync(form.Action.StartsWith(button, StringComparison.Ordinal) ? null : button);

            file.Is(HttpStatusCode.OK);
            var headers = file.Response.Content.Headers;
            Assert.Equal("text/csv; charset=utf-8", headers.ContentType!.ToString());
            Assert.StartsWith("attachment", headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
            Assert.Contains("no-store", file.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            var bytes = await file.Response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
            var lines = Read(Encoding.UTF8.GetString(bytes[3..]));
            Assert.Contains(lines, line => line.Contains(holds, StringComparer.Ordinal));
            Assert.All(lines, line => Assert.Equal(lines[0].Count, line.Count));
            Assert.DoesNotContain(StaffDiary.Hopes, file.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(StaffDiary.Note, file.Body, StringComparison.Ordinal);
        }

        var history = await site.InDatabaseAsync(db => db.Audit.AsNoTracking().Where(a => a.Action.StartsWith("export.")).ToListAsync());
        Assert.Equal(["export.appointments", "export.clients", "export.mail", "export.report", "export.requests"], history.Select(a => a.Action).Order(StringComparer.Ordinal));
        Assert.All(history, entry => Assert.Equal((ActorKind.Staff, StaffRoles.FrontDesk), (entry.ActorKind, entry.ActorName)));

        // Who was looked for is nobody's business afterwards.
        Assert.DoesNotContain(history, entry => entry.Detail!.Contains("hyperlink", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task AU12_no_list_is_taken_out_without_a_proof_from_the_last_minutes()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        foreach (var on in new[] { "/staff/appointments", "/staff/requests", "/staff/mail", "/staff/reports?from=2026-12-01&until=2026-12-31" })
        {
            site.Clock.Advance(TimeSpan.FromMinutes(6));
            var before = await site.InDatabaseAsync(db => db.Audit.CountAsync());
            var asked = (await (await Page.GetAsync(browser, on)).Form("Download as a spreadsheet (CSV)").SubmitAsync()).Is(HttpStatusCode.Forbidden);

            Assert.Equal("Show again that it is you", asked.Heading);
            Assert.Equal(before, await site.InDatabaseAsync(db => db.Audit.CountAsync()));
        }
    }

    [Fact]
    public async Task AU02_a_practitioner_takes_out_their_own_rows_alone()
    {
        await using var site = await ClinicSite.StartAsync();
        var mayas = await site.BookAsync(StaffDiary.Thursday);
        var toms = await site.BookAsync(StaffDiary.Thursday, StaffDiary.Tom);
        await site.InDatabaseAsync(async db =>
        {
            var (theirs, hers) = (Known("Toms Client"), Known("Mayas Client"));
            db.AddRange(theirs, hers);
            (await db.Appointments.SingleAsync(a => a.Id == toms.Id)).Client = theirs;
            (await db.Appointments.SingleAsync(a => a.Id == mayas.Id)).Client = hers;
            return await db.SaveChangesAsync();

            Client Known(string name) => new() { Name = name, Email = "c@example.com", EmailNormalised = "c@example.com", Phone = "+447700900001", CreatedAt = site.Now };
        });
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var page = await Page.GetAsync(tom, "/staff/requests");
        foreach (var list in new[] { "appointments", "requests", "mail", "clients" })
        {
            var file = (await page.Form("Download as a spreadsheet (CSV)").SubmitAsync($"/staff/{list}/export")).Is(HttpStatusCode.OK);
            Assert.DoesNotContain(list == "clients" ? "Mayas Client" : mayas.Reference, file.Body, StringComparison.Ordinal);
            Assert.Contains(list == "clients" ? "Toms Client" : toms.Reference, file.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/staff/appointments/export?from=never")]
    [InlineData("/staff/mail/export?state=lost")]
    [InlineData("/staff/reports/export?until=never")]
    public async Task IN03_filters_that_cannot_be_read_give_no_file_and_no_history(string path)
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/requests");

        (await page.Form("Download as a spreadsheet (CSV)").SubmitAsync(path)).Is(HttpStatusCode.UnprocessableEntity);

        Assert.False(await site.InDatabaseAsync(db => db.Audit.AnyAsync(a => a.Action.StartsWith("export."))));
    }

    /// <summary>RFC 4180, read to the letter: this knows nothing of how it was written.</summary>
    private static List<List<string>> Read(string text)
    {
        var lines = new List<List<string>>();
        for (var at = 0; at < text.Length;)
        {
            var cells = new List<string>();
            while (true)
            {
                var cell = new StringBuilder();
                if (text[at] == '"')
                {
                    for (at++; text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"'); at++)
                    {
                        at += text[at] == '"' ? 1 : 0;
                        cell.Append(text[at]);
                    }

                    at++;
                }
                else
                {
                    for (; text[at] is not (',' or '\r'); at++)
                    {
                        Assert.NotEqual('"', text[at]);
                        cell.Append(text[at]);
                    }
                }

                cells.Add(cell.ToString());
                if (text[at] == ',')
                {
                    at++;
                    continue;
                }

                Assert.Equal("\r\n", text[at..(at + 2)]);
                at += 2;
                break;
            }

            lines.Add(cells);
        }

        return lines;
    }
}
