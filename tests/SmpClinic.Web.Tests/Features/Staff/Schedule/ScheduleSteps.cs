using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

/// <summary>What people do at the pages of the rules.</summary>
internal static class ScheduleSteps
{
    public const string Elin = "elin-pryce";
    public const string MayasPage = "/staff/schedule/people/" + StaffDiary.Maya;
    public const string Show = "Show what would change";

    /// <summary>Thursday of the week after the test clock's.</summary>
    public static readonly LocalDate Thursday = new(2026, 12, 10);

    /// <summary>Opens a form, fills it in, and asks what would change.</summary>
    public static async Task<Page> PreviewAsync(HttpClient browser, string path, Action<Form> fill)
    {
        var form = (await Page.GetAsync(browser, path)).Is(System.Net.HttpStatusCode.OK).Form(Show);
        fill(form);
        return await form.SubmitAsync();
    }

    /// <summary>The same, and saves it.</summary>
    public static async Task<Page> SaveAsync(HttpClient browser, string path, Action<Form> fill)
    {
        var preview = (await PreviewAsync(browser, path, fill)).Is(System.Net.HttpStatusCode.OK);
        return (await preview.Form("Save").SubmitAsync()).Is(System.Net.HttpStatusCode.Found);
    }

    /// <summary>The dates from a Monday on on which somebody is offered for a service.</summary>
    public static async Task<List<LocalDate>> DatesAsync(this ClinicSite site, string service, string? practitioner, LocalDate from, int days = 14) =>
        [.. (await BookingSteps.OfferedAsync(site.Visitor(), service, from, days, practitioner)).Select(start => start.InUtc().Date).Distinct()];

    /// <summary>All visits as stored, in one text.</summary>
    public static Task<string> VisitsAsync(this ClinicSite site) => site.InDatabaseAsync(async db => string.Join('\n', (await db.Appointments.AsNoTracking().OrderBy(a => a.Id).ToListAsync())
        .Select(a => $"{a.Id} {a.Start} {a.End} {a.FirstCell}-{a.EndCell} {a.PractitionerId} {a.RoomId} {a.ServiceId} {a.Status} {a.PriceMinorUnits} {a.Version}")));

    /// <summary>Staff cancel a visit.</summary>
    public static async Task<CommandOutcome> CancelAsync(this ClinicSite site, Appointment visit)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppointmentCommands>().CancelAsync(new(visit.Id, null, new(ActorKind.Staff, null, "Desk")), null, TestContext.Current.CancellationToken);
    }

    /// <summary>What history says of the rules, the newest first.</summary>
    public static Task<List<AuditEntry>> RulesHistoryAsync(this ClinicSite site) => site.InDatabaseAsync(async db =>
        (await db.Audit.AsNoTracking().Where(e => e.AppointmentId == null).ToListAsync()).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).ToList());
}
