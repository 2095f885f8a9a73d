using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Notifications.Emails;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>The words of mails, set down by the clinic.</summary>
public sealed class MailWordsTests
{
    private const string Confirmed = "/staff/content/mail/BookingConfirmedEmail";

    private static readonly ClinicTime Time = new(DateTimeZoneProviders.Tzdb["Europe/London"]);

    [Fact]
    public void The_programs_own_templates_say_exactly_what_the_mails_say()
    {
        foreach (var status in Enum.GetValues<AppointmentStatus>())
        {
            foreach (var mode in Enum.GetValues<VisitMode>())
            {
                foreach (var reason in new[] { null, "A reason" })
                {
                    var facts = Facts(status, mode, reason);
                    IEmail[] emails =
                    [
                        new RequestReceivedEmail(facts), new BookingConfirmedEmail(facts), new AppointmentDeclinedEmail(facts), new AppointmentCancelledEmail(facts), new AppointmentChangedEmail(facts),
                        new AppointmentMovedEmail(facts), new AppointmentMovedEmail(facts) { PreviousStart = facts.Start - Duration.FromDays(3) },
                        new AppointmentReminderEmail(facts, ReminderKind.TwoDaysBefore), new AppointmentReminderEmail(facts, ReminderKind.ThreeHoursBefore),
                    ];
                    foreach (var email in emails)
                    {
                        var kind = MailTemplates.Find(email.TemplateName)!;
                        Assert.Empty(kind.Shipped.FaultsFor(kind));
                        Assert.Equal(email.Subject, kind.Shipped.SubjectFor(kind, facts, email));
                        Assert.Equal(email.Body.ToText(["Clinic"]), kind.Shipped.BodyFor(kind, facts, email).ToText(["Clinic"]));
                    }

                    Assert.Empty(MailTemplates.All.Select(kind => kind.Name).Except(emails.Select(email => email.TemplateName)));
                }
            }
        }
    }

    [Fact]
    public async Task A_mail_goes_out_in_the_clinics_own_words()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(browser, Confirmed);
        page.Says("{{when}}").Says("Date, time and length, with the zone").Says("an invented appointment");
        (await page.Form("Save").Fill("f-subject", "See you on {{short-when}}").Fill("f-heading", "It is settled")
            .Fill("f-body", "Dear {{client}},\n\nwe have noted it.\n\n- When: {{when}}\n- Where: {{where}}\n- Who: {{practitioner}}\n- Code: {{reference}}\n\n[Look at it]({{link}})").SubmitAsync()).Is(HttpStatusCode.Found);

