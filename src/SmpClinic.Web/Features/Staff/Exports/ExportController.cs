using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Reports;
using SmpClinic.Web.Features.Staff.Requests;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Exports;

/// <summary>Lists as files. Each is asked for by a form, because taking one out is an act that history remembers.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[FreshProof]
public sealed class ExportController(ExportDesk desk) : Controller
{
    [Streamed]
    [HttpPost("/staff/appointments/export")]
    public async Task<IActionResult> Appointments(StaffCaller caller, AppointmentFilters filters, CancellationToken cancellationToken) =>
        Sent(await desk.AppointmentsAsync(caller, filters, cancellationToken));

    [Streamed]
    [HttpPost("/staff/requests/export")]
    public async Task<IActionResult> Requests(StaffCaller caller, RequestFilters filters, CancellationToken cancellationToken) =>
        Sent(await desk.RequestsAsync(caller, filters, cancellationToken));

    [Streamed]
    [HttpPost("/staff/clients/export")]
    public async Task<IActionResult> Clients(StaffCaller caller, CancellationToken cancellationToken) =>
        Sent(await desk.ClientsAsync(caller, cancellationToken));

    [Streamed]
    [HttpPost("/staff/mail/export")]
    public async Task<IActionResult> Mail(StaffCaller caller, [FromQuery] string? state, CancellationToken cancellationToken) =>
        Sent(await desk.MailAsync(caller, state, cancellationToken));

    [Streamed]
    [HttpPost("/staff/reports/export")]
    public async Task<IActionResult> Report(StaffCaller caller, ReportFilters filters, CancellationToken cancellationToken) =>
        Sent(await desk.ReportAsync(caller, filters, cancellationToken));

    /// <summary>The buttons stand on lists whose filters could be read; whoever asks with others made them up.</summary>
    private ActionResult Sent(CsvTable? table) => table is null ? UnprocessableEntity() : new CsvResult(table);
}
