using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.PatchTests;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Takes bookings. The database decides who wins a time; this desk reads, asks <see cref="Availability"/>, and saves once.</summary>
public sealed class BookingDesk(
    ClinicWrites writes,
    IDbContextFactory<ClinicDb> contexts,
    Diary diary,
    ClinicCalendar calendar,
    NotificationService notifications,
    OutboxSignal outbox,
    Sealer sealer,
    IOptions<BookingLimits> limits,
    IClock clock,
    ClinicMetrics metrics,
    ILogger<BookingDesk> logger)
{
    /// <summary>How long a form's key is honoured.</summary>
    private static readonly Duration KeyLife = Duration.FromDays(7);

    /// <summary>
    /// Books, or says why not. The same form sent again has no second effect. Rules are judged by the clock at commit, not by
    /// what the page once showed.
    /// </summary>
    public async Task<BookingOutcome> BookAsync(BookingRequest request, CancellationToken cancellationToken)
    {
        var outcome = await GlanceAsync(request, cancellationToken);

        // Each lost race leaves one candidate fewer, so a handful of tries settles it.
        for (var attempt = 0; outcome is null && attempt < 10; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => TryBookAsync(db, request, ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                outcome = written.Value;
                outbox.Wake();
            }
            else if (written.End == WriteEnd.DuplicateKey)
            {
                metrics.RaceLost("book");
            }
        }

        outcome ??= new BookingOutcome.SlotTaken(Refusal.Taken, []);
        metrics.BookingEnded(outcome.GetType().Name, ReasonOf(outcome));
        logger.LogInformation("Booking of {Service} ended as {Outcome}", request.ServiceSlug, outcome.GetType().Name);

        // Looked up after the writer's turn is over: there may be many losers and one winner.
        return outcome switch
        {
            BookingOutcome.SlotTaken taken => taken with { Alternatives = await NearestAsync(request.ServiceSlug, request.Start, request.Check, length: null, cancellationToken) },
            BookingOutcome.AgainstCheck against => against with { Alternatives = await NearestAsync(request.ServiceSlug, request.Start, request.Check, length: null, cancellationToken) },
            _ => outcome,
        };
    }

    /// <summary>The bookable times nearest to one that is not: at most six, from a few days before to two weeks after it.</summary>
    /// <param name="serviceSlug">What.</param>
    /// <param name="start">When it should have been.</param>
    /// <param name="check">A suitability check brought along: times that it does not allow are left out.</param>
    /// <param name="length">How long the visit is, in minutes, where it is not as long as its service says.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<Slot>> NearestAsync(string serviceSlug, Instant start, CarriedCheck? check, int? length, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var book = await diary.RulesAsync(db, cancellationToken);
        if (book.Find(serviceSlug) is not { } service)
        {
            return [];
        }

        var said = CheckVerdict.Of(check, service);
        if (said.Word is not (CheckWord.Open or CheckWord.NotBefore))
        {
            return [];
        }

        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var first = LocalDate.Max(today, said.From ?? today);
        var wanted = Instant.Max(start, now);
        var date = LocalDate.Max(first, LocalDate.Min(calendar.DateOf(wanted), today.PlusDays(service.HorizonDays)));
        var from = LocalDate.Max(first, date.PlusDays(-3));
        var until = date.PlusDays(14);
        var availability = await diary.PeekAsync(db, book, service, service.RulesForVisitors with { LengthMinutes = length ?? service.LengthMinutes }, from, until, now, own: null, only: null, cancellationToken);
        return
        [
            .. availability.Offer(now, from, until)
                .DistinctBy(s => s.Start)
                .OrderBy(s => s.Start > wanted ? s.Start - wanted : wanted - s.Start)
                .Take(6)
                .OrderBy(s => s.Start),
        ];
    }

    /// <summary>
    /// Of many rivals for one time most are told so from a reading, without waiting for the writer's turn. Nothing to be gained
    /// where nobody is writing: the turn is there to be had, and the same questions are asked in it.
    /// </summary>
    private async Task<BookingOutcome?> GlanceAsync(BookingRequest request, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!db.IsSomebodyWriting)
        {
            return null;
        }

        await db.Database.OpenConnectionAsync(cancellationToken);
        var settled = (await JudgeAsync(db, request, clock.GetCurrentInstant(), cancellationToken)).Settled;

        // The time may have gone to this very form, sent twice at once: between two readings the other one committed.
        var keyHash = Secret.Hash(request.FormKey);
        return settled is BookingOutcome.SlotTaken && await db.IdempotencyKeys.AnyAsync(k => k.Hash == keyHash, cancellationToken) ? null : settled;
    }

    /// <summary>What a booking would take, or how it ends without one.</summary>
    private async Task<(Choice? Choice, BookingOutcome? Settled)> JudgeAsync(ClinicDb db, BookingRequest request, Instant now, CancellationToken cancellationToken)
    {
        var keyHash = Secret.Hash(request.FormKey);
        if (await diary.Queries.KeyAsync(db, keyHash, cancellationToken) is { } seen)
        {
            var location = sealer.Open(seen.Location)!;
            return (null, seen.BodyHash == request.BodyHash ? new BookingOutcome.Booked(location) : new BookingOutcome.AlreadySent(location));
        }

        if (await diary.Queries.ServiceToBookAsync(db, request.ServiceSlug, request.Practitioner, cancellationToken) is not { } service)
        {
            return (null, new BookingOutcome.NoSuchService());
        }

        var said = CheckVerdict.Of(request.Check, service);
        if (!said.Allows(calendar.DateOf(request.Start)))
        {
            return (null, new BookingOutcome.AgainstCheck(said, []));
        }

        if (service.NeedsPatchTest && !await PatchTestDesk.MayFollowAsync(db, request.Check!.Result!.Test!.Visit, service, request.Start, cancellationToken))
        {
            return (null, new BookingOutcome.AgainstCheck(new(CheckWord.PatchTestFirst), []));
        }

        if (await LimitMetAsync(db, request, now, cancellationToken) is { } limit)
        {
            return (null, new BookingOutcome.TooMany(limit));
        }

        var hold = request.VisitorHash is { } visitor
            ? await diary.Queries.HoldAsync(db, visitor, cancellationToken)
            : null;
        var (slot, why) = await ChooseAsync(db, service, request, hold, now, cancellationToken);
        return slot is { } chosen ? (new(service, chosen, hold), null) : (null, new BookingOutcome.SlotTaken(why, []));
    }

    private async Task<BookingOutcome> TryBookAsync(ClinicDb db, BookingRequest request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await RateCounting.StandInLineAsync(db, [.. request.Counted, .. await Diary.LinesAsync(db, request.ServiceSlug, cancellationToken)], now, cancellationToken);
        var (choice, settled) = await JudgeAsync(db, request, now, cancellationToken);
        if (choice is null)
        {
            return settled!;
        }

        var (service, chosen, hold) = choice;
        if (hold is not null)
        {
            await Diary.FreeAsync(db, hold.Id, Diary.Resources(hold.PractitionerId, hold.RoomId), new(hold.FirstCell, hold.EndCell), cancellationToken);
            db.SlotHolds.Remove(hold);
        }

        var appointment = await AddAsync(db, service, chosen, request, now, cancellationToken);
        var link = "/appointments/" + IssueLink(db, appointment, now);
        db.IdempotencyKeys.Add(new()
        {
            Hash = Secret.Hash(request.FormKey),
            BodyHash = request.BodyHash,
            Location = sealer.Seal(link)!.Value,
            CreatedAt = now,
            ExpiresAt = now + KeyLife,
        });
        await RateCounting.CountAsync(db, request.AddressKey, now, cancellationToken);
        return new BookingOutcome.Booked(link);
    }

    private async Task<(Slot? Slot, Refusal Why)> ChooseAsync(
        ClinicDb db, Service service, BookingRequest request, SlotHold? hold, Instant now, CancellationToken cancellationToken)
    {
        var rules = service.RulesForVisitors;
        var date = calendar.DateOf(request.Start);
        var wanted = request.Practitioner is { } slug ? service.Practitioners.FirstOrDefault(p => p.Slug == slug)?.Id ?? 0 : (int?)null;
        var availability = await diary.ReadAsync(db, service, rules, date, date, now, hold?.Id, wanted, cancellationToken);
        if (wanted is { } practitioner)
        {
            var verdict = availability.Check(now, request.Start, practitioner);
            return (verdict.Slot, verdict.Refusal ?? Refusal.Taken);
        }

        // Whoever was held for the visitor comes first; if the hold ran out and they are taken, anybody else will do.
        if (hold is not null && hold.ServiceId == service.Id && hold.Start == request.Start
            && availability.Check(now, request.Start, hold.PractitionerId).Slot is { } promised)
        {
            return (promised, Refusal.Taken);
        }

        return availability.Candidates(now, request.Start) is [var first, ..]
            ? (first, Refusal.Taken)
            : (null, service.Practitioners.Select(p => availability.Check(now, request.Start, p.Id).Refusal).FirstOrDefault() ?? Refusal.NotOffered);
    }

    private async Task<Appointment> AddAsync(
        ClinicDb db, Service service, Slot slot, BookingRequest request, Instant now, CancellationToken cancellationToken)
    {
        var cells = service.RulesForVisitors.Occupies(slot.Start);
        var appointment = new Appointment
        {
            Reference = NewReference(),
            Service = service,
            Practitioner = service.Practitioners.First(p => p.Id == slot.PractitionerId),
            Room = service.Rooms.FirstOrDefault(r => r.Id == slot.RoomId),
            Status = service.Policy == BookingPolicy.Instant && !service.NeedsPatchTest ? AppointmentStatus.Confirmed : AppointmentStatus.Requested,
            Start = slot.Start,
            End = slot.End,
            FirstCell = cells.First,
            EndCell = cells.End,
            PriceMinorUnits = service.PriceMinorUnits,
            Currency = service.Currency,
            ContactName = request.Name.Text,
            ContactEmail = request.Email.Text,
            ContactEmailNormalised = request.Email.Normalised,
            ContactPhone = request.Phone.E164,
            ContactPreference = request.Preference,
            Hopes = sealer.Seal(request.Hopes),
            Note = sealer.Seal(request.Note),
            CreatedAt = now,
        };
        appointment.Consents.AddRange(request.Consents.Select(kind => new ConsentRecord { Kind = kind, TextVersion = ConsentKinds.TextVersion, GivenAt = now }));
        db.Appointments.Add(appointment);
        await Diary.ClaimAsync(db, appointment.Id, Diary.Resources(slot.PractitionerId, slot.RoomId), cells, heldUntil: null, now, cancellationToken);
        db.Audit.Add(new()
        {
            At = now,
            ActorKind = ActorKind.Visitor,
            Action = appointment.Status == AppointmentStatus.Confirmed ? "appointment.booked" : "appointment.requested",
            AppointmentId = appointment.Id,
            Detail = $"{service.Slug}, {StartText.Write(slot.Start)}, {appointment.Practitioner.Slug}",
        });
        await notifications.QueueForClientAsync(
            db, appointment, facts => appointment.Status == AppointmentStatus.Confirmed ? new BookingConfirmedEmail(facts) : new RequestReceivedEmail(facts), now, cancellationToken);
        await notifications.QueueForClinicAsync(db, appointment, facts => new NewRequestNotice(facts), now, cancellationToken);
        if (appointment.Status == AppointmentStatus.Confirmed)
        {
            ReminderSchedule.Plan(db, appointment, now);
        }

        return appointment;
    }

    private async Task<BookingLimit?> LimitMetAsync(ClinicDb db, BookingRequest request, Instant now, CancellationToken cancellationToken)
    {
        if (await RateCounting.InLastHourAsync(db, request.AddressKey, now, cancellationToken) >= limits.Value.BookingsPerAddressPerHour
            && !(request.Code is { } code && await MailCode.IsGoodAsync(db, request.Email, code, now, cancellationToken)))
        {
            return BookingLimit.Address;
        }

        var open = await diary.Queries.OpenAsync(db, request.Email, request.Phone, now, cancellationToken);
        return open >= limits.Value.OpenBookingsPerContact ? BookingLimit.Contact : null;
    }

    private static string ReasonOf(BookingOutcome outcome) => outcome switch
    {
        BookingOutcome.SlotTaken taken => taken.Why.ToString(),
        BookingOutcome.AgainstCheck against => against.Said.Word.ToString(),
        BookingOutcome.TooMany met => met.Limit.ToString(),
        _ => "none",
    };

    private static string IssueLink(ClinicDb db, Appointment appointment, Instant now)
    {
        var secret = Secret.New();
        db.AppointmentLinks.Add(new() { Hash = Secret.Hash(secret), AppointmentId = appointment.Id, CreatedAt = now });
        return secret;
    }

    private static string NewReference() => EasyLetters.TwoGroups();

    /// <summary>What a booking would take: the slot, and the visitor's own hold that gives way to it.</summary>
    private sealed record Choice(Service Service, Slot Slot, SlotHold? Hold);
}
