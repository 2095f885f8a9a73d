using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.WaitingList.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList;

/// <content>A time offered to somebody on the list, and what becomes of it.</content>
public sealed partial class WaitingCommands
{
    /// <summary>
    /// Offers a time: it is kept for them until the offer runs out, and they are written to. By the site under the rules for visitors, with
    /// so much lead that whoever accepts at the last moment is still in time; by staff under theirs.
    /// </summary>
    public Task<WaitingOutcome> OfferAsync(WaitingCommand command, Instant start, int practitionerId, CancellationToken cancellationToken) => RunAsync(
        command,
        async (db, entry, now, ct) =>
        {
            if (entry.State != WaitingState.Waiting || (command.Actor.Kind == ActorKind.System && entry.RestsUntil > now))
            {
                return new(WaitingEnd.NotAllowed);
            }

            // Where a service takes so many visits a day or a week, whoever would count them stands in line first.
            await RateCounting.StandInLineAsync(db, await Diary.LinesAsync(db, entry.Service!.Slug, ct), now, ct);
            var until = hours.Until(now);
            var rules = command.Actor.Kind == ActorKind.System ? RulesFor(entry.Service!, now, until) : entry.Service!.RulesForStaff with { LeadTime = until - now };
            var date = calendar.DateOf(start);
            var verdict = (await diary.ReadAsync(db, entry.Service!, rules, date, date, now, own: null, practitionerId, ct)).Check(now, start, practitionerId);
            if (verdict.Slot is not { } slot)
            {
                return new(WaitingEnd.TimeRefused, verdict.Refusal);
            }

            var offer = new TimeOffer { WaitingEntryId = entry.Id, CreatedAt = now, ExpiresAt = until, MadeBy = command.Actor.Name };
            await KeptTimes.KeepAsync(db, offer, [slot], rules, now, ct);
            entry.State = WaitingState.Offered;
            var with = entry.Service!.Practitioners.First(p => p.Id == slot.PractitionerId);
            Note(db, entry, command.Actor, "waiting.offered", $"{StartText.Write(slot.Start)}, {with.Slug}; until {StartText.Write(until)}", now);
            mail.Queue(db, entry, f => new TimeFreeEmail(f, new(slot.Start, slot.End, with.Name), until), now);
            return new(WaitingEnd.Done);
        },
        cancellationToken);

    /// <summary>The rules by which the site offers times of a service to people who may answer until then.</summary>
    public BookingRules RulesFor(Service service, Instant now, Instant until)
    {
        var rules = service.RulesForVisitors;
        return rules with { LeadTime = hours.LeadTime(rules.LeadTime, now, until) };
    }

