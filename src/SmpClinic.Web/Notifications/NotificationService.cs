using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications.Emails;

namespace SmpClinic.Web.Notifications;

/// <summary>
/// Queues mail inside the transaction of the change that causes it, so that a message is owed if and only if the change stands.
/// It is rendered and sealed here and sent later; no request waits for a mail server. After the commit, wake <see cref="OutboxSignal"/>.
/// </summary>
public sealed class NotificationService
{
    private readonly Sealer _sealer;
    private readonly ClinicTime _time;
    private readonly ClinicDetails _clinic;
    private readonly SiteSettings _site;
    private readonly MailSettings _mail;
    private readonly MailComposer _composer;
    private readonly OwnWords _words;

    public NotificationService(
        Sealer sealer, ClinicTime time, IOptions<ClinicDetails> clinic, IOptions<SiteSettings> site, IOptions<MailSettings> mail, OwnWords words)
    {
        _words = words;
        (_sealer, _time, _clinic, _site, _mail) = (sealer, time, clinic.Value, site.Value, mail.Value);
        _composer = new MailComposer(mail, clinic);
    }

    /// <summary>
    /// Queues a mail to the client, with a fresh secret link and a calendar part that says how the appointment stands now.
    /// Older mails of this appointment to the client that have not left yet are superseded: this one says it all. Only a mail that
    /// itself becomes useless some day supersedes nothing.
    /// </summary>
    /// <param name="db">The context of a <see cref="ClinicWrites"/> unit; it tracks the appointment.</param>
    /// <param name="appointment">With service, practitioner and room, if any, loaded.</param>
    /// <param name="email">Makes the email of the facts.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Stops the wait for the database.</param>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    /// <exception cref="FormatException">The client's address is not one plain address; forms refuse such earlier.</exception>
    public Task QueueForClientAsync(ClinicDb db, Appointment appointment, Func<AppointmentFacts, IEmail> email, Instant now, CancellationToken ct) =>
        QueueForClientAsync(db, appointment, email, now, heldBack: Duration.Zero, ct);

    /// <inheritdoc cref="QueueForClientAsync(ClinicDb, Appointment, Func{AppointmentFacts, IEmail}, Instant, CancellationToken)"/>
    /// <param name="heldBack">How long it stays unsent in any case, so that it can be withdrawn; at most a minute, or it is taken for misdated.</param>
    public async Task QueueForClientAsync(
        ClinicDb db, Appointment appointment, Func<AppointmentFacts, IEmail> email, Instant now, Duration heldBack, CancellationToken ct)
    {
        RequireTransaction(db);
        var secret = Secret.New();
        db.AppointmentLinks.Add(new AppointmentLink { Hash = Secret.Hash(secret), AppointmentId = appointment.Id, CreatedAt = now });
        var facts = FactsOf(appointment, _site.Absolute("/appointments/" + secret));
        var entry = EntryOf(facts);
        var method = entry.Status == CalendarStatus.Cancelled ? CalendarMethod.Cancel : CalendarMethod.Request;
        var calendar = new CalendarPart(method, CalendarInvite.Render(entry, method, appointment.CalendarSequence, now));
        var message = _words.Of(email(facts), facts);
        if (message.UselessFrom is null && appointment.MailNumber > 0)
        {
            // One that may be dropped for being late must not take the place of one that may not; and before the first there is none.
            await SupersedeAsync(db, appointment.Id, now, ct);
        }

        Add(db, MailAudience.Client, appointment.ContactEmail, message, now, calendar, appointment, heldBack);
    }

    /// <summary>Queues a notice to the clinic's desk, with a link to the appointment's page for staff. Notices supersede nothing.</summary>
    /// <inheritdoc cref="QueueForClientAsync"/>
    public Task QueueForClinicAsync(
        ClinicDb db, Appointment appointment, Func<AppointmentFacts, IEmail> email, Instant now, CancellationToken ct)
    {
        RequireTransaction(db);
        ct.ThrowIfCancellationRequested();
        var facts = FactsOf(appointment, _site.Absolute($"/staff/appointments/{appointment.Id}"));
        Add(db, MailAudience.Clinic, _clinic.NoticesTo, email(facts), now, calendar: null, appointment);
        return Task.CompletedTask;
    }

