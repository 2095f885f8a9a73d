using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Features.Appointments.Health;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.PatchTests;

public sealed class PatchTestTests
{
    private const string Pigment = "Harbour Brown";
    private const string Numbing = "Calm Cream";
    private static readonly Instant Tested = Instant.FromUtc(2026, 12, 8, 10, 0);

    [Fact]
    public async Task A_test_is_made_reported_on_by_link_after_a_day_and_two_and_a_clear_one_lets_the_treatment_go_on()
    {
        await using var site = await SiteAsync();
        var (test, treatment) = await BookBothAsync(site);
        var practitioner = await site.SignInAsync(StaffRoles.Practitioner, "elin-pryce");
        await ConfirmIsHeldAsync(site, practitioner, treatment, "None that speaks for this visit");

        site.Clock.SetUtcNow(Tested.ToDateTimeOffset());
        practitioner = await site.SignInAsync(StaffRoles.Practitioner, "elin-pryce");
        var page = await Page.GetAsync(practitioner, test.Address("/patch-test"));
        (await page.Form(test.Address("/patch-test")).Without("products").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose what the test is made with.");
        (await page.Form(test.Address("/patch-test")).Fill("products", $"{Pigment} with {Numbing}").SubmitAsync()).Is(HttpStatusCode.Redirect);
        (await page.Form(test.Address("/patch-test")).Fill("products", $"{Pigment} with {Numbing}").SubmitAsync()).Is(HttpStatusCode.Conflict);
        await ConfirmIsHeldAsync(site, practitioner, treatment, "Made, no result yet");

        // The mail after a day, the one after two, and the link in it.
        Assert.Equal(1, await AskedAsync(site, Duration.FromHours(24)));
        Assert.Equal(2, await AskedAsync(site, Duration.FromHours(48)));
        var link = await site.ClientLinkAsync(test);
        var report = (await site.GetAsync(link + "/patch-test")).Is(HttpStatusCode.OK);
        (await report.Form(link + "/patch-test").Fill("Words", "All quiet").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose what you see.").Says("All quiet");
        (await report.Form(link + "/patch-test").Fill("Saw", "None").Fill("Words", "All quiet").SubmitAsync()).Is(HttpStatusCode.Redirect);
        (await site.GetAsync(link + "/patch-test")).NeverSays("All quiet");

        practitioner = await site.SignInAsync(StaffRoles.Practitioner, "elin-pryce");
        (await Page.GetAsync(practitioner, test.Address("/patch-test"))).Says("All quiet").Says("Nothing seen");
        Assert.Equal(CommandEnd.Done, (await ConfirmAsync(site, treatment)).End);
        (await Page.GetAsync(practitioner, treatment.Address())).Says("Patch testValid");
    }

    [Fact]
    public async Task A_reaction_holds_the_treatment_at_once_and_tells_the_clinic_without_a_word_of_it()
    {
        await using var site = await SiteAsync();
        var (test, treatment) = await BookBothAsync(site);
        await MakeAsync(site, test);
        var link = await site.ClientLinkAsync(test);
        site.Clock.Advance(TimeSpan.FromHours(5));
        await (await site.GetAsync(link + "/patch-test")).Form(link + "/patch-test").Fill("Saw", "Reaction").Fill("Words", "Blister as big as a pea").SubmitAsync();

        Assert.Equal(CommandEnd.Held, (await ConfirmAsync(site, treatment)).End);
        var notice = await site.InDatabaseAsync(db => db.Outbox.SingleAsync(m => m.Kind == "PatchTestNotice"));
        Assert.DoesNotContain("test", notice.Subject, StringComparison.OrdinalIgnoreCase);
        var desk = await site.SignInAsync(StaffRoles.FrontDesk);
        (await Page.GetAsync(desk, treatment.Address())).Says("Needs a practitioner: the visit is held").NeverSays("Blister");
        (await Page.GetAsync(desk, test.Address("/patch-test"))).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(desk, test.Address())).NeverSays("Blister");
        Assert.DoesNotContain("Blister", await site.EverythingAsync(), StringComparison.Ordinal);

        // A later "nothing" does not undo it; the practitioner's own record does.
        site.Clock.Advance(TimeSpan.FromHours(44));
        await (await site.GetAsync(link + "/patch-test")).Form(link + "/patch-test").Fill("Saw", "None").SubmitAsync();
        Assert.Equal(CommandEnd.Held, (await ConfirmAsync(site, treatment)).End);
        var practitioner = await site.SignInAsync(StaffRoles.Practitioner, "elin-pryce");
        await (await Page.GetAsync(practitioner, test.Address("/patch-test"))).Form(test.Address("/patch-test/result")).Fill("result", "MildGone").SubmitAsync();
        Assert.Equal(CommandEnd.Done, (await ConfirmAsync(site, treatment)).End);
        Assert.Contains(await site.HistoryAsync(test), entry => entry is { Action: "patch-test.recorded", Detail: null, ActorName: "Practitioner" });
        Assert.Contains(await site.HistoryAsync(test), entry => entry.Action == "patch-test.read");
    }

    [Theory]
    [InlineData(0, 48, true)]
    [InlineData(0, 47, false)]
    [InlineData(0, 24 * 180, true)]
    [InlineData(0, (24 * 180) + 1, false)]
    public void A_test_speaks_from_48_hours_until_180_days_after_it_whatever_the_clocks_do(int from, int hours, bool speaks)
    {
        // Across both changes of the clocks: spans are counted on the UTC line.
        var made = Instant.FromUtc(2026, 10, 24, 10, 0) + Duration.FromHours(from);
        var test = new PatchTest { TakenAt = made, Pigment = Pigment, Numbing = Numbing };
        Assert.Equal(speaks, test.SpeaksFor(Treatment(Pigment, Numbing), made + Duration.FromHours(hours)));
    }

    [Theory]
    [InlineData(Pigment, Numbing, true)]
    [InlineData("Other Brown", Numbing, false)]
    [InlineData(Pigment, "Other Cream", false)]
    [InlineData(Pigment, null, false)]
    public void A_test_speaks_for_its_own_products_alone(string pigment, string? numbing, bool speaks)
    {
        var test = new PatchTest { TakenAt = Tested, Pigment = Pigment, Numbing = Numbing };
        Assert.Equal(speaks, test.SpeaksFor(Treatment(pigment, numbing), Tested + Duration.FromDays(7)));
    }

    private static Service Treatment(string pigment, string? numbing) =>
        new() { Slug = "microblading-session", Name = "Brows", Summary = "Brows", Currency = "GBP", WhatToBring = "Nothing", PatchPigment = pigment, PatchNumbing = numbing };

    private static Task<ClinicSite> SiteAsync() => ClinicSite.StartAsync(with: s => s.Settings["Limits:LinksPerMinute"] = "1000000");

    /// <summary>A patch test and a brow treatment of one person, the second on request.</summary>
    private static async Task<(Appointment Test, Appointment Treatment)> BookBothAsync(ClinicSite site)
    {
        var test = await site.BookAsync(Tested, "elin-pryce", "patch-test");
        var treatment = await site.BookAsync(Tested + Duration.FromDays(7), "elin-pryce", "microblading-consultation");
        await site.ChangeAsync<Service>(s => s.Slug == "microblading-consultation", s => (s.PatchPigment, s.PatchNumbing, s.Policy) = (Pigment, Numbing, BookingPolicy.OnRequest));
        await site.ChangeAsync<Appointment>(a => a.Id == treatment.Id, a => (a.Status, a.ContactName, a.ContactEmail, a.ContactEmailNormalised) = (AppointmentStatus.Requested, test.ContactName, test.ContactEmail, test.ContactEmailNormalised));
        await site.InDatabaseAsync(async db =>
            await db.Reminders.Where(r => r.AppointmentId == treatment.Id).ExecuteDeleteAsync() + await db.QuestionnaireReminders.Where(r => r.AppointmentId == treatment.Id).ExecuteDeleteAsync());
        return (test, await site.NowAsync(treatment));
    }

    private static async Task MakeAsync(ClinicSite site, Appointment test)
    {
        site.Clock.SetUtcNow(Tested.ToDateTimeOffset());
        var practitioner = await site.SignInAsync(StaffRoles.Practitioner, "elin-pryce");
        await (await Page.GetAsync(practitioner, test.Address("/patch-test"))).Form(test.Address("/patch-test")).Fill("products", $"{Pigment} with {Numbing}").SubmitAsync();
    }

    private static Task<CommandOutcome> ConfirmAsync(ClinicSite site, Appointment treatment) => site.Services.GetRequiredService<AppointmentCommands>()
        .ConfirmAsync(new(treatment.Id, null, new(ActorKind.Staff, null, "Staff")), TestContext.Current.CancellationToken);

    private static async Task ConfirmIsHeldAsync(ClinicSite site, HttpClient practitioner, Appointment treatment, string state)
    {
        var page = (await Page.GetAsync(practitioner, treatment.Address())).Says(state);
        (await page.Form(treatment.Address("/confirm")).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("Something holds this visit");
        Assert.Equal(AppointmentStatus.Requested, (await site.NowAsync(treatment)).Status);
    }

    private static async Task<int> AskedAsync(ClinicSite site, Duration after)
    {
        site.Clock.SetUtcNow((Tested + after + Duration.FromMinutes(1)).ToDateTimeOffset());
        while (await site.Services.GetRequiredService<QuestionnaireReminders>().DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
        {
        }

        return await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "PatchTestEmail"));
    }
}
