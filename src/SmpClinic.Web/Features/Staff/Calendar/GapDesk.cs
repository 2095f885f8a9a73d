using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Calendar;

/// <summary>What can be done with a free place of the calendar: book it for somebody, or block it.</summary>
public sealed class GapDesk(
    ClinicDb db, ClinicWrites writes, ClientSearch search, Diary diary, ClinicCalendar calendar, NotificationService notifications, OutboxSignal outbox, IOptions<ClinicDetails> clinic, ClinicMetrics metrics, IClock clock)
{
    /// <summary>Somebody who has just walked in is written down a little later than they came.</summary>
    private static readonly Duration WrittenDownLater = Duration.FromHours(1);

    /// <summary>The page of a place, which is now where the address does not say.</summary>
    public async Task<GapPage> ReadAsync(StaffCaller caller, NewVisitForm form, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        var services = (await diary.RulesAsync(db, cancellationToken)).Services;
        var practitioners = await db.Practitioners.AsNoTracking().Where(p => p.Active && (only == null || p.Id == only)).OrderBy(p => p.SortOrder)
            .Select(p => new PractitionerChoice(p.Id, p.Slug, p.Name)).ToListAsync(cancellationToken);
        var rooms = await db.Rooms.AsNoTracking().Where(r => r.Active).OrderBy(r => r.SortOrder).Select(r => new { r.Id, r.Name }).ToListAsync(cancellationToken);
        var now = calendar.LocalOf(clock.GetCurrentInstant());
        form.Date ??= LocalDatePattern.Iso.Format(now.Date);
        form.Time ??= Calendars.Clock.Format(new LocalTime(now.Hour, now.Minute / DiaryCell.Minutes * DiaryCell.Minutes));
        form.Practitioner ??= practitioners.Count == 1 ? practitioners[0].Slug : null;
        var block = new BlockForm { Date = form.Date, Time = form.Time, Practitioner = form.Practitioner, Length = form.Length ?? "60", Back = form.Back };
        return new(form, block, services, practitioners, rooms.ConvertAll(r => new CalendarColumn(r.Id.ToString(CultureInfo.InvariantCulture), r.Id, r.Name)), new())
        {
            Start = Calendars.TryReadStart(form.Date, form.Time, calendar, new()),
        };
    }

    /// <summary>The clients whose name, e-mail or telephone number holds some words, as far as the caller may know them.</summary>
    public async Task<FoundClients> FindAsync(StaffCaller caller, string? words, CancellationToken cancellationToken) => await search.FindAsync(caller, words, cancellationToken);

    /// <summary>Books, or gives the page that says why not.</summary>
    public async Task<(Guid? Booked, GapPage Page)> BookAsync(StaffCaller caller, NewVisitForm form, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(caller, form, cancellationToken);
        page = page with { Found = string.IsNullOrWhiteSpace(form.Find) ? null : await FindAsync(caller, form.Find, cancellationToken) };
        var visit = form.TryRead(page.Services, page.Practitioners, calendar, page.Errors);
        var contact = await ContactAsync(caller, form, page.Errors, cancellationToken);
        if (visit is null || contact is null || page.Errors.Any)
        {
            return (null, page);
        }

        // A lost race for a cell is judged anew, by a reading that sees the winner.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var written = await writes.RunAsync((unit, ct) => TryBookAsync(unit, caller, visit, contact, ct), cancellationToken);
            if (written.End == WriteEnd.Committed && written.Value.Booked is { } booked)
            {
                outbox.Wake();
                return (booked, page);
            }

            if (written.End == WriteEnd.Committed)
            {
                return (null, await AgainstAsync(page, visit, written.Value.Why ?? Refusal.Taken, cancellationToken));
            }

            metrics.RaceLost("staff-book");
        }

        return (null, await AgainstAsync(page, visit, Refusal.Taken, cancellationToken));
    }

    /// <summary>Blocks time, or gives the page that says why not: what is wrong, or which visits stand there and were not shown yet.</summary>
    public async Task<(bool Done, GapPage Page)> BlockAsync(StaffCaller caller, BlockForm form, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(caller, new() { Date = form.Date, Time = form.Time, Practitioner = form.Practitioner, Back = form.Back }, cancellationToken);
        page = page with { Block = form };
        if (form.TryRead(page.Practitioners, calendar, page.BlockErrors) is not { } block)
        {
            return (false, page);
        }

        var met = await db.InTheWayAsync(null, block.With.Id, room: null, CellRange.Covering(block.Span.Start, block.Span.End), cancellationToken);
        if (met.Count > 0 && form.Seen != "yes")
        {
            return (false, page with { Met = met });
        }

        await writes.RunAsync(
            (unit, _) =>
            {
                unit.TimeOff.Add(new() { PractitionerId = block.With.Id, Start = block.Span.Start, End = block.Span.End, Reason = block.Reason });
                Note(unit, caller, "time-off.added", null, $"{StartText.Write(block.Span.Start)} to {StartText.Write(block.Span.End)}, {block.With.Slug}");
                return Task.FromResult(true);
            },
            cancellationToken);
        return (true, page);
    }

    /// <summary>Opens blocked time again; nothing where it is not the caller's to open.</summary>
    public Task UnblockAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken) => writes.RunAsync(
        async (unit, ct) =>
        {
            var only = caller.WithinDiaryOf;
            if (await unit.TimeOff.FirstOrDefaultAsync(t => t.Id == id && (only == null || t.PractitionerId == only), ct) is { } block)
            {
                unit.TimeOff.Remove(block);
                Note(unit, caller, "time-off.removed", null, $"{StartText.Write(block.Start)} to {StartText.Write(block.End)}");
            }

            return true;
        },
        cancellationToken);

    private void Note(ClinicDb unit, StaffCaller caller, string action, Guid? appointment, string detail) => unit.Audit.Add(new()
    {
        At = clock.GetCurrentInstant(),
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        AppointmentId = appointment,
        Detail = detail,
    });

    private async Task<NewContact?> ContactAsync(StaffCaller caller, NewVisitForm form, FormErrors errors, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(form.Client))
        {
            return form.TryReadContact(clinic.Value.PhoneRegion, errors);
        }

        var client = Guid.TryParse(form.Client, out var id) ? await db.RecordAsync(caller, id, cancellationToken) : null;
        var known = client is null ? null : new NewContact(client.Id, client.Name, client.Email, client.EmailNormalised, client.Phone);
        errors.Require(known is not null, nameof(form.Client), "Choose one of the clients found.");
        return known;
    }

    private async Task<(Guid? Booked, Refusal? Why)> TryBookAsync(ClinicDb unit, StaffCaller caller, NewVisit visit, NewContact contact, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var service = await unit.Services.Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().FirstAsync(s => s.Slug == visit.ServiceSlug, cancellationToken);
        var rules = service.RulesForStaff with { LengthMinutes = visit.LengthMinutes, StepMinutes = DiaryCell.Minutes };
        var date = calendar.DateOf(visit.Start);
        RoomWish? wish = visit.RoomId is { } room ? new(room, NoOther: true) : null;
        var availability = await diary.ReadAsync(unit, service, rules, date, date, now, own: null, visit.With.Id, wish, cancellationToken);
        var verdict = availability.Check(now - WrittenDownLater, visit.Start, visit.With.Id);
        var over = visit.OverReason is not null && WantedTime.MayOverrule(verdict.Refusal);
        if (verdict.Slot is null && !over)
        {
            return (null, verdict.Refusal);
        }

        var where = !rules.NeedsRoom ? null : service.Rooms.FirstOrDefault(r => r.Id == (verdict.Slot?.RoomId ?? visit.RoomId)) ?? service.Rooms.OrderBy(r => r.SortOrder).FirstOrDefault();
        if (rules.NeedsRoom && where is null)
        {
            return (null, Refusal.NoRoom);
        }

        var client = contact.ClientId ?? (visit.Records ? (Guid?)unit.AddClient(new(contact.Name, contact.Email, contact.EmailNormalised, contact.Phone), now).Id : null);
        var cells = rules.Occupies(visit.Start);
        var appointment = new Appointment
        {
            Reference = EasyLetters.TwoGroups(),
            Service = service,
            Practitioner = service.Practitioners.First(p => p.Id == visit.With.Id),
            Room = where,
            ClientId = client,
            Status = AppointmentStatus.Confirmed,
            Source = BookingSource.Staff,
            Start = visit.Start,
            End = rules.EndOf(visit.Start),
            FirstCell = cells.First,
            EndCell = cells.End,
            PriceMinorUnits = service.PriceMinorUnits,
            Currency = service.Currency,
            ContactName = contact.Name,
            ContactEmail = contact.Email,
            ContactEmailNormalised = contact.EmailNormalised,
            ContactPhone = contact.Phone,
            CreatedAt = now,
        };
        unit.Appointments.Add(appointment);
        if (contact.ClientId is null && client is { } added)
        {
            unit.Note(caller, "client.created", added, appointment.Id, null, now);
        }

        var resources = Diary.Resources(visit.With.Id, where?.Id);
        if (over)
        {
            appointment.Overbooked = await Diary.ClaimOverAsync(unit, appointment.Id, resources, cells, now, cancellationToken);
            Note(unit, caller, "appointment.overbooked", appointment.Id, "reason: " + visit.OverReason);
        }
        else
        {
            await Diary.ClaimAsync(unit, appointment.Id, resources, cells, heldUntil: null, now, cancellationToken);
        }

        Note(unit, caller, "appointment.booked", appointment.Id, $"{service.Slug}, {StartText.Write(visit.Start)}, {visit.With.Slug}; client {(visit.Tells ? string.Empty : "not ")}told{(visit.Tells ? " by e-mail" : string.Empty)}");
        if (visit.Tells)
        {
            await notifications.QueueForClientAsync(unit, appointment, facts => new BookingConfirmedEmail(facts), now, cancellationToken);
        }

        ReminderSchedule.Plan(unit, appointment, now);
        return (appointment.Id, null);
    }

    private async Task<GapPage> AgainstAsync(GapPage page, NewVisit visit, Refusal why, CancellationToken cancellationToken)
    {
        var service = page.Services.First(s => s.Slug == visit.ServiceSlug);
        var cells = (service.RulesForStaff with { LengthMinutes = visit.LengthMinutes }).Occupies(visit.Start);
        return page with { Why = why, Others = await db.InTheWayAsync(null, visit.With.Id, visit.RoomId, cells, cancellationToken) };
    }
}
