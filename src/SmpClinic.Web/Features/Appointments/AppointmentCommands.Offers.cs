using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>A time that staff propose: when, and with whom by slug.</summary>
public readonly record struct ProposedStart(Instant Start, string Practitioner);

/// <summary>Other times for a request.</summary>
/// <param name="Times">The times, at least one and at most <see cref="MostTimes"/>.</param>
/// <param name="Words">What staff write to the client, if anything.</param>
/// <param name="KeptFor">How long they are kept.</param>
public sealed record TimesProposal(IReadOnlyList<ProposedStart> Times, string? Words, Duration KeptFor)
{
    /// <summary>So many times can be proposed at once: each keeps somebody's time from everybody else.</summary>
    public const int MostTimes = 5;
}

/// <content>Other times proposed for a request, and what the client answers.</content>
public sealed partial class AppointmentCommands
{
    /// <summary>Keeps other times for the client of a request and mails the way to them. Times proposed before are let go.</summary>
    public Task<CommandOutcome> ProposeAsync(AppointmentCommand command, TimesProposal proposal, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (!a.May(AppointmentAct.ProposeTimes, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                // What was proposed before does not stand in the way of what is proposed now, and is let go only if that can be kept.
                var present = await db.TimeOffers.Where(o => o.AppointmentId == a.Id && o.State == OfferState.Open).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(ct);
                var offer = new TimeOffer
                {
                    AppointmentId = a.Id,
                    Words = proposal.Words,
                    CreatedAt = now,
                    ExpiresAt = now + proposal.KeptFor,
                    MadeBy = command.Actor.Name,
                };
                var slots = new List<Slot>();
                foreach (var time in proposal.Times)
                {
                    var verdict = time.Start <= offer.ExpiresAt
                        ? new Verdict(null, Refusal.TooSoon)
                        : await JudgeProposedAsync(db, a, time.Start, a.Service!.Practitioners.FirstOrDefault(p => p.Slug == time.Practitioner)?.Id, a.LengthMinutes, present, room: null, now, ct);
                    if (verdict.Slot is not { } slot)
                    {
                        return new(CommandEnd.TimeRefused, verdict.Refusal) { RefusedStart = time.Start };
                    }

                    slots.Add(slot);
                }

                await LetGoAsync(db, a, now, ct);
                await KeptTimes.KeepAsync(db, offer, slots, RulesForProposals(a, a.LengthMinutes), now, ct);
                var times = offer.Times.ConvertAll(t => new OtherTime(t.Start, t.End, a.Service!.Practitioners.First(p => p.Id == t.PractitionerId).Name));
                Note(db, a, command.Actor, "times.proposed", $"{string.Join(", ", offer.Times.Select(t => StartText.Write(t.Start)))}; until {StartText.Write(offer.ExpiresAt)}", now);
                await notifications.QueueForClientAsync(db, a, f => new OtherTimesEmail(f, times, offer.ExpiresAt, offer.Words), now, ct);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>The client takes one of the times: the request moves there and is confirmed, and the other times are free again.</summary>
    public Task<CommandOutcome> PickAsync(AppointmentCommand command, Guid offerId, Guid timeId, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                var offer = await db.TimeOffers.Include(o => o.Times).FirstOrDefaultAsync(o => o.Id == offerId && o.AppointmentId == a.Id, ct);
                var time = offer?.Times.FirstOrDefault(t => t.Id == timeId);
                if (offer is { State: OfferState.Taken } && time is not null && a.IsOpen && a.Start == time.Start)
                {
                    return new(CommandEnd.Done);
                }

                if (time is null || !offer!.IsOpen(now) || !a.May(AppointmentAct.PickTime, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                var length = (int)(time.End - time.Start).TotalMinutes;
                RoomWish? room = time.RoomId is { } kept ? new(kept, NoOther: true) : null;
                var verdict = await JudgeProposedAsync(db, a, time.Start, time.PractitionerId, length, offer.Id, room, now, ct);
                if (verdict.Slot is not { } slot)
                {
                    return new(CommandEnd.TimeRefused, verdict.Refusal);
                }

                var before = a.Start;
                await KeptTimes.EndAsync(db, offer, OfferState.Taken, now, ct);
                await Diary.FreeAsync(db, a, ct);
                await Diary.ClaimAsync(db, a.Id, Diary.Resources(slot.PractitionerId, slot.RoomId), time.Cells, heldUntil: null, now, ct);
                a.Overbooked = false;
                await PlaceAsync(db, a, slot, time.Cells, ct);
                a.Status = AppointmentStatus.Confirmed;
                Note(db, a, command.Actor, "times.picked", $"{StartText.Write(before)} to {StartText.Write(a.Start)}, {a.Practitioner!.Slug}", now);
                await notifications.QueueForClientAsync(db, a, f => new BookingConfirmedEmail(f), now, ct);
                await notifications.QueueForClinicAsync(db, a, f => new TimesAnsweredNotice(f, OfferState.Taken), now, ct);
                ReminderSchedule.Plan(db, a, now);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>The client says that none of the times suits. The request stands as it was and waits for the clinic.</summary>
    public Task<CommandOutcome> TurnDownAsync(AppointmentCommand command, Guid offerId, string? words, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                var offer = await db.TimeOffers.Include(o => o.Times).FirstOrDefaultAsync(o => o.Id == offerId && o.AppointmentId == a.Id, ct);
                if (offer is { State: OfferState.TurnedDown })
                {
                    return new(CommandEnd.Done);
                }

                if (offer is null || !offer.IsOpen(now) || !a.May(AppointmentAct.TurnTimesDown, command.Actor.Kind))
                {
                    return new(CommandEnd.NotAllowed);
                }

                offer.Answer = words;
                await KeptTimes.EndAsync(db, offer, OfferState.TurnedDown, now, ct);
                Note(db, a, command.Actor, "times.turned-down", null, now);
                await notifications.QueueForClinicAsync(db, a, f => new TimesAnsweredNotice(f, OfferState.TurnedDown), now, ct);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Staff let the proposed times go again.</summary>
    public Task<CommandOutcome> WithdrawAsync(AppointmentCommand command, CancellationToken cancellationToken) =>
        RunAsync(
            command,
            async (db, a, now, ct) =>
            {
                if (!a.May(AppointmentAct.WithdrawTimes, command.Actor.Kind) || !await LetGoAsync(db, a, now, ct))
                {
                    return new(CommandEnd.NotAllowed);
                }

                // Nothing of the appointment itself changes, and yet who looked at it before has seen what no longer stands.
                db.Entry(a).State = EntityState.Modified;
                Note(db, a, command.Actor, "times.withdrawn", Told(command, null), now);
                await TellAsync(db, a, command, f => new OtherTimesWithdrawnEmail(f), now, ct);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Times that nobody answered for are free again, and the desk is told. Done once, by whichever process is first.</summary>
    public Task<CommandOutcome> LapseAsync(Guid appointmentId, Guid offerId, CancellationToken cancellationToken) =>
        RunAsync(
            new(appointmentId, Version: null, Actor.TheSite),
            async (db, a, now, ct) =>
            {
                var offer = await db.TimeOffers.Include(o => o.Times).FirstOrDefaultAsync(o => o.Id == offerId && o.State == OfferState.Open && o.ExpiresAt <= now, ct);
                if (offer is null || !a.May(AppointmentAct.LapseTimes, ActorKind.System))
                {
                    return new(CommandEnd.NotAllowed);
                }

                await KeptTimes.EndAsync(db, offer, OfferState.Lapsed, now, ct);
                Note(db, a, Actor.TheSite, "times.lapsed", null, now);
                await notifications.QueueForClinicAsync(db, a, f => new TimesAnsweredNotice(f, OfferState.Lapsed), now, ct);
                return new(CommandEnd.Done);
            },
            cancellationToken);

    /// <summary>Lets go of the times kept for a request, if any are: because it is settled otherwise, or because staff say so.</summary>
    /// <returns>Whether any were kept.</returns>
    private static async Task<bool> LetGoAsync(ClinicDb db, Appointment a, Instant now, CancellationToken cancellationToken)
    {
        if (a.Status != AppointmentStatus.Requested)
        {
            return false;
        }

        var open = await db.TimeOffers.Include(o => o.Times).Where(o => o.AppointmentId == a.Id && o.State == OfferState.Open).ToListAsync(cancellationToken);
        foreach (var offer in open)
        {
            await KeptTimes.EndAsync(db, offer, offer.ExpiresAt > now ? OfferState.Withdrawn : OfferState.Lapsed, now, cancellationToken);
        }

        return open.Exists(o => o.State == OfferState.Withdrawn);
    }

    /// <summary>Whether a time can be given to a request, by staff's rules and the diary as it stands; its own cells do not count as free.</summary>
    private async Task<Verdict> JudgeProposedAsync(
        ClinicDb db, Appointment a, Instant start, int? practitioner, int length, Guid? own, RoomWish? room, Instant now, CancellationToken cancellationToken)
    {
        if (practitioner is not { } with)
        {
            return new(null, Refusal.NotOffered);
        }

        var date = calendar.DateOf(start);
        var availability = await diary.ReadAsync(db, a.Service!, RulesForProposals(a, length), date, date, now, own, with, room, cancellationToken);
        return availability.Check(now, start, with);
    }

    private static BookingRules RulesForProposals(Appointment a, int length) => a.Service!.RulesForStaff with { LengthMinutes = length };
}
