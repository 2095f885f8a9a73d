using System.Reflection;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using MimeKit;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Appointments.Health.Emails;
using SmpClinic.Web.Features.Appointments.PatchTests.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Features.Staff.Schedule.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Notifications.Emails;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed partial class DiscretionTests
{
    private static readonly string[] Telling =
    [
        "smp", "micropigment", "microblad", "scalp", "hair", "brow", "bald", "alopecia", "scar", "treatment", "consultation", "health", "medical", "allerg", "skin", "tattoo", "pigment", "canary",
    ];

    private static readonly Func<AppointmentFacts, IEmail>[] ForClients =
    [
        f => new RequestReceivedEmail(f), f => new BookingConfirmedEmail(f), f => new AppointmentMovedEmail(f), f => new AppointmentCancelledEmail(f),
        f => new OtherTimesEmail(f, [new(f.Start, f.End, f.PractitionerName)], f.Start, "Would this do?"), f => new OtherTimesWithdrawnEmail(f),
        f => new AppointmentReminderEmail(f, ReminderKind.TwoDaysBefore), f => new AppointmentReminderEmail(f, ReminderKind.ThreeHoursBefore), f => new AppointmentDeclinedEmail(f),
        f => new QuestionnaireEmail(f, QuestionnaireReminderKind.Asked), f => new QuestionnaireEmail(f, QuestionnaireReminderKind.AWeekBefore), f => new WaitIsOverEmail(f), f => new QuestionnaireDecidedEmail(f),
        f => new PatchTestEmail(f, QuestionnaireReminderKind.ADayAfterTest), f => new PatchTestEmail(f, QuestionnaireReminderKind.TwoDaysAfterTest),
        f => new AnotherTimeNeededEmail(f),
    ];

    private static readonly Func<AppointmentFacts, IEmail>[] ForClinic = [f => new NewRequestNotice(f), f => new ClientMovedNotice(f), f => new ClientCancelledNotice(f),
        f => new TimesAnsweredNotice(f, OfferState.Taken), f => new TimesAnsweredNotice(f, OfferState.TurnedDown), f => new TimesAnsweredNotice(f, OfferState.Lapsed),
        f => new QuestionnaireWaitsNotice(f), f => new PatchTestNotice(f)];

    [Fact]
    public async Task EM10_subjects_calendars_and_headers_name_no_treatment_and_no_mail_holds_what_a_client_confided()
    {
        await using var bench = await MailBench.MakeAsync();
        var sealer = bench.Get<Sealer>();
        foreach (var status in (AppointmentStatus[])[AppointmentStatus.Requested, AppointmentStatus.Confirmed, AppointmentStatus.Cancelled])
        {
            foreach (var email in ForClients)
            {
                await bench.BookAsync(email, status, change: a => (a.Hopes, a.Note) = (sealer.Seal("canary hopes"), sealer.Seal("canary note")));
            }

            foreach (var email in ForClinic)
            {
                await bench.WriteAsync(async db =>
                {
                    var a = await bench.AddAsync(db, status, bench.Now + NodaTime.Duration.FromDays(3), a => (a.Hopes, a.Note) = (sealer.Seal("canary hopes"), sealer.Seal("canary note")));
                    await bench.Notifications.QueueForClinicAsync(db, a, email, bench.Now, CancellationToken.None);
                    return true;
                });
            }
        }

        await bench.DrainAsync();
        Assert.Equal(72, bench.Transport.Sent.Count);
        foreach (var sent in bench.Transport.Sent)
        {
            // Without the secrets, whose random letters may spell anything.
            var all = (string.Join('\n', sent.Message.Headers.Select(h => h.Value)) + "\n" + sent.Calendar).Replace("\r\n ", "", StringComparison.Ordinal);
            var outside = System.Text.RegularExpressions.Regex.Replace(all, "/appointments/[A-Za-z0-9_-]{43}", "/appointments/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
            Assert.All(Telling, word => Assert.DoesNotContain(word, outside, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("canary", sent.Message.TextBody + sent.Message.HtmlBody, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("UK time (GMT)", sent.Message.TextBody, StringComparison.Ordinal);
            Assert.Empty(Features.Content.ForbiddenWords.In(sent.Message.Subject + " " + sent.Message.TextBody + " " + new HtmlParser().ParseDocument(sent.Message.HtmlBody ?? string.Empty).Body!.TextContent));
        }

        Assert.All(bench.Transport.Sent, s => Assert.True(s.Message.Subject!.Length <= 80));
    }

    [Fact]
    public void EM10_nothing_an_email_is_made_of_has_room_for_sealed_words()
    {
        var types = typeof(IEmail).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IEmail)) && t.IsClass).Append(typeof(AppointmentFacts)).Append(typeof(CalendarEntry)).ToList();
        Assert.True(types.Count >= 12);
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var type in types)
        {
            Assert.True(type.IsSealed, type.Name);
            var held = type.GetProperties(All).Select(p => p.PropertyType).Concat(type.GetFields(All).Select(f => f.FieldType));
            Assert.DoesNotContain(held, t => t == typeof(SealedText) || t == typeof(SealedText?) || t == typeof(Appointment) || t == typeof(Client));
        }
    }

    [Fact]
    public async Task EM10_what_people_typed_becomes_neither_markup_nor_a_link()
    {
        await using var bench = await MailBench.MakeAsync();
        var benign = await ShapesAsync("Zoë Marsh");
        foreach (var words in HostileText.Markup)
        {
            Assert.Equal(benign, await ShapesAsync(words));
        }

        async Task<string> ShapesAsync(string words)
        {
            var before = bench.Transport.Sent.Count;
            await bench.BookAsync(f => new AppointmentCancelledEmail(f), AppointmentStatus.Cancelled, change: a => (a.ContactName, a.CancelReason) = (words, words));
            await bench.BookAsync(f => new OtherTimesEmail(f, [new(f.Start, f.End, f.PractitionerName)], f.Start, words), AppointmentStatus.Requested, change: a => a.ContactName = words);
            await bench.BookAsync(f => new AppointmentDeclinedEmail(f), AppointmentStatus.Declined, change: a => (a.ContactName, a.DeclineReason) = (words, words));
            await bench.DrainAsync();
            return string.Join('\n', bench.Transport.Sent.Skip(before).Select(s => ShapeOf(s.Message)));
        }
    }

    [Theory]
    [InlineData("J.R. Smith")]
    [InlineData("Dr. O'Brien-Łęcki Jr.")]
    [InlineData("José María 😀 李小龍 محمد")]
    [InlineData("See you at 10:30, 3.5 hours.")]
    public void IN04_names_and_plain_words_stay_letter_for_letter(string words) => Assert.Equal(words, UserWords.OneLine(words));

    // The tags in order with their attributes, and every link a mail program would make of the text.
    private static string ShapeOf(MimeMessage message)
    {
        var document = new HtmlParser().ParseDocument(message.HtmlBody!);
        var tags = document.All.Select(e => e.LocalName + string.Concat(e.Attributes.Select(a => $" {a.Name}")));
        var links = Linkish().Matches(message.TextBody + document.Body!.TextContent).Select(m => m.Value)
            .Where(l => !l.StartsWith("https://clinic.example/appointments/", StringComparison.Ordinal));
        return string.Join(' ', tags) + "|" + string.Join(' ', links);
    }

    // As greedy as the greediest mail program: a scheme, a www, an at sign, or two words joined by a full stop of any kind.
    [GeneratedRegex(@"[a-z][a-z0-9+.-]*:[^\s\d\u200B]\S*|www\.[^\s\u200B]\S*|[^\s@\u200B]+@[^\s@\u200B]+|[\p{L}\p{N}-]+[.。．｡][\p{L}-]{2,}", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Linkish();
}
