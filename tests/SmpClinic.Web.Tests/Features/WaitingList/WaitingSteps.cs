using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Web.Tests.Features.WaitingList;

/// <summary>People who wait, in steps a test can name.</summary>
internal static class WaitingSteps
{
    private static int _number;

    /// <summary>All of a working day of Maya's, so that what is freed is the only time she has.</summary>
    public static readonly LocalDate Day = new(2026, 12, 10);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Somebody who stands in line already.</summary>
    public static Task<WaitingEntry> WaitAsync(this ClinicSite site, Action<WaitingEntry>? with = null, string service = StaffDiary.OnRequest) => site.InDatabaseAsync(async db =>
    {
        var number = Interlocked.Increment(ref _number);
        var entry = new WaitingEntry
        {
            Reference = $"WAIT-{number:0000}",
            ServiceId = await db.Services.Where(s => s.Slug == service).Select(s => s.Id).SingleAsync(),
            PractitionerId = await db.Practitioners.Where(p => p.Slug == StaffDiary.Maya).Select(p => (int?)p.Id).SingleAsync(),
            State = WaitingState.Waiting,
            Days = 127,
            EarliestTime = new(9, 0),
            LatestTime = new(18, 0),
            FirstDate = Day,
            LastDate = Day,
            ContactName = $"Waiting {number}",
            ContactEmail = $"waiting{number}@example.com",
            ContactEmailNormalised = $"waiting{number}@example.com",
            ContactPhone = $"+447700900{number % 1000:000}",
            ConsentTextVersion = WaitingForm.ConsentTextVersion,
            CreatedAt = site.Now,
            Since = site.Now + Duration.FromSeconds(number),
            RestsUntil = site.Now,
        };
        with?.Invoke(entry);
        db.WaitingList.Add(entry);
        await db.SaveChangesAsync();
        return entry;
    });

    /// <summary>Maya is away all of that day but from ten to a quarter to eleven, which a visit takes.</summary>
    public static async Task<Appointment> FullDayAsync(this ClinicSite site)
    {
        var visit = await site.BookAsync(StaffDiary.Thursday);
        await site.AwayAsync(visit.PractitionerId, Instant.FromUtc(2026, 12, 10, 8, 0), StaffDiary.Thursday);
        await site.AwayAsync(visit.PractitionerId, StaffDiary.Thursday + Duration.FromMinutes(45), Instant.FromUtc(2026, 12, 10, 20, 0));
        return visit;
    }

    public static Task<int> AwayAsync(this ClinicSite site, int practitioner, Instant start, Instant end) => site.InDatabaseAsync(db =>
    {
        db.TimeOff.Add(new() { PractitionerId = practitioner, Start = start, End = end });
        return db.SaveChangesAsync();
    });

    /// <summary>Staff cancel it without a word.</summary>
    public static async Task FreeAsync(this ClinicSite site, Appointment visit) => Assert.Equal(
        CommandEnd.Done,
        (await site.Services.GetRequiredService<AppointmentCommands>().CancelAsync(new(visit.Id, null, StaffOffers.Desk, TellClient: false), null, Token)).End);

    /// <summary>One round of the worker.</summary>
    public static Task<int> RoundAsync(this ClinicSite site) => site.Services.GetRequiredService<WaitingDispatcher>().RoundAsync(Token);

    public static Task<WaitingEntry> NowAsync(this ClinicSite site, WaitingEntry entry) => site.InDatabaseAsync(async db =>
    {
        var now = await db.WaitingList.AsNoTracking().Include(w => w.Offers).ThenInclude(o => o.Times).SingleAsync(w => w.Id == entry.Id);
        now.Offers.Sort((a, b) => a.CreatedAt.CompareTo(b.CreatedAt));
        return now;
    });

    /// <summary>The offer under way.</summary>
    public static async Task<TimeOffer> OpenAsync(this ClinicSite site, WaitingEntry entry) => Assert.Single((await site.NowAsync(entry)).Offers, o => o.State == OfferState.Open);

    /// <summary>A new secret link, as every mail carries one.</summary>
    public static async Task<string> LinkAsync(this ClinicSite site, WaitingEntry entry)
    {
        var secret = Secret.New();
        await site.InDatabaseAsync(db =>
        {
            db.WaitingLinks.Add(new() { Hash = Secret.Hash(secret), EntryId = entry.Id, CreatedAt = site.Now });
            return db.SaveChangesAsync();
        });
        return "/waiting-list/" + secret;
    }

    /// <summary>The kinds of mail to somebody, in their order.</summary>
    public static Task<List<string>> MailAsync(this ClinicSite site, WaitingEntry entry) => site.InDatabaseAsync(async db =>
        (await db.Outbox.Where(m => m.Recipient == entry.ContactEmail).Select(m => new { m.CreatedAt, m.Id, m.Kind }).ToListAsync()).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => m.Kind).ToList());
}