        var visit = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);

        var sent = await MailAsync(site, visit);
        Assert.Equal("See you on Thu 10 Dec, 10am", sent.Subject);
        Assert.StartsWith($"It is settled\n\nDear {visit.ContactName},\n\nwe have noted it.\n\nWhen: Thursday 10 December 2026", sent.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($"Code: {visit.Reference}\n\nLook at it:\nhttps://localhost/appointments/", sent.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(["BookingConfirmedEmail"], await site.MailToClientAsync(visit));
    }

    [Theory]
    [InlineData("f-body", "Hello {{client}},\n\n- Where: {{where}}\n- With: {{practitioner}}\n- Reference: {{reference}}\n\n[See it]({{link}})", "has to say {{when}}")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}}", "needs its one button")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}}\n\n[See it]({{link}})\n\n[And again]({{link}})", "needs its one button")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}} {{link}}\n\n[See it]({{link}})", "stands in the button alone")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}} {{birthday}}\n\n[See it]({{link}})", "no field {{birthday}}")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}} {{1+1}}\n\n[See it]({{link}})", "A field begins with")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}} {{ when }}\n\n[See it]({{link}})", "A field begins with")]
    [InlineData("f-body", "{{when}} {{where}} {{practitioner}} {{reference}} It is guaranteed.\n\n[See it]({{link}})", "guaranteed")]
    [InlineData("f-small", "{{when", "A field begins with")]
    [InlineData("f-subject", "", "Fill in")]
    [InlineData("f-subject", "Your {{what}} is confirmed", "may not stand here")]
    [InlineData("f-subject", "{{client}}, it is confirmed", "may not stand here")]
    [InlineData("f-subject", "Your microblading on {{short-when}}", "locked screen")]
    [InlineData("f-subject", "Your SMP consultation on {{short-when}}", "locked screen")]
    [InlineData("f-heading", "Your hair appointment", "locked screen")]
    [InlineData("With", "NOPE-NOPE", "no appointment with this reference")]
    public async Task IN03_a_template_that_lacks_what_it_needs_or_says_too_much_is_refused(string field, string value, string words)
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), Confirmed);

        (await page.Form("Save").Fill(field, value).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(words);

        Assert.Equal(0, await site.InDatabaseAsync(db => db.ContentVersions.CountAsync()));
    }

    [Fact]
    public async Task A_preview_is_made_with_a_real_appointment_and_gives_away_no_link()
    {
        await using var site = await ClinicSite.StartAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var links = await site.InDatabaseAsync(db => db.AppointmentLinks.CountAsync());
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), Confirmed);

        var shown = (await page.Form("Show how it will look").Fill("With", visit.Reference.ToLowerInvariant()).SubmitAsync()).Is(HttpStatusCode.OK);

        shown.Says($"Made with appointment {visit.Reference}").Says(visit.ContactName).Says("Thursday 10 December 2026").NeverSays(StaffDiary.Hopes).NeverSays("/appointments/");
        Assert.Equal(links, await site.InDatabaseAsync(db => db.AppointmentLinks.CountAsync()));
    }

    [Theory]
    [InlineData("Gone wrong {{no-such-field}}\n\n[See it]({{link}})")]
    [InlineData("No button, and no time")]
    public async Task A_stored_template_that_cannot_be_used_gives_way_to_the_programs_words(string body)
    {
        await using var site = await ClinicSite.StartAsync();
        await site.InDatabaseAsync(db =>
        {
            db.ContentVersions.Add(new()
            {
                Key = "mail/BookingConfirmedEmail",
                Number = 1,
                SavedByName = "Somebody",
                SavedAt = site.Now,
                PublishAt = site.Now,
                Fields = ContentFields.Write(new MailTemplate("Odd", "Odd", body, string.Empty).Fields),
            });
            return db.SaveChangesAsync();
        });
        await site.Services.GetRequiredService<ContentStamp>().LookAsync(TestContext.Current.CancellationToken);

        var sent = await MailAsync(site, await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant));

        Assert.Equal("Your appointment on Thu 10 Dec, 10am is confirmed", sent.Subject);
    }

    [Fact]
    public void IN02_nothing_a_client_typed_becomes_a_field_or_markup()
    {
        var kind = MailTemplates.Find("BookingConfirmedEmail")!;
        foreach (var attack in HostileText.Markup.Concat(HostileText.Injections).Concat(["{{link}}", "{{reference}}", "[click]({{link}})", "- When: {{when}}", "$1 ${name} $0"]))
        {
            var facts = Facts(AppointmentStatus.Confirmed, VisitMode.InPerson, null) with { ClientName = UserWords.OneLine(attack) };
            var email = new BookingConfirmedEmail(facts);
            Assert.Equal(email.Body.ToText(["Clinic"]), kind.Shipped.BodyFor(kind, facts, email).ToText(["Clinic"]));
            Assert.Equal(email.Body.ToHtml("Title", ["Clinic"]), kind.Shipped.BodyFor(kind, facts, email).ToHtml("Title", ["Clinic"]));
        }
    }

    [Fact]
    public void IN02_markup_in_a_template_is_sent_as_text()
    {
        var kind = MailTemplates.Find("BookingConfirmedEmail")!;
        foreach (var attack in HostileText.Markup)
        {
            var facts = Facts(AppointmentStatus.Confirmed, VisitMode.InPerson, null);
            var template = kind.Shipped with { Body = attack + "\n\n" + kind.Shipped.Body, SmallPrint = attack };
            var html = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(template.BodyFor(kind, facts, new BookingConfirmedEmail(facts)).ToHtml("Title", ["Clinic"]));
            Assert.Empty(html.QuerySelectorAll("script, img, svg, iframe, base, form, style, b, h1:not(:first-of-type)"));
            Assert.Equal([facts.Link], html.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        }
    }

    private static AppointmentFacts Facts(AppointmentStatus status, VisitMode mode, string? reason) => new(
        Guid.Empty, "ABCD-EFGH", "What was booked", "Maya Okafor", Instant.FromUtc(2026, 12, 10, 10, 0), Instant.FromUtc(2026, 12, 10, 10, 45), mode, "Marlowe Room", "£30",
        mode == VisitMode.Phone ? null : "You pay at the visit.", mode == VisitMode.Video ? string.Empty : "A list", "Zoë Brightwater", "zoe@example.com", status, reason, "https://localhost/appointments/x", new(), Time);

    private static async Task<MimeMessage> MailAsync(ClinicSite site, Appointment visit)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var sealer = scope.ServiceProvider.GetRequiredService<Sealer>();
        var stored = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == visit.Id && m.Audience == MailAudience.Client).Select(m => m.SealedMessage).SingleAsync());
        using var stream = new MemoryStream(sealer.Open(stored!)!);
        return await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
    }
}
