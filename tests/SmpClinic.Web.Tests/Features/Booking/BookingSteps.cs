using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>What a visitor does, in steps a test can name.</summary>
internal static class BookingSteps
{
    public const string OnRequest = "smp-consultation";
    public const string AtOnce = "microblading-consultation";
    public const string Video = "smp-video-consultation";
    public const string PatchTest = "patch-test";

    private static int _people;

    /// <summary>A site on which limits do not stand in a test's way.</summary>
    public static Task<ClinicSite> BusySiteAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<ClinicSite>? with = null) =>
        ClinicSite.StartAsync(provider, site =>
        {
            site.Settings["Limits:MinimumFillSeconds"] = "0";
            site.Settings["Limits:BookingsPerAddressPerHour"] = "1000000";
            site.Settings["Limits:HoldsPerAddressPerHour"] = "1000000";
            site.Settings["Limits:OpenBookingsPerContact"] = "1000000";
            site.Settings["Limits:LinksPerMinute"] = "1000000";
            with?.Invoke(site);
        });

    /// <summary>The start times the API offers, in order.</summary>
    public static async Task<List<Instant>> OfferedAsync(HttpClient browser, string service, LocalDate from, int days, string? practitioner = null)
    {
        var until = from.PlusDays(days - 1);
        var json = await browser.GetStringAsync(
            new Uri($"/api/availability?service={service}&from={from:uuuu-MM-dd}&to={until:uuuu-MM-dd}&practitioner={practitioner}", UriKind.Relative), TestContext.Current.CancellationToken);
        using var answer = JsonDocument.Parse(json);
        return
        [
            .. answer.RootElement.GetProperty("slots").EnumerateArray()
                .Select(s => OffsetDateTimePattern.ExtendedIso.Parse(s.GetProperty("start").GetString()!).Value.ToInstant())
                .Distinct(),
        ];
    }

    /// <summary>The first time offered on a date (the clinic's clock in tests starts on Tuesday 1 December 2026).</summary>
    public static async Task<Instant> FirstOfferedAsync(ClinicSite site, string service, LocalDate? from = null, string? practitioner = null) =>
        (await OfferedAsync(site.Visitor(), service, from ?? new LocalDate(2026, 12, 8), 7, practitioner))[0];

    /// <summary>The details form for a time, opened as a visitor would.</summary>
    public static Task<Page> DetailsAsync(HttpClient browser, string service, Instant start, string? practitioner = null) =>
        Page.GetAsync(browser, $"/book/{service}/details?start={StartText.Write(start)}&practitioner={practitioner}");

    /// <summary>The form filled in by somebody nobody has seen before, or by the person given.</summary>
    public static Form Filled(Page details, string? name = null, string? email = null, string? phone = null)
    {
        var number = Interlocked.Increment(ref _people);
        return details.Form($"/book/{details.Path.Split('/')[2]}/details")
            .Fill("Name", name ?? $"Ada Example {number}")
            .Fill("Email", email ?? $"ada{number}@example.com")
            .Fill("Phone", phone ?? "07700 9" + (number % 100_000).ToString("00000", CultureInfo.InvariantCulture))
            .Fill("Preference", "Email")
            .Fill("Adult", "yes")
            .Fill("Terms", "yes");
    }

    /// <summary>Books and gives the client's page address, without its query.</summary>
    public static async Task<string> BookAsync(ClinicSite site, string service, Instant? start = null, string? practitioner = null, string? email = null)
    {
        var browser = site.Visitor();
        var at = start ?? await FirstOfferedAsync(site, service, practitioner: practitioner);
        var details = await DetailsAsync(browser, service, at, practitioner);
        var answer = await Filled(details, email: email).SubmitAsync();
        Assert.True(answer.Location?.StartsWith("/appointments/", StringComparison.Ordinal), $"{(int)answer.Status} {answer.Text}");
        return answer.Location!.Split('?')[0];
    }

    /// <summary>The appointment behind a client's page.</summary>
    public static Task<Appointment> AppointmentAsync(ClinicSite site, string clientPage)
    {
        var hash = Secret.Hash(clientPage.Split('/')[2]);
        return site.InDatabaseAsync(db => db.AppointmentLinks.Where(l => l.Hash == hash).Select(l => l.Appointment!).AsNoTracking().SingleAsync());
    }

    /// <summary>
    /// Checks the diary as a whole: claimed cells are exactly those of what holds time, and nothing of one resource overlaps.
    /// (Overlap cannot even be stored; this would notice a claim that was forgotten.)
    /// </summary>
    public static async Task DiaryIsSoundAsync(ClinicSite site)
    {
        var (appointments, holds, offers, claims) = await site.InDatabaseAsync(async db => (
            await db.Appointments.AsNoTracking().ToListAsync(),
            await db.SlotHolds.AsNoTracking().ToListAsync(),
            await db.TimeOffers.AsNoTracking().Include(o => o.Times).Where(o => o.State == OfferState.Open).ToListAsync(),
            await db.ClaimedCells.AsNoTracking().ToListAsync()));
        var owed = appointments.Where(a => a.HoldsTime)
            .SelectMany(a => Diary.Resources(a.PractitionerId, a.RoomId).SelectMany(r => a.Cells.Cells.Select(c => (r, c, a.Id))))
            .Concat(holds.SelectMany(h => Diary.Resources(h.PractitionerId, h.RoomId)
                .SelectMany(r => Enumerable.Range(h.FirstCell, h.EndCell - h.FirstCell).Select(c => (r, c, h.Id)))))
            .Concat(offers.SelectMany(o => o.Times.SelectMany(t => Diary.Resources(t.PractitionerId, t.RoomId).SelectMany(r => t.Cells.Cells.Select(c => (r, c, o.Id))))))
            .ToHashSet();

        // An overbooked visit has a cell in the second lane where, when it was put there, somebody had it in the first.
        var overbooked = appointments.Where(a => a.HoldsTime && a.Overbooked).Select(a => a.Id).ToHashSet();
        Assert.Equal(owed, claims.Select(c => (overbooked.Contains(c.OccupationId) ? Math.Abs(c.ResourceId) : c.ResourceId, c.Cell, c.OccupationId)).ToHashSet());
    }
}
