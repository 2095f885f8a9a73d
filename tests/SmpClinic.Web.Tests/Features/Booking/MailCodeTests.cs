using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>A person behind an address that others have used up books by confirming their mailbox.</summary>
public sealed class MailCodeTests
{
    private const string Email = "behind.the.nat@example.com";
    private const string AskForCode = "Send me a code";
    private const string Network = "Many bookings came from your network";

    [Fact]
    public async Task IN09_a_person_behind_a_shared_address_books_with_a_code_from_their_mail_and_loses_nothing_typed()
    {
        await using var site = await SiteAsync();
        var times = await UseUpAsync(site);
        var details = await DetailsAsync(site.Visitor(), Video, times[20], "maya-okafor");
        var refused = (await Filled(details, "Nat Example", Email).Fill("Note", "Typed once").Tick("HealthWords").SubmitAsync()).Is(HttpStatusCode.TooManyRequests).Says(Network);

        var asked = (await refused.Form(AskForCode).SubmitAsync()).Is(HttpStatusCode.OK).Says("A code is on its way to " + Email);
        Assert.Equal("Nat Example", asked.Html.QuerySelector("#Name")!.GetAttribute("value"));
        Assert.Equal("Typed once", asked.Html.QuerySelector("#Note")!.TextContent.Trim());
        var code = CodeOf(await MailAsync(site));

        // What is wrong with the rest is told as ever, and the code stays too.
        var wrong = (await asked.Form("Book this time").Fill("Code", code.ToLowerInvariant().Replace('-', ' ')).Without("Adult").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        var booked = await wrong.Form("Book this time").Fill("Adult", "yes").SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
        Assert.Equal((Email, times[20]), await site.InDatabaseAsync(db => db.Appointments.OrderByDescending(a => a.Id).Select(a => new ValueTuple<string, Instant>(a.ContactEmail, a.Start)).FirstAsync()));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task IN09_the_button_in_the_mail_leads_back_to_the_time_chosen_on_any_device_and_looking_changes_nothing()
    {
        await using var site = await SiteAsync();
        var times = await UseUpAsync(site);
        await AskAsync(site, times[20], Email);
        var link = new Uri((await MailAsync(site)).TextBody!.Split('\n').First(line => line.StartsWith("https://", StringComparison.Ordinal)).Trim()).PathAndQuery;
        Assert.DoesNotContain("behind", link, StringComparison.Ordinal);
        var before = await site.InDatabaseAsync(db => db.RateCounters.CountAsync());

        var page = (await site.GetAsync(link)).Is(HttpStatusCode.OK);

        Assert.Equal(before, await site.InDatabaseAsync(db => db.RateCounters.CountAsync()));
        Assert.Equal(StartText.Write(times[20]), page.Html.QuerySelector("input[name=Start]")!.GetAttribute("value"));
        Assert.Equal("maya-okafor", page.Html.QuerySelector("input[name=Practitioner]")!.GetAttribute("value"));
        Assert.StartsWith("/appointments/", (await Filled(page, email: Email.ToUpperInvariant()).SubmitAsync()).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IN09_a_code_is_good_for_its_own_mailbox_and_for_an_hour_and_spares_nobody_the_contacts_limit()
    {
        await using var site = await SiteAsync();
        var times = await UseUpAsync(site);
        await AskAsync(site, times[20], Email);
        var code = CodeOf(await MailAsync(site));

        (await WithCodeAsync(times[20], "other@example.com", code)).Is(HttpStatusCode.TooManyRequests).Says("That code does not go with this e-mail address");
        (await WithCodeAsync(times[20], Email, "AAAA-AAAA")).Is(HttpStatusCode.TooManyRequests).Says("That code does not go with this e-mail address");
        (await WithCodeAsync(times[20], Email, "")).Is(HttpStatusCode.TooManyRequests).Says("Type in the code from our mail.");
        (await WithCodeAsync(times[20], Email, code)).Is(HttpStatusCode.Redirect);
        (await WithCodeAsync(times[24], Email, code)).Is(HttpStatusCode.Redirect);
        (await WithCodeAsync(times[28], Email, code)).Is(HttpStatusCode.TooManyRequests).Says("There are open appointments for these contact details already");

        await site.InDatabaseAsync(db => db.Appointments.ExecuteUpdateAsync(set => set.SetProperty(a => a.ContactEmailNormalised, "somebody.else@example.com")));
        site.Clock.Advance(TimeSpan.FromMinutes(58));
        await UseUpAsync(site, from: 40);
        (await WithCodeAsync(times[28], Email, code)).Is(HttpStatusCode.Redirect);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        await UseUpAsync(site, from: 40);
        (await WithCodeAsync(times[32], Email, code)).Is(HttpStatusCode.TooManyRequests).Says("That code does not go with this e-mail address");

        async Task<Page> WithCodeAsync(Instant start, string email, string typed)
        {
            var page = await DetailsAsync(site.Visitor(), Video, start, "maya-okafor");
            return await Filled(page, email: email).Smuggle("Code", typed).Smuggle("CodeStep", "enter").SubmitAsync();
        }
    }

    [Fact]
    public async Task IN09_one_mail_an_hour_to_a_mailbox_and_twenty_for_an_address_and_the_pages_tell_nothing_apart()
    {
        await using var site = await SiteAsync();
        var times = await UseUpAsync(site);
        var first = await AskAsync(site, times[20], Email);
        var again = await AskAsync(site, times[20], Email.ToUpperInvariant());
        Assert.Equal(first.Text, again.Text.Replace(Email.ToUpperInvariant(), Email, StringComparison.Ordinal));
        Assert.Equal(1, await CodesMailedAsync(site));

        for (var i = 1; i < MailCodeDesk.MostFromAddress; i++)
        {
            (await AskAsync(site, times[20], $"colleague{i}@example.com")).Is(HttpStatusCode.OK);
        }

        (await AskAsync(site, times[20], "one.too.many@example.com")).Is(HttpStatusCode.TooManyRequests).Says("Many codes were sent to your network");
        Assert.Equal(MailCodeDesk.MostFromAddress, await CodesMailedAsync(site));
        site.Clock.Advance(TimeSpan.FromMinutes(66));
        await UseUpAsync(site, from: 40);
        (await AskAsync(site, times[20], Email)).Is(HttpStatusCode.OK);
        Assert.Equal(MailCodeDesk.MostFromAddress + 1, await CodesMailedAsync(site));
    }

    [Fact]
    public async Task IN09_no_code_is_mailed_where_none_is_needed_nor_for_what_is_not_offered_nor_to_a_script()
    {
        await using var site = await SiteAsync();
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 14, "maya-okafor");
        (await AskAsync(site, times[0], Email)).Is(HttpStatusCode.OK).Says("You need no code any more");
        await UseUpAsync(site);
        (await AskAsync(site, times[20], "not an address")).Is(HttpStatusCode.UnprocessableEntity).Says("Enter one e-mail address");
        var page = await DetailsAsync(site.Visitor(), Video, times[20]);
        (await AskFrom(page, Email).Smuggle("Website", "filled").SubmitAsync(MailCodePath)).Is(HttpStatusCode.UnprocessableEntity);
        (await AskFrom(page, Email).Smuggle("Start", "soon").SubmitAsync(MailCodePath)).Is(HttpStatusCode.UnprocessableEntity);
        (await AskFrom(page, Email).SubmitAsync("/book/no-such-service/mail-code")).Is(HttpStatusCode.NotFound);
        Assert.Equal(0, await CodesMailedAsync(site));
    }

    [Fact]
    public async Task IN09_a_code_that_leaves_too_late_is_not_sent_at_all()
    {
        await using var site = await SiteAsync();
        var times = await UseUpAsync(site);
        await AskAsync(site, times[20], Email);
        site.Clock.Advance(TimeSpan.FromMinutes(61));
        await MailAsync(site, expected: 0);
        Assert.Equal(OutboxState.Superseded, await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Kind == "BookingCodeEmail").Select(m => m.State).SingleAsync()));
    }

    private static readonly string MailCodePath = $"/book/{Video}/mail-code";

    private static Task<ClinicSite> SiteAsync() => ClinicSite.StartAsync(with: s => s.Settings["Limits:MinimumFillSeconds"] = "0");

    /// <summary>Others at the same address book until nobody can any more. Gives the times that were on offer.</summary>
    private static async Task<List<Instant>> UseUpAsync(ClinicSite site, int from = 0)
    {
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 14, "maya-okafor");
        for (var i = from; ; i += 3)
        {
            var answer = await Filled(await DetailsAsync(site.Visitor(), Video, times[i], "maya-okafor")).SubmitAsync();
            if (answer.Status == HttpStatusCode.TooManyRequests)
            {
                return times;
            }
        }
    }

    private static async Task<Page> AskAsync(ClinicSite site, Instant start, string email) =>
        await AskFrom(await DetailsAsync(site.Visitor(), Video, start, "maya-okafor"), email).SubmitAsync(MailCodePath);

    private static Form AskFrom(Page details, string email) => Filled(details, email: email);

    private static Task<int> CodesMailedAsync(ClinicSite site) => site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "BookingCodeEmail"));

    private static string CodeOf(MimeMessage mail) =>
        mail.TextBody!.Split('\n').Single(line => line.StartsWith("Code: ", StringComparison.Ordinal))["Code: ".Length..].Trim();

    /// <summary>Sends what is owed and gives the message with the code.</summary>
    private static async Task<MimeMessage> MailAsync(ClinicSite site, int expected = 1)
    {
        var sender = site.Services.GetRequiredService<OutboxDispatcher>();
        while (await sender.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
        {
        }

        var codes = Directory.GetFiles(site.MailFolder, "*.eml").Select(file => MimeMessage.Load(file, TestContext.Current.CancellationToken))
            .Where(message => message.Subject!.Contains("code", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected, codes.Count);
        return codes.FirstOrDefault()!;
    }
}
