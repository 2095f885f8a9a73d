using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Appointments.Health;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class PatchTestGateTests
{
    private const string Treatment = "microblading-session";
    private static readonly Instant Tested = Instant.FromUtc(2026, 12, 8, 10, 0);

    [Fact]
    public async Task A_treatment_with_pigment_offers_a_patch_test_first_and_its_own_times_only_after_it()
    {
        await using var site = await SiteAsync();
        var list = (await site.GetAsync("/book")).Says("A patch test comes first");
        var none = await list.ClickAsync("Microblading session");
        Assert.Empty(none.Is(HttpStatusCode.OK).Says("A patch test comes first").Html.QuerySelectorAll(".slot"));
        Assert.Equal("/book/patch-test", none.Html.QuerySelector(".notice a.button")!.GetAttribute("href"));
        Assert.Empty(await OfferedAsync(site.Visitor(), Treatment, new(2026, 12, 8), 30));

        // From the page of the test: not before two whole days have passed at every hour.
        var own = await site.GetAsync(await site.ClientLinkAsync(await site.BookAsync(Tested, "elin-pryce", "patch-test")));
        var times = await own.Says("From Friday 11 December 2026 on").ClickAsync("Book Microblading session");
        Assert.Equal("2026-12-11", times.Html.QuerySelector(".week time")!.GetAttribute("datetime"));
        var details = await times.ClickAsync(times.Html.QuerySelector("a.slot")!.GetAttribute("href")!);
        var booked = await Filled(details.Is(HttpStatusCode.OK)).SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
        Assert.Equal(AppointmentStatus.Requested, await site.InDatabaseAsync(db => db.Appointments.Where(a => a.Service!.Slug == Treatment).Select(a => a.Status).SingleAsync()));
    }

    [Fact]
    public async Task Without_a_test_or_on_one_that_is_cancelled_too_near_or_with_a_reaction_nothing_is_booked()
    {
        await using var site = await SiteAsync();
        var test = await site.BookAsync(Tested, "elin-pryce", "patch-test");
        var own = await site.GetAsync(await site.ClientLinkAsync(test));
        var seal = own.Html.QuerySelectorAll("main a").Single(a => a.TextContent == "Book Microblading session").GetAttribute("href")!.Split("check=")[1];
        var times = await Page.GetAsync(site.Visitor(), $"/book/{Treatment}?check={seal}");
        var way = times.Html.QuerySelector("a.slot")!.GetAttribute("href")!;
        var details = await Page.GetAsync(times.Browser, way);
        async Task RefusedAsync() => (await Filled(details).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("A patch test has to come first");

        (await Filled(details).Without("Check").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("A patch test has to come first");
        Assert.NotEqual(HttpStatusCode.OK, (await Page.GetAsync(times.Browser, way.Replace(seal, "x", StringComparison.Ordinal))).Status);

        await site.ChangeAsync<Appointment>(a => a.Id == test.Id, a => a.Status = AppointmentStatus.Cancelled);
        await RefusedAsync();
        await site.ChangeAsync<Appointment>(a => a.Id == test.Id, a => a.Status = AppointmentStatus.Confirmed);
        await AddTestAsync(site, test, PatchTestResult.Reaction, "Harbour Brown");
        await RefusedAsync();
        await site.ChangeAsync<PatchTest>(t => t.AppointmentId == test.Id, t => (t.Result, t.Pigment) = (PatchTestResult.None, "Another Brown"));
        await RefusedAsync();
        Assert.Empty((await site.GetAsync(await site.ClientLinkAsync(test))).Html.QuerySelectorAll("main a[href^='/book/microblading-session']"));
        await site.ChangeAsync<PatchTest>(t => t.AppointmentId == test.Id, t => (t.Pigment, t.TakenAt) = ("Harbour Brown", Tested + Duration.FromDays(3)));
        await RefusedAsync();
        await site.ChangeAsync<PatchTest>(t => t.AppointmentId == test.Id, t => t.TakenAt = Tested);
        Assert.StartsWith("/appointments/", (await Filled(details).SubmitAsync()).Location, StringComparison.Ordinal);
    }

    [Fact]
    public void A_seal_of_another_kind_or_altered_opens_no_gate()
    {
        var service = new Service { Slug = Treatment, Name = "x", Summary = "x", Currency = "GBP", WhatToBring = "x", PatchPigment = "Harbour Brown" };
        var check = new CarriedCheck("seal", new(CheckedFor.Brows, NotNow: false, NotBefore: null));

        Assert.Equal(CheckWord.PatchTestFirst, CheckVerdict.Of(null, service).Word);
        Assert.Equal(CheckWord.PatchTestFirst, CheckVerdict.Of(check, service).Word);
        Assert.Equal(CheckWord.PatchTestFirst, CheckVerdict.Of(new("seal", null), service).Word);
        var tested = check with { Result = check.Result! with { NotBefore = new LocalDate(2027, 1, 5), Test = new(Guid.NewGuid(), new(2026, 12, 11)) } };
        Assert.Equal(new CheckVerdict(CheckWord.NotBefore, new LocalDate(2027, 1, 5)), CheckVerdict.Of(tested, service));
    }

    private static async Task<ClinicSite> SiteAsync()
    {
        var site = await BusySiteAsync();
        await ActivatorUtilities.CreateInstance<DemoTreatments>(site.Services).SeedAsync(TestContext.Current.CancellationToken);
        return site;
    }

    private static Task<int> AddTestAsync(ClinicSite site, Appointment visit, PatchTestResult result, string pigment) => site.InDatabaseAsync(db =>
    {
        db.PatchTests.Add(new() { AppointmentId = visit.Id, TakenAt = Tested, Pigment = pigment, Numbing = "Calm Cream", Result = result });
        return db.SaveChangesAsync();
    });
}
