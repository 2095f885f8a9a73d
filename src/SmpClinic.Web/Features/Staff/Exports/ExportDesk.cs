using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Features.Staff.Reports;
using SmpClinic.Web.Features.Staff.Requests;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Exports;

/// <summary>
/// The lists as files: the same rows to the same people as on the pages, with no health words in any. That somebody took one out is
/// written into the history before the first row leaves.
/// </summary>
public sealed class ExportDesk(ClinicDb db, ClinicWrites writes, AppointmentListDesk appointments, RequestsDesk requests, ReportDesk reports, ClinicCalendar calendar, ClinicTime time, IClock clock)
{
    private static readonly string[] AppointmentColumns =
    [
        "Reference", "Date", "Starts", "Ends", "Service", "With", "Room", "Status", "Booked by", "Booked on", "Client", "E-mail", "Phone", "Price", "Currency",
    ];

    /// <summary>The appointments that the list's filters find; null where the filters cannot be read.</summary>
    public async Task<CsvTable?> AppointmentsAsync(StaffCaller caller, AppointmentFilters filters, CancellationToken cancellationToken)
    {
        var practitioners = await appointments.PractitionersAsync(caller, cancellationToken);
        if (!filters.TryRead(calendar.DateOf(clock.GetCurrentInstant()), practitioners, out var search, out _))
        {
            return null;
        }

        var found = appointments.Find(db.Appointments.AsNoTracking().VisibleTo(caller), search);

        // Words looked for are often a client's name: that there were some is enough for the history.
        var detail = string.Create(CultureInfo.InvariantCulture, $"from {search.From}, until {search.Until}, practitioner {search.PractitionerId}, status {search.Status}{(search.Words is null ? string.Empty : ", by words")}");
        await NoteAsync(caller, "export.appointments", await found.CountAsync(cancellationToken), detail, cancellationToken);
        return new("appointments", AppointmentColumns, Appointments(found.OrderBy(a => a.Start).ThenBy(a => a.Reference), cancellationToken));
    }

    /// <summary>The requests that wait and that the filters ask for.</summary>
    public async Task<CsvTable> RequestsAsync(StaffCaller caller, RequestFilters filters, CancellationToken cancellationToken)
    {
        var waiting = await requests.FindAsync(caller, filters, cancellationToken);
        await NoteAsync(caller, "export.requests", await waiting.CountAsync(cancellationToken), null, cancellationToken);
        return new("requests", AppointmentColumns, Appointments(waiting.OrderBy(a => a.CreatedAt).ThenBy(a => a.Id), cancellationToken));
    }

    /// <summary>The clients the caller may know of.</summary>
    public async Task<CsvTable> ClientsAsync(StaffCaller caller, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        var known = db.Clients.AsNoTracking().Where(c => only == null || db.Appointments.Any(a => a.ClientId == c.Id && a.PractitionerId == only));
        await NoteAsync(caller, "export.clients", await known.CountAsync(cancellationToken), null, cancellationToken);
        return new("clients", ["Name", "E-mail", "Phone", "Known since"], Rows(cancellationToken));

        async IAsyncEnumerable<object?[]> Rows([EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var c in known.OrderBy(c => c.Name).ThenBy(c => c.Id).Select(c => new { c.Name, c.Email, c.Phone, c.CreatedAt }).AsAsyncEnumerable().WithCancellation(ct))
            {
                yield return [c.Name, c.Email, c.Phone, Iso(time.DateOf(c.CreatedAt))];
            }
        }
    }

    /// <summary>The messages of one state or of all; null where there is no such state. Never a body, which carries a secret link.</summary>
    public async Task<CsvTable?> MailAsync(StaffCaller caller, string? state, CancellationToken cancellationToken)
    {
        var wanted = Enum.GetValues<OutboxState>().Select(s => (OutboxState?)s).FirstOrDefault(s => string.Equals(s.ToString(), state, StringComparison.OrdinalIgnoreCase));
        if (wanted is null && !string.IsNullOrEmpty(state))
        {
            return null;
        }

        var shown = db.Outbox.AsNoTracking().VisibleTo(caller).Where(m => wanted == null || m.State == wanted);
        await NoteAsync(caller, "export.mail", await shown.CountAsync(cancellationToken), wanted?.ToString(), cancellationToken);
        return new("mail", ["Message", "About", "To", "Subject", "State", "Queued", "Sent", "Tries", "Last error"], Rows(cancellationToken));

        async IAsyncEnumerable<object?[]> Rows([EnumeratorCancellation] CancellationToken ct)
        {
            await foreach (var m in MailDesk.Rows(shown.OrderByDescending(m => m.CreatedAt).ThenBy(m => m.Id)).AsAsyncEnumerable().WithCancellation(ct))
            {
                yield return [MailWords.Kind(m.Kind), m.Reference, m.Recipient, m.Subject, MailWords.State(m.State), When(m.CreatedAt), m.SentAt is { } sent ? When(sent) : null, m.Attempts, m.LastError];
            }
        }
    }

    /// <summary>A report's tables, one under the other; null where its period cannot be read.</summary>
    public async Task<CsvTable?> ReportAsync(StaffCaller caller, ReportFilters filters, CancellationToken cancellationToken)
    {
        if ((await reports.ReadAsync(caller, filters, cancellationToken)).Report is not { } report)
        {
            return null;
        }

        var rows = ReportLines.Of(report).ToList();
        await NoteAsync(caller, "export.report", rows.Count, string.Create(CultureInfo.InvariantCulture, $"from {report.From}, until {report.Until}, practitioner {report.PractitionerId}"), cancellationToken);
        return new("report", ReportLines.Columns, rows.ToAsyncEnumerable());
    }

    private async IAsyncEnumerable<object?[]> Appointments(IQueryable<Appointment> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = found.Select(a => new
        {
            a.Reference,
            a.Start,
            a.End,
            Service = a.Service!.Name,
            With = a.Practitioner!.Name,
            Room = a.Room!.Name,
            a.Status,
            a.Source,
            a.CreatedAt,
            a.ContactName,
            a.ContactEmail,
            a.ContactPhone,
            a.PriceMinorUnits,
            a.Currency,
        });
        await foreach (var a in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return
            [
                a.Reference, Iso(time.DateOf(a.Start)), Clock(a.Start), Clock(a.End), a.Service, a.With, a.Room, StatusWords.Of(a.Status), SourceWords.Of(a.Source), When(a.CreatedAt),
                a.ContactName, a.ContactEmail, a.ContactPhone, a.PriceMinorUnits / 100m, a.Currency,
            ];
        }
    }

    private Task<Written<bool>> NoteAsync(StaffCaller caller, string action, int rows, string? detail, CancellationToken cancellationToken) => writes.RunAsync(
        (unit, _) =>
        {
            unit.Audit.Add(new()
            {
                At = clock.GetCurrentInstant(),
                ActorKind = ActorKind.Staff,
                ActorId = caller.Id,
                ActorName = caller.Name,
                Action = action,
                Detail = string.Create(CultureInfo.InvariantCulture, $"{rows} rows{(detail is null ? string.Empty : "; " + detail)}"),
            });
            return Task.FromResult(true);
        },
        cancellationToken);

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    private string Clock(Instant instant) => calendar.LocalOf(instant).ToString("HH:mm", CultureInfo.InvariantCulture);

    private string When(Instant instant) => calendar.LocalOf(instant).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
