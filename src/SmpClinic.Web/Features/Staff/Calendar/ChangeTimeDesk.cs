using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>Gives visits another time, length, person or room for staff at the calendar, and takes it back within a minute.</summary>
public sealed class ChangeTimeDesk(
    ClinicDb db, AppointmentCommands commands, MoveDesk moves, ClinicCalendar calendar, ClinicTime time, IDataProtectionProvider protection, IClock clock)
{
    /// <summary>For how long a change can be undone, and mail about it waits.</summary>
    public static readonly Duration UndoTime = Duration.FromMinutes(1);

    private readonly DatedSeal _seal = new(protection, "calendar-undo", longest: 1000, clock);

    /// <summary>The form with what the diary says to it now.</summary>
    public async Task<ChangeTimePage> JudgeAsync(StaffCaller caller, AppointmentPage page, ChangeTimeForm form, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(caller, page, form, cancellationToken);
        if (asked.Wanted is not { } wanted)
        {
            return asked;
        }

        var outcome = await commands.WouldMoveAsync(caller.Command(page.Appointment.Id, page.Appointment.Version), wanted with { OverReason = null }, cancellationToken);
        return outcome is { End: CommandEnd.TimeRefused, Why: { } why } ? await AgainstAsync(asked, why, cancellationToken)
            : asked with { AgainstHealth = outcome?.End == CommandEnd.AgainstHealth };
    }

    /// <summary>Does what the form says, or gives the page that says why not.</summary>
    public async Task<(CommandOutcome? Outcome, ChangeTimePage Page)> ChangeAsync(StaffCaller caller, AppointmentPage page, ChangeTimeForm form, CancellationToken cancellationToken)
    {
        var asked = await AskedAsync(caller, page, form, cancellationToken);
        var version = form.VersionShown(asked.Errors);
        if (asked.Wanted is not { } wanted || asked.Errors.Any)
        {
            return (null, asked);
        }

        var outcome = await commands.MoveAsync(caller.Command(page.Appointment.Id, version, form.Tells) with { MailHeldBack = UndoTime, HealthSeen = form.HealthSeen == "yes" }, wanted, cancellationToken);
        return (outcome, outcome is { End: CommandEnd.TimeRefused, Why: { } why } ? await AgainstAsync(asked, why, cancellationToken)
            : asked with { AgainstHealth = outcome.End == CommandEnd.AgainstHealth });
    }

    /// <summary>Takes a change back; null where the seal is none of ours, or too old.</summary>
    public async Task<CommandOutcome?> UndoAsync(StaffCaller caller, string? seal, CancellationToken cancellationToken) =>
        Open(seal) is { } before ? await commands.UndoMoveAsync(caller.Command(before.Id, before.Version), before, cancellationToken) : null;

    /// <summary>Which visit a change was of; null where the seal is none of ours, or too old.</summary>
    public Guid? VisitOf(string? seal) => Open(seal)?.Id;

    /// <summary>Seals what undoing a change needs.</summary>
    public string Seal(PlaceBefore before) => _seal.Seal(string.Join(
        ' ',
        before.Id.ToString("N"), Number(before.Version), Number(before.Start.ToUnixTimeTicks()), Number(before.End.ToUnixTimeTicks()), Number(before.Cells.First), Number(before.Cells.End),
        Number(before.PractitionerId), Number(before.RoomId ?? 0), before.Overbooked ? "1" : "0", before.Told ? "1" : "0", before.Owed ? "1" : "0"));

    /// <summary>The offer to undo, while it stands and nobody has changed the visit since.</summary>
    public async Task<UndoOffer?> OfferAsync(StaffCaller caller, string? seal, CancellationToken cancellationToken)
    {
        if (Open(seal) is not { } before)
        {
            return null;
        }

        var now = await db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => a.Id == before.Id && a.Version == before.Version)
            .Select(a => new { a.ContactName, a.Start, a.End, Practitioner = a.Practitioner!.Name }).FirstOrDefaultAsync(cancellationToken);
        return now is null ? null : new(
            seal!,
            $"{now.ContactName} is now on {time.When(now.Start)}, until {time.Time(now.End)}, with {now.Practitioner}.",
            (int)Math.Ceiling((UndoTime - _seal.Open(seal)!.Value.Age).TotalSeconds));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private PlaceBefore? Open(string? seal)
    {
        if (_seal.Open(seal) is not var (age, words) || age > UndoTime)
        {
            return null;
        }

        var parts = words.Split(' ');
        long Read(int at) => long.Parse(parts[at], CultureInfo.InvariantCulture);
        return new(
            Guid.ParseExact(parts[0], "N"), Read(1), Instant.FromUnixTimeTicks(Read(2)), Instant.FromUnixTimeTicks(Read(3)), new((int)Read(4), (int)Read(5)),
            (int)Read(6), Read(7) == 0 ? null : (int)Read(7), parts[8] == "1", parts[9] == "1", parts[10] == "1");
    }

    private async Task<ChangeTimePage> AskedAsync(StaffCaller caller, AppointmentPage page, ChangeTimeForm form, CancellationToken cancellationToken)
    {
        var practitioners = await moves.PractitionersAsync(caller, page.Appointment, cancellationToken);
        var rooms = page.Appointment.Service!.NeedsRoom
            ? await db.Rooms.AsNoTracking().Where(r => r.Active && r.Services.Any(s => s.Id == page.Appointment.ServiceId)).OrderBy(r => r.SortOrder)
                .Select(r => new { r.Id, r.Name }).ToListAsync(cancellationToken)
            : [];
        var errors = new FormErrors();
        var wanted = form.OrAsIs(page.Appointment, calendar).TryRead(page.Appointment, practitioners, calendar, errors);
        return new(
            page with { Sent = form }, form, practitioners, rooms.ConvertAll(r => new CalendarColumn(Number(r.Id), r.Id, r.Name)), errors)
        { Wanted = wanted };
    }

    /// <summary>The page of a time that cannot be had, with what stands there.</summary>
    private async Task<ChangeTimePage> AgainstAsync(ChangeTimePage page, Refusal why, CancellationToken cancellationToken)
    {
        var a = page.Appointment.Appointment;
        var wanted = page.Wanted!;
        var who = page.Practitioners.FirstOrDefault(p => p.Slug == wanted.Practitioner)?.Id ?? a.PractitionerId;
        var cells = (a.Service!.RulesForStaff with { LengthMinutes = wanted.LengthMinutes ?? a.LengthMinutes }).Occupies(wanted.Start);
        return page with { Why = why, Others = await db.InTheWayAsync(a.Id, who, wanted.RoomId ?? a.RoomId, cells, cancellationToken) };
    }
}

/// <summary>What stands at a time.</summary>
internal static class VisitsInTheWay
{
    /// <summary>The visits that have somebody, or a room, within a range of cells.</summary>
    public static async Task<IReadOnlyList<InTheWay>> InTheWayAsync(
        this ClinicDb db, Guid? own, int practitioner, int? room, CellRange cells, CancellationToken cancellationToken)
    {
        var (from, until) = (DiaryCell.Start(cells.First) - Duration.FromDays(1), DiaryCell.Start(cells.End) + Duration.FromDays(1));
        return await db.Appointments.AsNoTracking()
            .Where(a => a.Start > from && a.Start < until && a.FirstCell < cells.End && a.EndCell > cells.First && a.Id != own
                && (a.PractitionerId == practitioner || (room != null && a.RoomId == room))
                && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined)
            .OrderBy(a => a.Start)
            .Select(a => new InTheWay(a.Id, a.ContactName, a.Service!.Name, a.Practitioner!.Name, a.Room!.Name, a.Start, a.End))
            .ToListAsync(cancellationToken);
    }
}
