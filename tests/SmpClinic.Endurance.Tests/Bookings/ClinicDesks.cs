using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>The desks of a site, asked as the pages ask them but without the pages, which would take most of the time.</summary>
internal sealed class ClinicDesks(ClinicSite site)
{
    public const string Maya = "maya-okafor";
    public const string Tom = "tom-hale";

    /// <summary>On request, in a room, with buffers before and after.</summary>
    public const string Consultation = "smp-consultation";

    /// <summary>At once, in no room.</summary>
    public const string Video = "smp-video-consultation";

    /// <summary>At once, in the one room that has the lamp.</summary>
    public const string PatchTest = "patch-test";

    public static readonly Actor Staff = new(ActorKind.Staff, null, "Front desk");

    private static int _people;

    public BookingDesk Booking { get; } = site.Services.GetRequiredService<BookingDesk>();

    public HoldDesk Holds { get; } = site.Services.GetRequiredService<HoldDesk>();

    public AppointmentCommands Commands { get; } = site.Services.GetRequiredService<AppointmentCommands>();

    public TimesDesk Times { get; } = site.Services.GetRequiredService<TimesDesk>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A form of somebody new.</summary>
    public static BookingRequest Request(string service, Instant start, string? practitioner, string? visitor = null)
    {
        var number = Interlocked.Increment(ref _people);
        var key = Guid.NewGuid().ToString("N");
        return new(
            service,
            start,
            practitioner,
            PersonName.TryRead("Ada Example")!,
            EmailAddress.TryRead($"ada{number}@example.com")!,
            PhoneNumber.TryRead("07700 900" + (number % 1000).ToString("000", CultureInfo.InvariantCulture), "GB")!,
            ContactPreference.Email,
            Hopes: null,
            Note: null,
            [ConsentKinds.Terms],
            key,
            BodyHash: key,
            visitor,
            AddressHash: "address" + number);
    }

    /// <summary>The appointment behind an address that was given out.</summary>
    public Task<Appointment> StoredAsync(string location)
    {
        var hash = Secret.Hash(location.Split('/')[^1]);
        return site.InDatabaseAsync(db => db.AppointmentLinks.AsNoTracking().Where(l => l.Hash == hash).Select(l => l.Appointment!).SingleAsync(Stop));
    }

    /// <summary>The appointment as it stands.</summary>
    public Task<Appointment> StoredAsync(Guid id) => site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id == id, Stop));

    /// <summary>The starts offered now between two dates.</summary>
    public async Task<List<Instant>> OfferedAsync(string service, string? practitioner, LocalDate from, LocalDate until)
    {
        var answer = await Times.BetweenAsync(service, practitioner, from, until, own: null, Stop);
        return [.. answer!.Value.Slots.Select(s => s.Start).Distinct()];
    }

    /// <summary>Books; fails the test where that is refused.</summary>
    public async Task<Appointment> MustBookAsync(string service, Instant start, string practitioner)
    {
        var outcome = await Booking.BookAsync(Request(service, start, practitioner), Stop);
        return await StoredAsync(Assert.IsType<BookingOutcome.Booked>(outcome).Location);
    }
}
