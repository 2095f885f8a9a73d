using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>Bookings for staff to act on, made by the desk that visitors book at.</summary>
internal static class StaffDiary
{
    public const string Hopes = "A hairline like the one I had at thirty";
    public const string Note = "I come with my brother";
    public const string Maya = "maya-okafor";
    public const string Tom = "tom-hale";
    public const string OnRequest = "smp-consultation";
    public const string Instant = "smp-video-consultation";

    /// <summary>Thursday of the week after the test clock's: an ordinary day of Maya and Tom.</summary>
    public static readonly Instant Thursday = NodaTime.Instant.FromUtc(2026, 12, 10, 10, 0);

    private static int _number;

    /// <summary>Books and returns the appointment; a request where the service is on request.</summary>
    public static async Task<Appointment> BookAsync(this ClinicSite site, Instant start, string practitioner = Maya, string service = OnRequest, string? email = null)
    {
        var number = Interlocked.Increment(ref _number);
        email ??= $"visitor{number}@example.com";
        var form = new BookingForm
        {
            Key = Guid.NewGuid().ToString("N"),
            Start = StartText.Write(start),
            Practitioner = practitioner,
            Name = $"Visitor {number}",
            Email = email,
            Phone = $"07700 900{number % 1000:000}",
            Preference = "Email",
            Hopes = Hopes,
            Note = Note,
            Adult = "yes",
            Terms = "yes",
            HealthWords = "yes",
        };
        Assert.True(form.TryRead(service, "GB", null, "address" + number, out var request, out var errors), string.Join(' ', errors.All));
        var outcome = await site.Services.GetRequiredService<BookingDesk>().BookAsync(request!, TestContext.Current.CancellationToken);
        Assert.IsType<BookingOutcome.Booked>(outcome);
        return await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.ContactEmail == email && a.Start == start));
    }

    /// <summary>The appointment as it stands now.</summary>
    public static Task<Appointment> NowAsync(this ClinicSite site, Appointment appointment) =>
        site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id == appointment.Id));

    /// <summary>The kinds of its messages to the client, in their order.</summary>
    public static Task<List<string>> MailToClientAsync(this ClinicSite site, Appointment appointment) =>
        site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == appointment.Id && m.Audience == MailAudience.Client).OrderBy(m => m.StreamNumber).Select(m => m.Kind).ToListAsync());

    /// <summary>Its history.</summary>
    public static Task<List<AuditEntry>> HistoryAsync(this ClinicSite site, Appointment appointment) =>
        site.InDatabaseAsync(async db => (await db.Audit.AsNoTracking().Where(e => e.AppointmentId == appointment.Id).ToListAsync()).OrderBy(e => e.At).ThenBy(e => e.Id).ToList());

    /// <summary>How many cells it claims.</summary>
    public static Task<int> CellsAsync(this ClinicSite site, Appointment appointment) =>
        site.InDatabaseAsync(db => db.ClaimedCells.CountAsync(c => c.OccupationId == appointment.Id));

    public static string Address(this Appointment appointment, string below = "") => $"/staff/appointments/{appointment.Id}{below}";

    /// <summary>Everything stored, in one text: two equal texts mean that nothing was changed in between.</summary>
    public static Task<string> EverythingAsync(this ClinicSite site) => site.InDatabaseAsync(async db =>
    {
        var tables = new List<string>();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => e.ClrType != typeof(Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey) && e.GetTableName() is not null)
            .Select(e => e.GetRootDefaultTable()).Distinct().Order(StringComparer.Ordinal))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            await db.Database.OpenConnectionAsync();
            command.CommandText = $"SELECT * FROM {entity}";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
            {
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetName(i) + "=" + (reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i)))));
            }

            tables.Add(entity + "\n" + string.Join('\n', rows.Order(StringComparer.Ordinal)));
        }

        return string.Join("\n\n", tables);
    });

    private static string GetRootDefaultTable(this Microsoft.EntityFrameworkCore.Metadata.IEntityType entity) => entity.GetTableName()!;
}
