using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>The time, person, room and length somebody wants for a visit.</summary>
/// <param name="Start">When.</param>
/// <param name="Practitioner">With whom, by slug; null for whoever is free, the present one first.</param>
public sealed record WantedTime(Instant Start, string? Practitioner)
{
    /// <summary>The shortest visit, in minutes.</summary>
    public const int Shortest = DiaryCell.Minutes;

    /// <summary>The longest visit, in minutes: no visit lasts a day, and readers of the diary rely on it.</summary>
    public const int Longest = 8 * 60;

    /// <summary>The one room it may take; null for any that is free, the present one first.</summary>
    public int? RoomId { get; init; }

    /// <summary>How long it is to be, in minutes; null for as long as it is.</summary>
    public int? LengthMinutes { get; init; }

    /// <summary>Whether it may start at any cell, not only at the times that are offered to visitors.</summary>
    public bool AnyMinute { get; init; }

    /// <summary>Why the diary's rules are set aside on purpose; null to keep to them.</summary>
    public string? OverReason { get; init; }

    /// <summary>What can be set aside on purpose. That a time is past or somebody does not do such work cannot.</summary>
    public static bool MayOverrule(Refusal? refusal) =>
        refusal is Refusal.Taken or Refusal.NoRoom or Refusal.NotWorking or Refusal.ClinicClosed or Refusal.OffGrid;
}

/// <summary>Where a visit stood before it was given another time: all that taking it back needs.</summary>
/// <param name="Id">The appointment.</param>
/// <param name="Version">Its version after the change; another one means that somebody changed it since.</param>
/// <param name="Start">When it was.</param>
/// <param name="End">Until when.</param>
/// <param name="Cells">What it claimed.</param>
/// <param name="PractitionerId">Whose it was.</param>
/// <param name="RoomId">Where, if anywhere.</param>
/// <param name="Overbooked">Whether it lay over another.</param>
/// <param name="Told">Whether the client was to be told of the change.</param>
/// <param name="Owed">Whether mail to the client had not left yet and the change took its place.</param>
public sealed record PlaceBefore(
    Guid Id, long Version, Instant Start, Instant End, CellRange Cells, int PractitionerId, int? RoomId, bool Overbooked, bool Told, bool Owed);

/// <content>When, how long, with whom and where.</content>
public sealed partial class AppointmentCommands
{
    /// <summary>Moves to another start, with somebody in particular or (null) with whoever is free, the present practitioner first.</summary>
    public Task<CommandOutcome> MoveAsync(AppointmentCommand command, Instant start, string? practitioner, CancellationToken cancellationToken) =>
        MoveAsync(command, new WantedTime(start, practitioner), cancellationToken);

    /// <summary>Gives a visit the time, person, room and length that are wanted, all of it or nothing.</summary>
    public async Task<CommandOutcome> MoveAsync(AppointmentCommand command, WantedTime wanted, CancellationToken cancellationToken)
    {
        // Of many rivals for one time most are told so from a reading, without waiting for the writer's turn.
        return await WouldMoveAsync(command, wanted, cancellationToken)
            ?? await RunAsync(command, (db, a, now, ct) => TryMoveAsync(db, a, command, wanted, now, ct), cancellationToken);
    }

    /// <summary>How a move would end if it were tried now, as far as that can be told without trying; null where nothing stands in the way.</summary>
    public async Task<CommandOutcome?> WouldMoveAsync(AppointmentCommand command, WantedTime wanted, CancellationToken cancellationToken)
    {
        await using var glance = await contexts.CreateDbContextAsync(cancellationToken);
        var (appointment, refused) = await FindAsync(glance, command, cancellationToken);
        return refused ?? (await JudgeMoveAsync(glance, appointment!, command, wanted, clock.GetCurrentInstant(), cancellationToken)).Settled;
    }

