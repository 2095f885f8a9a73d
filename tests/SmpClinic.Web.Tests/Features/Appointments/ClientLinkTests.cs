using System.Net;
using System.Text;
using Ical.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Appointments;

public sealed class ClientLinkTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/cancel")]
    [InlineData("/reschedule")]
    [InlineData("/calendar.ics")]
    public async Task A_link_of_spaces_leads_nowhere(string rest)
    {
        await using var site = await ClinicSite.StartAsync();
        (await site.GetAsync("/appointments/%20" + rest)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_client_moves_and_cancels_by_link_and_the_old_link_keeps_working()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, OnRequest);
        var before = await AppointmentAsync(site, client);
        var list = await (await site.GetAsync(client)).ClickAsync("Move to another time");
        Assert.DoesNotContain(list.Html.QuerySelectorAll("a.slot"), a => a.GetAttribute("href")!.Contains(StartText.Write(before.Start), StringComparison.Ordinal));
        var slot = list.Html.QuerySelectorAll("a.slot")[^1].GetAttribute("href")!;
        var confirm = await list.ClickAsync(slot);
        var moved = await (await confirm.Form("Move it").SubmitAsync()).FollowAsync();
        moved.Says("Your appointment is moved");
        var after = await AppointmentAsync(site, client);
        Assert.NotEqual(before.Start, after.Start);
        Assert.Equal(before.CalendarSequence + 1, after.CalendarSequence);

        foreach (var kind in (string[])["AppointmentMovedEmail", "ClientMovedNotice"])
        {
            var body = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Kind == kind).Select(m => m.SealedMessage).SingleAsync());
            using var mail = MimeKit.MimeMessage.Load(new MemoryStream(site.Services.GetRequiredService<Sealer>().Open(body!)), TestContext.Current.CancellationToken);
            Assert.Contains("It was to be on " + site.Services.GetRequiredService<ClinicTime>().When(before.Start), mail.TextBody!.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }

        var cancel = await moved.ClickAsync("Cancel it");
        var answer = await cancel.Form("Cancel the appointment").Fill("Reason", "Plans changed").SubmitAsync();
        (await answer.FollowAsync()).Says("Your appointment is cancelled").Says("Cancelled");
        Assert.Equal("Plans changed", (await AppointmentAsync(site, client)).CancelReason);
        Assert.False(await site.InDatabaseAsync(db => db.ClaimedCells.AnyAsync()));
        var kinds = await site.InDatabaseAsync(db => db.Outbox.OrderBy(m => m.StreamNumber).Select(m => m.Kind).ToListAsync());
        Assert.Equal(
            ["RequestReceivedEmail", "NewRequestNotice", "AppointmentMovedEmail", "ClientMovedNotice", "AppointmentCancelledEmail", "ClientCancelledNotice"], kinds);

        // What a client writes may speak of health, so no mail repeats it.
        var sealer = site.Services.GetRequiredService<Sealer>();
        foreach (var body in await site.InDatabaseAsync(db => db.Outbox.Where(m => m.SealedMessage != null).Select(m => m.SealedMessage!).ToListAsync()))
        {
            Assert.DoesNotContain("Plans changed", Encoding.UTF8.GetString(sealer.Open(body)), StringComparison.Ordinal);
        }

        // Cancelling again, as a second click would, is no fault.
        (await (await cancel.Form("Cancel the appointment").SubmitAsync()).FollowAsync()).Says("Your appointment is cancelled");
        Assert.Equal(6, await site.InDatabaseAsync(db => db.Outbox.CountAsync()));
    }

    [Fact]
    public async Task Moving_and_cancelling_have_cut_offs_of_their_own_and_inside_them_the_page_says_how_to_reach_the_clinic()
    {
        await using var site = await BusySiteAsync();

        // A video call may be moved until four hours before and cancelled until two.
        var client = await BookAsync(site, Video);
        var start = (await AppointmentAsync(site, client)).Start;
        site.Clock.SetUtcNow((start - Duration.FromHours(3)).ToDateTimeOffset());
        var page = await site.GetAsync(client);
        page.Says("too close to the time to move it here").Says("0117 496 0123").Says("Cancel it");
        (await site.GetAsync(client + "/reschedule")).Says("too close to the time to move it here");
        site.Clock.SetUtcNow((start - Duration.FromHours(1)).ToDateTimeOffset());
        (await site.GetAsync(client)).Says("too close to the time to cancel it here");
        (await site.GetAsync(client + "/cancel")).Says("too close to the time to cancel it here");
    }

    [Theory]
    [InlineData("cancel", -1, true)]
    [InlineData("cancel", 0, true)]
    [InlineData("cancel", 1, false)]
    [InlineData("move", -1, true)]
    [InlineData("move", 0, true)]
    [InlineData("move", 1, false)]
    public async Task BK12_a_form_opened_inside_the_cut_off_is_judged_when_it_arrives(string what, int secondsAfter, bool accepted)
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, Video, practitioner: "maya-okafor");
        var appointment = await AppointmentAsync(site, client);
        var target = (await OfferedAsync(site.Visitor(), Video, new(2026, 12, 16), 7, "maya-okafor"))[0];
        var form = what == "cancel"
            ? (await site.GetAsync(client + "/cancel")).Form($"{client}/cancel")
            : (await site.GetAsync($"{client}/reschedule/confirm?start={StartText.Write(target)}")).Form($"{client}/reschedule");
        var cutoff = appointment.Start - Duration.FromHours(what == "cancel" ? 2 : 4);
        site.Clock.SetUtcNow((cutoff + Duration.FromSeconds(secondsAfter)).ToDateTimeOffset());

        var answer = await form.SubmitAsync();

        Assert.Equal(accepted ? HttpStatusCode.Redirect : HttpStatusCode.Conflict, answer.Status);
        var after = await AppointmentAsync(site, client);
        Assert.Equal(accepted, what == "cancel" ? after.Status == AppointmentStatus.Cancelled : after.Start == target);
        if (!accepted)
        {
            answer.Says("it is too late to change it online");
        }
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task BK12_the_lead_time_is_judged_when_the_form_arrives(int secondsAfter, bool accepted)
    {
        await using var site = await BusySiteAsync();
        var start = (await OfferedAsync(site.Visitor(), OnRequest, new(2026, 12, 2), 3))[0];
        var form = Filled(await DetailsAsync(site.Visitor(), OnRequest, start));
        site.Clock.SetUtcNow((start - Duration.FromHours(24) + Duration.FromSeconds(secondsAfter)).ToDateTimeOffset());
        var answer = await form.SubmitAsync();
        Assert.Equal(accepted ? HttpStatusCode.Redirect : HttpStatusCode.Conflict, answer.Status);
        if (!accepted)
        {
            answer.Says("too soon to book online");
        }
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task BK12_the_horizon_moves_at_midnight_in_the_clinic(int secondsAfterMidnight, bool accepted)
    {
        await using var site = await BusySiteAsync();
        var date = new LocalDate(2027, 3, 3);
        var london = DateTimeZoneProviders.Tzdb["Europe/London"];

        // The last day that can be booked is 84 days on; a day earlier it could not be.
        var midnight = date.PlusDays(-84).AtStartOfDayInZone(london).ToInstant();
        site.Clock.SetUtcNow((midnight + Duration.FromSeconds(1)).ToDateTimeOffset());
        var start = (await OfferedAsync(site.Visitor(), OnRequest, date, 1))[0];
        var details = await DetailsAsync(site.Visitor(), OnRequest, start);
        var form = Filled(details);
        site.Clock.AdjustTime((midnight + Duration.FromSeconds(secondsAfterMidnight)).ToDateTimeOffset());
        form.Fill("Rendered", (await DetailsAsync(details.Browser, OnRequest, start)).Html.QuerySelector("#Rendered")!.GetAttribute("value")!);
        var answer = await form.SubmitAsync();
        Assert.Equal(accepted ? HttpStatusCode.Redirect : HttpStatusCode.Conflict, answer.Status);
    }

    [Fact]
    public async Task A_change_the_client_is_not_told_of_takes_back_what_still_waits_to_tell_them_otherwise()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, OnRequest);
        var id = (await AppointmentAsync(site, client)).Id;
        var commands = site.Services.GetRequiredService<SmpClinic.Web.Features.Appointments.AppointmentCommands>();
        var desk = new SmpClinic.Web.Features.Appointments.Actor(ActorKind.Staff, null, "Front desk");
        await commands.CancelAsync(new(id, null, desk, TellClient: false), "Double entry", TestContext.Current.CancellationToken);
        var states = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Audience == MailAudience.Client).Select(m => m.State).ToListAsync());
        Assert.Equal([OutboxState.Superseded], states);
    }

    [Fact]
    public async Task The_calendar_file_can_be_read_and_names_no_treatment()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, BookingSteps.PatchTest);
        var appointment = await AppointmentAsync(site, client);
        var file = await site.GetAsync(client + "/calendar.ics");
        Assert.Equal("text/calendar", file.Response.Content.Headers.ContentType!.MediaType);
        var entry = Calendar.Load(file.Body)!.Events.Single()!;
        Assert.Equal(appointment.Start.ToDateTimeUtc(), entry.Start!.AsUtc);
        Assert.Equal(appointment.End.ToDateTimeUtc(), entry.End!.AsUtc);
        Assert.DoesNotContain("patch", file.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AU05_a_link_is_256_bits_that_are_stored_only_as_a_hash()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, OnRequest);
        var secret = client.Split('/')[2];
        Assert.Equal(43, secret.Length);
        foreach (var file in Directory.EnumerateFiles(site.Folder, "clinic.db*").Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString(copy.ToArray()), StringComparison.Ordinal);
        }

        Assert.Equal(Secret.Hash(secret), await site.InDatabaseAsync(db => db.AppointmentLinks.Where(l => l.Hash == Secret.Hash(secret)).Select(l => l.Hash).SingleAsync()));
    }

    [Fact]
    public async Task AU05_wrong_revoked_and_expired_links_answer_like_one_that_never_was()
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, OnRequest);
        var secret = client.Split('/')[2];
        var never = await site.GetAsync("/appointments/" + Secret.New());
        never.Is(HttpStatusCode.NotFound);
        foreach (var wrong in (string[])[Flipped(secret), secret[..^1], secret + "A", Secret.Hash(secret), secret.ToLowerInvariant()])
        {
            foreach (var below in (string[])["", "/reschedule", "/cancel", "/calendar.ics"])
            {
                Assert.Equal(Words(never), Words((await site.GetAsync($"/appointments/{wrong}{below}")).Is(HttpStatusCode.NotFound)));
            }
        }

        await site.InDatabaseAsync(db => db.AppointmentLinks.Where(l => l.Hash == Secret.Hash(secret)).ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, site.Now)));
        Assert.Equal(Words(never), Words((await site.GetAsync(client)).Is(HttpStatusCode.NotFound)));
        await site.InDatabaseAsync(db => db.AppointmentLinks.ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, (Instant?)null)));
        var end = (await AppointmentAsync(site, client)).End;
        site.Clock.SetUtcNow((end + Duration.FromDays(30) - Duration.FromSeconds(1)).ToDateTimeOffset());
        (await site.GetAsync(client)).Is(HttpStatusCode.OK);
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Words(never), Words((await site.GetAsync(client)).Is(HttpStatusCode.NotFound)));

        static string Words(Page page) => System.Text.RegularExpressions.Regex.Replace(page.Text, "Reference: .*", string.Empty, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        static string Flipped(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];
    }

    [Fact]
    public async Task AU05_guessing_links_is_throttled()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Limits:LinksPerMinute"] = "20");
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            statuses.Add((await site.GetAsync("/appointments/" + Secret.New())).Status);
        }

        Assert.Equal(20, statuses.Count(s => s == HttpStatusCode.NotFound));
        Assert.Equal(5, statuses.Count(s => s == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task AU03_a_link_acts_on_its_own_appointment_whatever_the_form_says()
    {
        await using var site = await BusySiteAsync();
        var mine = await BookAsync(site, OnRequest);
        var theirs = await BookAsync(site, OnRequest, await FirstOfferedAsync(site, OnRequest, new LocalDate(2026, 12, 10)));
        var victim = await AppointmentAsync(site, theirs);
        var form = (await site.GetAsync(mine + "/cancel")).Form($"{mine}/cancel");
        (await form.Smuggle("secret", theirs.Split('/')[2]).Smuggle("Id", victim.Id.ToString()).Smuggle("AppointmentId", victim.Id.ToString()).SubmitAsync()).Is(HttpStatusCode.Redirect);
        Assert.Equal(AppointmentStatus.Requested, (await AppointmentAsync(site, theirs)).Status);
        Assert.Equal(AppointmentStatus.Cancelled, (await AppointmentAsync(site, mine)).Status);
    }

    [Theory]
    [InlineData("a\u202Eb", "cannot be kept")]
    [InlineData(null, "shorten it to 500")]
    public async Task A_reason_that_cannot_be_kept_is_told_at_its_field_and_nothing_is_cancelled(string? reason, string message)
    {
        await using var site = await BusySiteAsync();
        var client = await BookAsync(site, OnRequest);
        var text = reason ?? new string('r', 501);
        var answer = await (await site.GetAsync(client + "/cancel")).Form($"{client}/cancel").Fill("Reason", text).SubmitAsync();
        answer.Is(HttpStatusCode.UnprocessableEntity).Says(message);
        Assert.Contains(message, answer.Html.QuerySelector("#Reason-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(text, answer.Html.QuerySelector("#Reason")!.TextContent.TrimStart('\n'));
        Assert.Equal(AppointmentStatus.Requested, (await AppointmentAsync(site, client)).Status);
    }

    [Fact]
    public async Task EM12_links_in_mail_use_the_configured_origin_and_scanners_change_nothing()
    {
        await using var site = await BusySiteAsync();
        var browser = site.Visitor();
        browser.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-Host", "evil.example");
        var details = await DetailsAsync(browser, OnRequest, await FirstOfferedAsync(site, OnRequest));
        await Filled(details).SubmitAsync();
        var sealer = site.Services.GetRequiredService<Sealer>();
        var bodies = await site.InDatabaseAsync(db => db.Outbox.Select(m => m.SealedMessage!).ToListAsync());
        var links = new List<string>();
        foreach (var body in bodies)
        {
            using var stream = new MemoryStream(sealer.Open(body));
            var message = await MimeKit.MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
            foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(message.TextBody + message.HtmlBody, "https?://[^\\s\"<]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
            {
                links.Add(match.Value);
            }
        }

        Assert.NotEmpty(links);
        Assert.All(links, l => Assert.StartsWith("https://localhost/", l, StringComparison.Ordinal));
        var before = await StateAsync(site);
        foreach (var link in links.Distinct(StringComparer.Ordinal))
        {
            for (var i = 0; i < 3; i++)
            {
                using var head = new HttpRequestMessage(HttpMethod.Head, link);
                await site.Visitor().SendAsync(head, TestContext.Current.CancellationToken);
                await browser.GetAsync(new Uri(link), TestContext.Current.CancellationToken);
            }
        }

        Assert.Equal(before, await StateAsync(site));
        var client = new Uri(links.First(l => l.Contains("/appointments/", StringComparison.Ordinal) && !l.Contains("/staff/", StringComparison.Ordinal))).AbsolutePath;
        (await (await (await site.GetAsync(client + "/cancel")).Form($"{client}/cancel").SubmitAsync()).FollowAsync()).Says("cancelled");
    }

    private static Task<string> StateAsync(ClinicSite site) => site.InDatabaseAsync(async db => string.Join('|',
        await db.Appointments.Select(a => a.Id + ":" + a.Status + ":" + a.Version).FirstAsync(),
        await db.Outbox.CountAsync(),
        await db.Audit.CountAsync(),
        await db.ClaimedCells.CountAsync(),
        await db.AppointmentLinks.CountAsync()));
}