    /// <summary>Queues a message that belongs to no appointment.</summary>
    /// <param name="db">The context of a <see cref="ClinicWrites"/> unit.</param>
    /// <param name="audience">Whom it is for.</param>
    /// <param name="recipient">One bare address.</param>
    /// <param name="email">What to say.</param>
    /// <param name="now">UTC.</param>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    /// <exception cref="FormatException">The recipient is not one plain address.</exception>
    public void Queue(ClinicDb db, MailAudience audience, string recipient, IEmail email, Instant now)
    {
        RequireTransaction(db);
        Add(db, audience, recipient, email, now, calendar: null, appointment: null);
    }

    /// <summary>
    /// Tells the desk that mail to a client was given up. A notice that waits already tells it too, so that many failures at
    /// once make one notice.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    public async Task QueueUndeliveredAsync(ClinicDb db, Instant now, CancellationToken ct)
    {
        RequireTransaction(db);
        if (!await db.Outbox.AnyAsync(m => m.State == OutboxState.Waiting && m.Kind == nameof(UndeliveredNotice), ct))
        {
            Queue(db, MailAudience.Clinic, _clinic.NoticesTo, new UndeliveredNotice(_site.Absolute("/staff/mail?state=dead")), now);
        }
    }

    /// <summary>The calendar entry of an appointment, for the page that offers it as a file or a link.</summary>
    /// <param name="appointment">With service, practitioner and room, if any, loaded.</param>
    /// <param name="manageLink">Absolute: the client's own link; it goes into the description.</param>
    public CalendarEntry CalendarEntryOf(Appointment appointment, string manageLink) => EntryOf(FactsOf(appointment, manageLink));

    /// <summary>A message for the trial of the transport, which goes round the outbox.</summary>
    internal MimeMessage Compose(Guid id, string recipient, IEmail email, Instant now) =>
        _composer.Compose(id, recipient, email, now, calendar: null);

    private static void RequireTransaction(ClinicDb db)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Mail cannot be queued outside a transaction: it would be owed without the change, or the other way round.");
        }
    }

    /// <summary>
    /// Takes back what is still waiting to be sent to the client, because it is no longer true: for a change the client is not
    /// told of by mail. A row under a lease may be on its way already; it is left alone, and the order of the stream keeps a
    /// newer one behind it.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    public static async Task SupersedeAsync(ClinicDb db, Guid appointmentId, Instant now, CancellationToken ct)
    {
        RequireTransaction(db);
        foreach (var entry in db.ChangeTracker.Entries<OutboxMessage>())
        {
            if (entry.State == EntityState.Added && entry.Entity.AppointmentId == appointmentId && entry.Entity.Audience == MailAudience.Client)
            {
                entry.Entity.State = OutboxState.Superseded;
                entry.Entity.SealedMessage = null;
            }
        }

        await db.Outbox
            .Where(m => m.AppointmentId == appointmentId && m.Audience == MailAudience.Client && m.State == OutboxState.Waiting)
            .Where(m => m.LeasedUntil == null || m.LeasedUntil <= now)
            .ExecuteUpdateAsync(
                set => set.SetProperty(m => m.State, OutboxState.Superseded)
                    .SetProperty(m => m.SealedMessage, (byte[]?)null)
                    .SetProperty(m => m.LeasedBy, (Guid?)null)
                    .SetProperty(m => m.LeasedUntil, (Instant?)null),
                ct);
    }

    private AppointmentFacts FactsOf(Appointment appointment, string link) => AppointmentFacts.Of(appointment, link, _clinic, _time);

    private CalendarEntry EntryOf(AppointmentFacts facts) =>
        CalendarEntry.Of(facts, _mail.Sender().Address, new Uri(_site.BaseUrl).IdnHost);

    private void Add(
        ClinicDb db, MailAudience audience, string recipient, IEmail email, Instant now, CalendarPart? calendar, Appointment? appointment, Duration heldBack = default)
    {
        var row = new OutboxMessage
        {
            Kind = email.Kind,
            Recipient = recipient,
            Subject = MailComposer.SubjectOf(email),
            Audience = audience,
            CreatedAt = now,
            NextAttemptAt = now + heldBack,
        };
        row.SealedMessage = _sealer.Seal(MimeBytes.Of(_composer.Compose(row.Id, recipient, email, now, calendar)));
        if (appointment is not null)
        {
            row.AppointmentId = appointment.Id;
            row.StreamNumber = ++appointment.MailNumber;
        }

        db.Outbox.Add(row);
    }
}