    /// <summary>
    /// Takes a change of time back. The version decides whether anything happened since, the key whether the old time is still to be had.
    /// Mail that has not left is withdrawn; mail that has is followed by one that says how it stands.
    /// </summary>
    public Task<CommandOutcome> UndoMoveAsync(AppointmentCommand command, PlaceBefore before, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (!a.May(AppointmentAct.Move, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                var undone = a.Start;
                await Diary.FreeAsync(db, a, ct);
                var resources = Diary.Resources(before.PractitionerId, before.RoomId);
                if (before.Overbooked)
                {
                    a.Overbooked = await Diary.ClaimOverAsync(db, a.Id, resources, before.Cells, now, ct);
                }
                else
                {
                    await Diary.ClaimAsync(db, a.Id, resources, before.Cells, heldUntil: null, now, ct);
                    a.Overbooked = false;
                }

                await PlaceAsync(db, a, new(before.Start, before.End, before.PractitionerId, before.RoomId), before.Cells, ct);
                Note(db, a, command.Actor, "appointment.move-undone", $"{StartText.Write(undone)} to {StartText.Write(before.Start)}, {a.Practitioner!.Slug}", now);
                await TakeBackMailAsync(db, a, before, undone, now, ct);
                if (a.Status == AppointmentStatus.Confirmed)
                {
                    ReminderSchedule.Plan(db, a, now);
                }

                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Where a move would lead and what of the rules it sets aside, or how it ends without one.</summary>
    private async Task<(Slot? Slot, Refusal? Over, CommandOutcome? Settled)> JudgeMoveAsync(
        ClinicDb db, Appointment a, AppointmentCommand command, WantedTime wanted, Instant now, CancellationToken cancellationToken)
    {
        if (!a.May(AppointmentAct.Move, command.Actor.Kind))
        {
            return (null, null, new(CommandEnd.NotAllowed));
        }

        var service = a.Service!;
        var start = wanted.Start;
        var with = wanted.Practitioner is null ? null : service.Practitioners.FirstOrDefault(p => p.Slug == wanted.Practitioner);
        if ((wanted.Practitioner is not null && with is null) || (wanted.RoomId is { } asked && !service.Rooms.Exists(r => r.Id == asked)))
        {
            return (null, null, new(CommandEnd.TimeRefused, Refusal.NotOffered));
        }

        if (a.Start == start && (with is null || with.Id == a.PractitionerId) && (wanted.LengthMinutes ?? a.LengthMinutes) == a.LengthMinutes
            && (wanted.RoomId ?? a.RoomId) == a.RoomId)
        {
            return (null, null, new(CommandEnd.Done));
        }

        if (command.Actor.IsClient && IsPast(a.Start, service.MoveCutoffMinutes, now))
        {
            return (null, null, new(CommandEnd.TooLate));
        }

        var rules = RulesFor(command, a, wanted);
        var date = calendar.DateOf(start);
        if (await IsAgainstHealthAsync(db, a, command, date, cancellationToken))
        {
            return (null, null, new(CommandEnd.AgainstHealth));
        }

        RoomWish? wish = command.Actor.IsClient ? null : wanted.RoomId is { } only ? new(only, NoOther: true) : a.RoomId is { } present ? new(present, NoOther: false) : null;
        var availability = await diary.ReadAsync(db, service, rules, date, date, now, a.Id, with?.Id, wish, cancellationToken);
        var verdict = availability.Check(now, start, with?.Id ?? a.PractitionerId);
        if (verdict.Slot is null && with is null)
        {
            verdict = availability.Candidates(now, start) is [var candidate, ..] ? new(candidate, null) : verdict;
        }

        if (verdict.Slot is null && wanted.OverReason is not null && WantedTime.MayOverrule(verdict.Refusal))
        {
            var room = rules.NeedsRoom ? wanted.RoomId ?? a.RoomId : null;
            return (new Slot(start, rules.EndOf(start), with?.Id ?? a.PractitionerId, room), verdict.Refusal, null);
        }

        return verdict.Slot is { } slot ? (slot, null, null) : (null, null, new(CommandEnd.TimeRefused, verdict.Refusal));
    }

    private async Task<CommandOutcome> TryMoveAsync(
        ClinicDb db, Appointment a, AppointmentCommand command, WantedTime wanted, Instant now, CancellationToken cancellationToken)
    {
        if (command.Actor.IsClient)
        {
            await RateCounting.StandInLineAsync(db, await Diary.LinesAsync(db, a.Service!.Slug, cancellationToken), now, cancellationToken);
        }

        var (chosen, over, settled) = await JudgeMoveAsync(db, a, command, wanted, now, cancellationToken);
        if (chosen is not { } slot)
        {
            return settled!.Value;
        }

        var owed = command.MailHeldBack > Duration.Zero && await db.Outbox.AnyAsync(
            m => m.AppointmentId == a.Id && m.Audience == MailAudience.Client && m.State == OutboxState.Waiting && (m.LeasedUntil == null || m.LeasedUntil <= now), cancellationToken);
        var before = new PlaceBefore(a.Id, a.Version + 1, a.Start, a.End, a.Cells, a.PractitionerId, a.RoomId, a.Overbooked, command.TellClient, owed);
        var cells = RulesFor(command, a, wanted).Occupies(slot.Start);
        await LetGoAsync(db, a, now, cancellationToken);
        await Diary.FreeAsync(db, a, cancellationToken);
        if (over is null)
        {
            await Diary.ClaimAsync(db, a.Id, Diary.Resources(slot.PractitionerId, slot.RoomId), cells, heldUntil: null, now, cancellationToken);
            a.Overbooked = false;
        }
        else
        {
            a.Overbooked = await Diary.ClaimOverAsync(db, a.Id, Diary.Resources(slot.PractitionerId, slot.RoomId), cells, now, cancellationToken);
        }

        await PlaceAsync(db, a, slot, cells, cancellationToken);
        Note(db, a, command.Actor, over is null ? "appointment.moved" : "appointment.overbooked", Told(command, What(a, before, wanted) + (command.HealthSeen ? "; the questionnaire's warning was read" : string.Empty)), now);
        await TellAsync(
            db, a, command, f => a.Start == before.Start && a.PractitionerId == before.PractitionerId ? new AppointmentChangedEmail(f) : new AppointmentMovedEmail(f) { PreviousStart = before.Start }, now, cancellationToken);
        if (command.Actor.IsClient)
        {
            await notifications.QueueForClinicAsync(db, a, f => new ClientMovedNotice(f) { PreviousStart = before.Start }, now, cancellationToken);
        }

        if (a.Status == AppointmentStatus.Confirmed)
        {
            ReminderSchedule.Plan(db, a, now);
        }

        return new(CommandEnd.Done) { Before = command.MailHeldBack > Duration.Zero ? before : null };
    }

    /// <summary>
    /// Whether the questionnaire speaks against a date: to a client by link that of this very appointment, to staff the newest of the
    /// same person. Staff may mean it all the same.
    /// </summary>
    private async Task<bool> IsAgainstHealthAsync(ClinicDb db, Appointment a, AppointmentCommand command, LocalDate date, CancellationToken cancellationToken) =>
        !command.HealthSeen && a.Service!.AsksHealth && HealthVerdicts.Forbids(
            command.Actor.IsClient ? await health.OwnAsync(db, a, cancellationToken) : await health.OfPersonAsync(db, a, cancellationToken), a.Service, date);

    /// <summary>What history says of a change of time; what stayed as it was is left out.</summary>
    private static string What(Appointment a, PlaceBefore before, WantedTime wanted)
    {
        var length = a.LengthMinutes == (int)(before.End - before.Start).TotalMinutes ? string.Empty : $", {a.LengthMinutes} minutes long";
        var room = a.RoomId == before.RoomId || a.Room is null ? string.Empty : ", " + a.Room.Name;
        var reason = wanted.OverReason is null ? string.Empty : $"; reason: {wanted.OverReason}";
        return $"{StartText.Write(before.Start)} to {StartText.Write(a.Start)}, {a.Practitioner!.Slug}{length}{room}{reason}";
    }

    /// <summary>Writes the new time, person and place into the appointment, whose cells are claimed already.</summary>
    private static async Task PlaceAsync(ClinicDb db, Appointment a, Slot slot, CellRange cells, CancellationToken cancellationToken)
    {
        (a.Start, a.End, a.FirstCell, a.EndCell) = (slot.Start, slot.End, cells.First, cells.End);
        a.Practitioner = await db.Practitioners.FindAsync([slot.PractitionerId], cancellationToken);
        a.PractitionerId = slot.PractitionerId;
        a.Room = slot.RoomId is { } room ? await db.Rooms.FindAsync([room], cancellationToken) : null;
        a.RoomId = slot.RoomId;
        a.CalendarSequence++;
        a.TimeVersion++;
    }

    /// <summary>
    /// The client is to know how it stands: mail about the change is withdrawn if it still waits, and what it had taken the place of is
    /// said anew; if it has left, or is leaving, it is corrected.
    /// </summary>
    private async Task TakeBackMailAsync(ClinicDb db, Appointment a, PlaceBefore before, Instant undone, Instant now, CancellationToken cancellationToken)
    {
        var newest = await db.Outbox.Where(m => m.AppointmentId == a.Id && m.Audience == MailAudience.Client).OrderByDescending(m => m.StreamNumber)
            .Select(m => new { m.State, Leased = m.LeasedUntil != null && m.LeasedUntil > now }).FirstOrDefaultAsync(cancellationToken);
        if (before.Told && newest is { State: OutboxState.Sent } or { Leased: true })
        {
            await notifications.QueueForClientAsync(db, a, f => new AppointmentMovedEmail(f) { PreviousStart = undone }, now, cancellationToken);
            return;
        }

        await NotificationService.SupersedeAsync(db, a.Id, now, cancellationToken);
        if (before.Owed)
        {
            await notifications.QueueForClientAsync(
                db, a, f => a.Status == AppointmentStatus.Confirmed ? new BookingConfirmedEmail(f) : new RequestReceivedEmail(f), now, cancellationToken);
        }
    }

    /// <summary>The rules of the visit's service for whoever asks, with the length the visit has or is to have.</summary>
    private static BookingRules RulesFor(AppointmentCommand command, Appointment a, WantedTime wanted)
    {
        var rules = (command.Actor.IsClient ? a.Service!.RulesForVisitors : a.Service!.RulesForStaff) with { LengthMinutes = wanted.LengthMinutes ?? a.LengthMinutes };
        return wanted.AnyMinute ? rules with { StepMinutes = DiaryCell.Minutes } : rules;
    }
}
