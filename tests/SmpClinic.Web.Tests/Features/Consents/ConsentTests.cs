using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using PdfSharp.Pdf.IO;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Consents;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Photos;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Consents;

public sealed class ConsentTests
{
    private const string Drawn = "100,100 200,150 300,90;400,200 410,210";

    /// <summary>A wording that was ever shown stays as it is. Set UPDATE_CONSENTS=1 to add a new one, then read the difference: no line may go or change.</summary>
    [Fact]
    public async Task No_wording_that_was_ever_agreed_to_is_edited()
    {
        var lines = ConsentTexts.All.Select(text => $"{text.Kind} {text.Version} {text.Hash}").ToList();
        var file = Path.Combine(Folder(), "consent-texts.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_CONSENTS") == "1")
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken), lines);
        Assert.Equal(lines.Count, ConsentTexts.All.Select(text => (text.Kind, text.Version)).Distinct().Count());
        Assert.All(ConsentTexts.Ticked, kind => Assert.False(ConsentTexts.Current(kind)!.IsSigned));
    }

    [Theory]
    [InlineData("smp-session", ConsentTexts.Scalp)]
    [InlineData("top-up-scalp", ConsentTexts.Scalp)]
    [InlineData("microblading-first-session", ConsentTexts.Brows)]
    [InlineData("brow-touch-up", ConsentTexts.Brows)]
    [InlineData("smp-consultation", null)]
    [InlineData("patch-test", null)]
    [InlineData("aftercare-check", null)]
    public void A_treatment_has_its_own_text_to_sign(string service, string? kind) => Assert.Equal(kind, ConsentTexts.ToSignFor(service)?.Kind);

    [Fact]
    public async Task PR05_each_consent_is_ticked_by_itself_and_taken_back_with_one_press()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await SessionAsync(site);
        var page = (await Page.GetAsync(browser, link + "/consents")).Is(HttpStatusCode.OK);
        Assert.Equal(ConsentTexts.Ticked.Count, page.Html.QuerySelectorAll("main input[type=checkbox][name=agree]").Length);
        Assert.Empty(page.Html.QuerySelectorAll("main input[checked]"));

        (await page.Form(link + "/consents").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Empty(await GivenAsync(site, appointment));
        (await page.Form(link + "/consents").Fill("agree", "offers").SubmitAsync()).Is(HttpStatusCode.Found);
        (await page.Form(link + "/consents").Fill("agree", "no-such-thing").SubmitAsync()).Is(HttpStatusCode.Found);
        var given = Assert.Single(await GivenAsync(site, appointment));
        Assert.Equal(("offers", "2026-11", ActorKind.Client), (given.Kind, given.TextVersion, given.NotedBy));

        page = (await Page.GetAsync(browser, link + "/consents")).Is(HttpStatusCode.OK);
        (await page.Form(link + "/consents/withdraw").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.NotNull(Assert.Single(await GivenAsync(site, appointment)).WithdrawnAt);
        Assert.Equal(["consent.given", "consent.withdrawn"], (await site.HistoryAsync(appointment)).Select(e => e.Action).Where(a => a.StartsWith("consent.", StringComparison.Ordinal)));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "ConsentWithdrawnNotice")));

        // Who has only the link gets to none of it.
        foreach (var path in (string[])["/consents", "/consents/sign"])
        {
            Assert.Equal(link + "/code?to=consents", (await site.GetAsync(link + path)).Is(HttpStatusCode.Found).Location);
        }
    }

    [Fact]
    public async Task An_older_wording_does_not_count_and_is_asked_again()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await SessionAsync(site);
        await site.InDatabaseAsync(async db =>
        {
            db.Add(new ConsentRecord { AppointmentId = appointment.Id, Kind = "offers", TextVersion = "2025-01", GivenAt = site.Now });
            return await db.SaveChangesAsync();
        });
        (await SignAsync(browser, link)).Is(HttpStatusCode.Found);
        await site.InDatabaseAsync(db => db.SignedConsents.ExecuteUpdateAsync(set => set.SetProperty(s => s.TextVersion, "2025-01")));
        (await Page.GetAsync(browser, link + "/consents")).Says("the text has changed: please read it again").Says("The text has changed since you signed");
        (await SignAsync(browser, link)).Is(HttpStatusCode.Found);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.SignedConsents.CountAsync()));

        // A page that was open while the wording changed signs nothing.
        await site.InDatabaseAsync(db => db.SignedConsents.ExecuteDeleteAsync());
        var open = (await Page.GetAsync(browser, link + "/consents/sign")).Form(link + "/consents/sign");
        (await open.Fill("TextVersion", "2025-01").Fill("Read", "yes").Fill("Name", "Ada Example").Fill("Born", "1990-02-03").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("has changed since this page was opened");
    }

    [Theory]
    [InlineData("Read", "", "Read the text, then tick the box")]
    [InlineData("Name", " ", "Type your full name")]
    [InlineData("Name", null, "shorten it to 100")]
    [InlineData("Born", "", "Give your date of birth")]
    [InlineData("Born", "2008-12-31", "who is not 18 on the day")]
    [InlineData("Born", "1850-01-01", "who is not 18 on the day")]
    [InlineData("Drawing", "<svg>", "did not arrive whole")]
    [InlineData("Drawing", "1,2 3", "did not arrive whole")]
    public async Task A_signature_that_lacks_something_is_none(string field, string? value, string words)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await SessionAsync(site);
        var form = (await Page.GetAsync(browser, link + "/consents/sign")).Is(HttpStatusCode.OK).Form(link + "/consents/sign")
            .Fill("Read", "yes").Fill("Name", "Ada Example").Fill("Born", "1990-02-03").Fill("Drawing", Drawn);
        var page = (await form.Fill(field, value ?? new string('n', 101)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(words);
        Assert.NotNull(page.Html.QuerySelector(page.Html.QuerySelector(".error-summary a")!.GetAttribute("href")!));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.SignedConsents.CountAsync()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_signature_keeps_text_time_and_digest_and_the_client_gets_a_PDF_of_it(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var (browser, link, appointment) = await SessionAsync(site);
        (await SignAsync(browser, link, Drawn)).Is(HttpStatusCode.Found);
        (await SignAsync(browser, link)).Is(HttpStatusCode.Found);
        var signed = await site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync());
        var text = ConsentTexts.Current(ConsentTexts.Scalp)!;
        Assert.Equal((text.Kind, text.Version, text.Hash, site.Now, (string?)null), (signed.Kind, signed.TextVersion, signed.TextHash, signed.SignedAt, signed.WitnessName));
        var consents = site.Services.GetRequiredService<ConsentDesk>();
        Assert.True(consents.IsWhole(signed, appointment.Reference));

        // Whatever is changed afterwards, the digest tells.
        var sealer = site.Services.GetRequiredService<Sealer>();
        foreach (var change in (Action<SignedConsent>[])[s => s.SignedName = sealer.Seal("Somebody Else")!.Value, s => s.Drawing = null, s => s.SignedAt += Duration.FromMinutes(1), s => s.WitnessName = "Maya", s => s.TextHash = new('0', 64)])
        {
            var copy = await site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync());
            change(copy);
            Assert.False(consents.IsWhole(copy, appointment.Reference));
        }

        // The copy: by mail, and from the page; readable, with its fonts in it, kept by nobody.
        var mail = await site.InDatabaseAsync(db => db.Outbox.SingleAsync(m => m.Kind == "SignedCopyEmail"));
        Assert.Equal(appointment.ContactEmail, mail.Recipient);
        using var stream = new MemoryStream(sealer.Open(mail.SealedMessage!));
        var message = await MimeKit.MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
        var attachment = Assert.IsType<MimeKit.MimePart>(Assert.Single(message.Attachments));
        Assert.Equal(("signed.pdf", "application/pdf"), (attachment.FileName, attachment.ContentType.MimeType));
        Assert.DoesNotContain("micropigmentation", message.Subject + message.TextBody, StringComparison.OrdinalIgnoreCase);
        using var sent = new MemoryStream();
        await attachment.Content!.DecodeToAsync(sent, TestContext.Current.CancellationToken);
        var answer = (await Page.GetAsync(browser, $"{link}/consents/{signed.Id}.pdf")).Is(HttpStatusCode.OK).Response;
        var file = await browser.GetByteArrayAsync(new Uri($"{link}/consents/{signed.Id}.pdf", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(sent.ToArray(), file);
        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        using var pdf = PdfReader.Open(new MemoryStream(file), PdfDocumentOpenMode.Import);
        Assert.InRange(pdf.PageCount, 1, 4);
        Assert.Contains("/FontFile2", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        Assert.InRange(file.Length, 10_000, 400_000);

        // Nothing of it lies open in the database.
        foreach (var db in Directory.EnumerateFiles(site.Folder, "clinic.db*").Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            await using var open = new FileStream(db, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await open.CopyToAsync(copy, TestContext.Current.CancellationToken);
            Assert.DoesNotContain("Quillfeather", Encoding.Latin1.GetString(copy.ToArray()), StringComparison.Ordinal);
        }

        // Taken back with one press, and then it can be signed anew.
        (await (await Page.GetAsync(browser, link + "/consents")).Form($"{link}/consents/{signed.Id}/withdraw").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.NotNull((await site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync())).WithdrawnAt);
        (await SignAsync(browser, link)).Is(HttpStatusCode.Found);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.SignedConsents.CountAsync()));
    }

    [Fact]
    public async Task On_the_tablet_it_is_signed_before_staff_who_saw_a_document_and_nobody_else_comes_near()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (_, _, appointment) = await SessionAsync(site);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var page = appointment.Address("/consents");
        foreach (var (role, slug, status) in (List<(string, string?, HttpStatusCode)>)[(StaffRoles.Practitioner, StaffDiary.Tom, HttpStatusCode.NotFound), (StaffRoles.Administrator, null, HttpStatusCode.NotFound), (StaffRoles.FrontDesk, null, HttpStatusCode.Forbidden)])
        {
            var other = await site.SignInAsync(role, slug);
            (await Page.GetAsync(other, page)).Is(status);
            (await Page.GetAsync(other, page + "/sign")).Is(status);
        }

        // First the document.
        Assert.Equal(page, (await Page.GetAsync(maya, page + "/sign")).Is(HttpStatusCode.Found).Location);
        var first = (await Page.GetAsync(maya, page)).Is(HttpStatusCode.OK).Says("First look at a document");
        (await first.Form(page + "/age").Fill("Document", "").Fill("Born", "2009-01-01").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose which document").Says("not 18 on the day");
        var born = DateOf(appointment).PlusYears(-18);
        (await first.Form(page + "/age").Fill("Document", "Passport").Fill("Born", Iso(born.PlusDays(1))).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await first.Form(page + "/age").Fill("Document", "Passport").Fill("Born", Iso(born)).SubmitAsync()).Is(HttpStatusCode.Found);
        var seen = await site.InDatabaseAsync(db => db.AgeChecks.SingleAsync());
        Assert.Equal((IdDocument.Passport, DateOf(appointment), StaffRoles.Practitioner), (seen.Document, seen.AdultOn, seen.SeenByName));

        var sign = (await Page.GetAsync(maya, page + "/sign")).Is(HttpStatusCode.OK).Says("Before Practitioner");
        Assert.Null(sign.Html.QuerySelector("nav[aria-label=Staff]"));
        (await sign.Form(page + "/sign").Fill("Read", "yes").Fill("Name", "Ada Quillfeather").SubmitAsync()).Is(HttpStatusCode.Found);
        var signed = await site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync());
        Assert.Equal(StaffRoles.Practitioner, signed.WitnessName);
        (await Page.GetAsync(maya, page)).Says("Stands; its digest fits");
        (await Page.GetAsync(maya, $"{page}/{signed.Id}.pdf")).Is(HttpStatusCode.OK);
        Assert.Equal(
            ["age.checked", "consent.signed", "consent.viewed"],
            (await site.HistoryAsync(appointment)).Where(e => e.ActorKind == ActorKind.Staff && (e.Action.StartsWith("consent.", StringComparison.Ordinal) || e.Action.StartsWith("age.", StringComparison.Ordinal))).Select(e => e.Action));

        await site.InDatabaseAsync(db => db.SignedConsents.ExecuteUpdateAsync(set => set.SetProperty(s => s.WitnessName, "Somebody else")));
        (await Page.GetAsync(maya, page)).Says("Its digest does not fit");
    }

    [Fact]
    public async Task What_was_signed_by_link_is_gone_through_at_the_visit_by_staff()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await SessionAsync(site);
        (await SignAsync(browser, link)).Is(HttpStatusCode.Found);
        var signed = await site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync());
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var page = appointment.Address("/consents");
        var form = (await Page.GetAsync(maya, page)).Form($"{page}/{signed.Id}/countersign");
        (await form.SubmitAsync()).Is(HttpStatusCode.Found);
        (await form.SubmitAsync()).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(maya, page)).Says("gone through with Practitioner").Says("Stands; its digest fits");
    }

    [Fact]
    public async Task With_the_consent_to_keep_photos_taken_back_the_published_one_is_gone_at_once()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await PhotoSteps.ClientAsync(site);
        var (before, after) = (await PhotoSteps.KeptAsync(site, browser, link), await PhotoSteps.KeptAsync(site, browser, link));
        await PhotoSteps.AllowAsync(browser, link, before, uses: "Website");
        await PhotoSteps.AllowAsync(browser, link, after, uses: "Website");
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        await PhotoSteps.PairAsync(maya, appointment, before, after, publish: true);
        var source = (await site.GetAsync("/gallery")).Html.QuerySelector("main image")!.GetAttribute("href")!;
        (await site.GetAsync(source)).Is(HttpStatusCode.OK);

        (await (await Page.GetAsync(browser, link + "/consents")).Form(link + "/consents/withdraw").Fill("kind", "record-photos").SubmitAsync()).Is(HttpStatusCode.Found);
        (await site.GetAsync(source)).Is(HttpStatusCode.NotFound);
        (await site.GetAsync("/gallery")).NeverSays("/gallery/photos/");
        (await Page.GetAsync(maya, $"/staff/photos/{before.Name}")).Is(HttpStatusCode.NotFound);
        Assert.Null((await Page.GetAsync(browser, link + "/photos")).Html.QuerySelector("input[type=file]"));
    }

    /// <summary>A client with a session of scalp micropigmentation with Maya, and a browser that has shown a code.</summary>
    private static async Task<(HttpClient Browser, string Link, Appointment Appointment)> SessionAsync(ClinicSite site)
    {
        var link = await BookingSteps.BookAsync(site, BookingSteps.OnRequest, practitioner: "maya-okafor");
        var appointment = await BookingSteps.AppointmentAsync(site, link);
        await site.InDatabaseAsync(async db =>
        {
            var session = new Service
            {
                Slug = "smp-session",
                Name = "SMP session",
                Summary = "A session.",
                WhatToBring = "Nothing.",
                Currency = "GBP",
                LengthMinutes = 60,
                HorizonDays = 90,
                Active = false,
            };
            db.Services.Add(session);
            await db.SaveChangesAsync();
            return await db.Appointments.Where(a => a.Id == appointment.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ServiceId, session.Id));
        });
        return (await PhotoSteps.ProvedAsync(site, link), link, appointment);
    }

    private static async Task<Page> SignAsync(HttpClient browser, string link, string drawing = "")
    {
        var page = await Page.GetAsync(browser, link + "/consents/sign");
        return page.Status == HttpStatusCode.Found
            ? page
            : await page.Form(link + "/consents/sign").Fill("Read", "yes").Fill("Name", "Ada Quillfeather").Fill("Born", "1990-02-03").Fill("Drawing", drawing).SubmitAsync();
    }

    private static Task<List<ConsentRecord>> GivenAsync(ClinicSite site, Appointment appointment) => site.InDatabaseAsync(db =>
        db.Set<ConsentRecord>().AsNoTracking().Where(c => c.AppointmentId == appointment.Id && ConsentTexts.Ticked.Contains(c.Kind)).ToListAsync());

    private static LocalDate DateOf(Appointment appointment) => appointment.Start.InUtc().Date;

    private static string Iso(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