    /// <summary>They take the time: it is booked with what is known of them, and confirmed at once. The same press twice has one effect.</summary>
    public Task<WaitingOutcome> AcceptAsync(WaitingCommand command, Guid offerId, CancellationToken cancellationToken) => RunAsync(
        command,
        async (db, entry, now, ct) =>
        {
            var key = Secret.Hash("waiting-accept:" + offerId);
            if (await db.IdempotencyKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Hash == key, ct) is { } seen)
            {
                return new(WaitingEnd.Done) { Location = sealer.Open(seen.Location) };
            }

            var offer = entry.Offers.Find(o => o.Id == offerId);
            if (entry.State != WaitingState.Offered || offer?.IsOpen(now) != true)
            {
                return new(WaitingEnd.NotAllowed);
            }

            var time = offer.Times[0];
            var date = calendar.DateOf(time.Start);
            RoomWish? room = time.RoomId is { } kept ? new(kept, NoOther: true) : null;
            var verdict = (await diary.ReadAsync(db, entry.Service!, entry.Service!.RulesForStaff, date, date, now, offer.Id, time.PractitionerId, room, ct)).Check(now, time.Start, time.PractitionerId);
            if (verdict.Slot is not { } slot)
            {
                return new(WaitingEnd.TimeRefused, verdict.Refusal);
            }

            await KeptTimes.EndAsync(db, offer, OfferState.Taken, now, ct);
            var appointment = await BookAsync(db, entry, slot, time.Cells, now, ct);
            (entry.State, entry.EndedAt, entry.AppointmentId) = (WaitingState.Booked, now, appointment.Id);
            Note(db, entry, command.Actor, "waiting.accepted", StartText.Write(slot.Start), now);
            var secret = Secret.New();
            db.AppointmentLinks.Add(new() { Hash = Secret.Hash(secret), AppointmentId = appointment.Id, CreatedAt = now });
            var location = "/appointments/" + secret;
            db.IdempotencyKeys.Add(new() { Hash = key, BodyHash = key, Location = sealer.Seal(location)!.Value, CreatedAt = now, ExpiresAt = now + Duration.FromDays(7) });
            return new(WaitingEnd.Done) { Location = location };
        },
        cancellationToken);

    /// <summary>They let the time go and keep their place; or staff take the offer back.</summary>
    public Task<WaitingOutcome> LetGoAsync(WaitingCommand command, Guid offerId, CancellationToken cancellationToken) => RunAsync(
        command,
        async (db, entry, now, ct) =>
        {
            var offer = entry.Offers.Find(o => o.Id == offerId);
            if (offer is null && command.Actor.IsClient && await db.TimeOffers.AnyAsync(o => o.Id == offerId && o.WaitingEntryId == entry.Id && o.State == OfferState.TurnedDown, ct))
            {
                return new(WaitingEnd.Done);
            }

            if (offer is null || entry.State != WaitingState.Offered)
            {
                return new(WaitingEnd.NotAllowed);
            }

            await KeptTimes.EndAsync(db, offer, command.Actor.IsClient ? OfferState.TurnedDown : OfferState.Withdrawn, now, ct);
            (entry.State, entry.Unanswered) = (WaitingState.Waiting, command.Actor.IsClient ? 0 : entry.Unanswered);
            entry.RestsUntil = now + (command.Actor.IsClient ? RestDeclined : RestUnanswered);
            Note(db, entry, command.Actor, command.Actor.IsClient ? "waiting.declined" : "waiting.offer-withdrawn", StartText.Write(offer.Times[0].Start), now);
            if (!command.Actor.IsClient && command.TellClient)
            {
                mail.Queue(db, entry, f => new OfferOverEmail(f, OfferState.Withdrawn), now);
            }

            return new(WaitingEnd.Done);
        },
        cancellationToken);

    /// <summary>Nobody answered in time. Done once, by whichever process is first.</summary>
    public Task<WaitingOutcome> LapseAsync(Guid id, Guid offerId, CancellationToken cancellationToken) => RunAsync(
        new(id, Actor.TheSite),
        async (db, entry, now, ct) =>
        {
            var offer = entry.Offers.Find(o => o.Id == offerId);
            if (offer is null || offer.ExpiresAt > now)
            {
                return new(WaitingEnd.NotAllowed);
            }

            await KeptTimes.EndAsync(db, offer, OfferState.Lapsed, now, ct);
            (entry.State, entry.RestsUntil, entry.Unanswered) = (WaitingState.Waiting, now + RestUnanswered, entry.Unanswered + 1);
            var over = entry.Unanswered >= MostUnanswered;
            if (over)
            {
                (entry.State, entry.EndedAt) = (WaitingState.Ended, now);
            }

            Note(db, entry, Actor.TheSite, "waiting.lapsed", StartText.Write(offer.Times[0].Start) + (over ? "; the third unanswered, off the list" : string.Empty), now);
            mail.Queue(db, entry, f => over ? new WaitingOverEmail(f, WaitingOver.NoAnswer) : new OfferOverEmail(f, OfferState.Lapsed), now);
            return new(WaitingEnd.Done);
        },
        cancellationToken);

    private async Task<Appointment> BookAsync(ClinicDb db, WaitingEntry entry, Slot slot, CellRange cells, Instant now, CancellationToken cancellationToken)
    {
        var service = entry.Service!;
        var appointment = new Appointment
        {
            Reference = EasyLetters.TwoGroups(),
            Service = service,
            Practitioner = service.Practitioners.First(p => p.Id == slot.PractitionerId),
            Room = service.Rooms.FirstOrDefault(r => r.Id == slot.RoomId),
            Status = AppointmentStatus.Confirmed,
            Source = BookingSource.WaitingList,
            Start = slot.Start,
            End = slot.End,
            FirstCell = cells.First,
            EndCell = cells.End,
            PriceMinorUnits = service.PriceMinorUnits,
            Currency = service.Currency,
            ContactName = entry.ContactName,
            ContactEmail = entry.ContactEmail,
            ContactEmailNormalised = entry.ContactEmailNormalised,
            ContactPhone = entry.ContactPhone,
            CreatedAt = now,
        };
        appointment.Consents.Add(new() { Kind = ConsentKinds.Terms, TextVersion = entry.ConsentTextVersion, GivenAt = entry.CreatedAt });
        db.Appointments.Add(appointment);
        await Diary.ClaimAsync(db, appointment.Id, Diary.Resources(slot.PractitionerId, slot.RoomId), cells, heldUntil: null, now, cancellationToken);
        db.Audit.Add(new()
        {
            At = now,
            ActorKind = ActorKind.Client,
            Action = "appointment.booked",
            AppointmentId = appointment.Id,
            Detail = $"{service.Slug}, {StartText.Write(slot.Start)}, {appointment.Practitioner.Slug}; from the waiting list, {entry.Reference}",
        });
        await notifications.QueueForClientAsync(db, appointment, facts => new BookingConfirmedEmail(facts), now, cancellationToken);
        await notifications.QueueForClinicAsync(db, appointment, facts => new NewRequestNotice(facts), now, cancellationToken);
        ReminderSchedule.Plan(db, appointment, now);
        return appointment;
    }
}
