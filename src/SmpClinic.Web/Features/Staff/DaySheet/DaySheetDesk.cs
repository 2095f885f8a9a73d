using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.DaySheet;

/// <summary>One visit as the sheet has it: who, how to reach them, what and where; no word about health.</summary>
public sealed record SheetVisit(
    int PractitionerId, string Reference, Instant Start, Instant End, string ClientName, string Phone, string ServiceName, VisitMode Mode, string? RoomName, AppointmentStatus Status, bool Overbooked);

/// <summary>One practitioner's day.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Visits">In their order.</param>
/// <param name="Away">Spans of absence within the day.</param>
public sealed record SheetDiary(string Name, IReadOnlyList<SheetVisit> Visits, IReadOnlyList<SheetAbsence> Away);

/// <summary>An absence, as far as it lies within the day.</summary>
public sealed record SheetAbsence(Instant From, Instant Until, bool AllDay, string? Reason);

/// <summary>The sheet, and the form above it.</summary>
public sealed record Sheet(
    LocalDate Date, string? DateTyped, string? Practitioner, IReadOnlyList<PractitionerChoice> Choices, IReadOnlyList<SheetDiary> Diaries, string? Closed, Instant Printed, FormErrors Errors);

/// <summary>Reads one day for printing, as far as the caller may see it.</summary>
public sealed class DaySheetDesk(ClinicDb db, AppointmentListDesk list, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The sheet of a date, today where none is given.</summary>
    public async Task<Sheet> ReadAsync(StaffCaller caller, string? date, string? practitioner, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var choices = await list.PractitionersAsync(caller, cancellationToken);
        var errors = new FormErrors();
        var day = calendar.DateOf(now);
        if (!string.IsNullOrWhiteSpace(date))
        {
            var read = LocalDatePattern.Iso.Parse(date.Trim());
            errors.Require(read.Success && read.Value.Year is >= 1970 and <= 2200, "date", "Enter a date such as 2026-12-01.");
            day = errors.Any ? day : read.Value;
        }

        var with = choices.Find(c => c.Slug == practitioner);
        errors.Require(string.IsNullOrEmpty(practitioner) || with is not null, "practitioner", "Choose somebody from the list.");
        var closed = await db.Closures.AsNoTracking().Where(c => c.From <= day && c.Until >= day).Select(c => c.Reason).FirstOrDefaultAsync(cancellationToken);
        var diaries = errors.Any ? [] : await DiariesAsync(caller, day, with, choices, cancellationToken);
        return new(day, date, practitioner, choices, diaries, closed, now, errors);
    }

    private async Task<List<SheetDiary>> DiariesAsync(
        StaffCaller caller, LocalDate day, PractitionerChoice? with, List<PractitionerChoice> choices, CancellationToken cancellationToken)
    {
        var span = calendar.DayOf(day);
        var visits = await db.Appointments.AsNoTracking().VisibleTo(caller)
            .Where(a => a.Start >= span.Start && a.Start < span.End && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined)
            .OrderBy(a => a.Start)
            .Select(a => new SheetVisit(
                a.PractitionerId, a.Reference, a.Start, a.End, a.ContactName, a.ContactPhone, a.Service!.Name, a.Service.Mode, a.Room!.Name, a.Status, a.Overbooked))
            .ToListAsync(cancellationToken);
        var away = await db.TimeOff.AsNoTracking().Where(t => t.End > span.Start && t.Start < span.End).OrderBy(t => t.Start).ToListAsync(cancellationToken);
        return
        [
            .. choices.Where(c => with is null || c.Id == with.Id)
                .Select(c => new SheetDiary(
                    c.Name,
                    visits.FindAll(v => v.PractitionerId == c.Id),
                    [
                        .. away.Where(t => t.PractitionerId == c.Id)
                            .Select(t => new SheetAbsence(Instant.Max(t.Start, span.Start), Instant.Min(t.End, span.End), t.Start <= span.Start && t.End >= span.End, t.Reason)),
                    ]))

                // A sheet for everybody leaves out who is not there; one that was asked for says so.
                .Where(d => with is not null || choices.Count == 1 || d.Visits.Count > 0 || d.Away.Count > 0),
        ];
    }
}
