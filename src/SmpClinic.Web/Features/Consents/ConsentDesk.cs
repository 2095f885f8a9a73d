using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Consents.Emails;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Consents;

/// <summary>How one consent stands for one appointment.</summary>
/// <param name="Text">The newest wording.</param>
/// <param name="Given">When it was given in that wording; null where it was not, was taken back, or was given in an older one.</param>
/// <param name="Older">Whether an older wording was agreed to, so that it is asked again.</param>
public sealed record TickedConsent(ConsentText Text, Instant? Given, bool Older);

/// <summary>How everything that is agreed to stands for one appointment.</summary>
/// <param name="Ticked">Each by itself.</param>
/// <param name="ToSign">The text to be signed before this treatment; null where there is none.</param>
/// <param name="Signatures">What was signed, the newest first.</param>
/// <param name="Age">That staff saw a document; null while they have not.</param>
/// <param name="Day">The day of the visit.</param>
public sealed record ConsentState(IReadOnlyList<TickedConsent> Ticked, ConsentText? ToSign, IReadOnlyList<SignedConsent> Signatures, AgeCheck? Age, LocalDate Day)
{
    /// <summary>The signature that stands for the newest wording, if there is one.</summary>
    public SignedConsent? Standing => ToSign is null ? null : Signatures.FirstOrDefault(s => s.Kind == ToSign.Kind && s.TextVersion == ToSign.Version && s.WithdrawnAt is null);

    /// <summary>Whether staff saw, for this day, that the client is of age.</summary>
    public bool AgeShown => Age is not null && Age.AdultOn <= Day;
}

/// <summary>
/// What clients agree to, as a record: which wording, when, before whom. Client and staff come through here. Giving and taking back
/// are each one transaction with their audit entry; what is taken back counts from then on, in the gallery with the next request.
/// </summary>
public sealed class ConsentDesk(
    IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, Sealer sealer, NotificationService notifications, OutboxSignal outbox, PhotoRights photos,
    ClinicCalendar calendar, ClinicTime time, IOptions<ClinicDetails> clinic, IClock clock)
{
    /// <summary>How everything stands.</summary>
    public async Task<ConsentState> ReadAsync(Appointment appointment, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var given = await db.Set<ConsentRecord>().AsNoTracking().Where(c => c.AppointmentId == appointment.Id && c.WithdrawnAt == null).ToListAsync(cancellationToken);
        var signed = await db.SignedConsents.AsNoTracking().Where(c => c.AppointmentId == appointment.Id).OrderByDescending(c => c.SignedAt).ToListAsync(cancellationToken);
        var age = await db.AgeChecks.AsNoTracking().Where(c => c.AppointmentId == appointment.Id).OrderByDescending(c => c.SeenAt).FirstOrDefaultAsync(cancellationToken);
        var ticked = ConsentTexts.Ticked.Select(kind => ConsentTexts.Current(kind)!).Select(text =>
        {
            var mine = given.Where(c => c.Kind == text.Kind).ToList();
            var now = mine.Where(c => c.TextVersion == text.Version).Select(c => (Instant?)c.GivenAt).Max();
            return new TickedConsent(text, now, now is null && mine.Count > 0);
        });
        return new([.. ticked], ConsentTexts.ToSignFor(appointment.Service!.Slug), signed, age, calendar.DateOf(appointment.Start));
    }

    /// <summary>Writes down that these were agreed to, in their newest wording.</summary>
    public Task GiveAsync(Appointment appointment, IReadOnlyCollection<string> kinds, Actor by, CancellationToken cancellationToken) => writes.RunAsync(
        async (db, ct) =>
        {
            var now = clock.GetCurrentInstant();
            var open = await db.Set<ConsentRecord>().Where(c => c.AppointmentId == appointment.Id && c.WithdrawnAt == null).ToListAsync(ct);
            foreach (var text in kinds.Distinct(StringComparer.Ordinal).Select(ConsentTexts.Current).OfType<ConsentText>().Where(text => !text.IsSigned && !open.Exists(c => c.Kind == text.Kind && c.TextVersion == text.Version)))
            {
                db.Add(new ConsentRecord { AppointmentId = appointment.Id, Kind = text.Kind, TextVersion = text.Version, GivenAt = now, NotedBy = by.Kind });
                Note(db, appointment.Id, "consent.given", text.Kind + ", wording " + text.Version, by, now);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Takes back what was ticked. Photos leave the record, and with it the gallery, when this returns.</summary>
    public async Task<bool> WithdrawAsync(Appointment appointment, string kind, Actor by, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var open = await db.Set<ConsentRecord>().Where(c => c.AppointmentId == appointment.Id && c.Kind == kind && c.WithdrawnAt == null).ToListAsync(ct);
                if (open.Count == 0)
                {
                    return false;
                }

                open.ForEach(c => c.WithdrawnAt = now);
                Note(db, appointment.Id, "consent.withdrawn", kind, by, now);
                await TellAsync(db, appointment.Id, now, ct);
                return true;
            },
            cancellationToken);
        if (kind == ConsentTexts.RecordPhotos)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            foreach (var photo in await db.Photos.Where(p => p.AppointmentId == appointment.Id).Select(p => p.Id).ToListAsync(cancellationToken))
            {
                await photos.WithdrawAsync(photo, PhotoUse.Record, by, tells: false, cancellationToken);
            }
        }

        outbox.Wake();
        return written is { End: WriteEnd.Committed, Value: true };
    }

    /// <summary>Writes down a signature, and owes the client their copy.</summary>
    /// <param name="appointment">With service.</param>
    /// <param name="text">The wording that was shown.</param>
    /// <param name="signature">The name and, if it was drawn, the drawing.</param>
    /// <param name="witness">The member of staff before whom it was signed; null for the client alone.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async Task<Guid?> SignAsync(Appointment appointment, ConsentText text, (string Name, string? Drawing) signature, Actor? witness, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var hash = HashOf(text, signature.Name, signature.Drawing, now, witness?.Name, appointment.Reference);
        var pdf = ConsentPdf.Write(CopyOf(appointment, text, signature, now, witness?.Name, hash));
        var signed = new SignedConsent
        {
            AppointmentId = appointment.Id,
            Kind = text.Kind,
            TextVersion = text.Version,
            TextHash = text.Hash,
            SignedName = sealer.Seal(signature.Name)!.Value,
            Drawing = sealer.Seal(signature.Drawing),
            SignedAt = now,
            WitnessId = witness?.Id,
            WitnessName = witness?.Name,
            Hash = hash,
            SealedPdf = sealer.Seal(pdf),
        };
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                if (await db.SignedConsents.AnyAsync(c => c.AppointmentId == appointment.Id && c.Kind == text.Kind && c.TextVersion == text.Version && c.WithdrawnAt == null, ct))
                {
                    return false;
                }

                db.SignedConsents.Add(signed);
                Note(db, appointment.Id, "consent.signed", $"{text.Kind}, wording {text.Version}" + (witness is null ? ", by link" : ", witnessed"), witness ?? Actor.Client, now);
                notifications.Queue(db, MailAudience.Client, appointment.ContactEmail, new SignedCopyEmail(pdf, time.When(now)), now);
                return true;
            },
            cancellationToken);
        outbox.Wake();
        return written is { End: WriteEnd.Committed, Value: true } ? signed.Id : null;
    }

    /// <summary>Takes back a signature.</summary>
    public async Task<bool> WithdrawSignatureAsync(Appointment appointment, Guid id, Actor by, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                if (await db.SignedConsents.FirstOrDefaultAsync(c => c.Id == id && c.AppointmentId == appointment.Id && c.WithdrawnAt == null, ct) is not { } signed)
                {
                    return false;
                }

                var now = clock.GetCurrentInstant();
                signed.WithdrawnAt = now;
                Note(db, appointment.Id, "consent.withdrawn", signed.Kind, by, now);
                await TellAsync(db, appointment.Id, now, ct);
                return true;
            },
            cancellationToken);
        outbox.Wake();
        return written is { End: WriteEnd.Committed, Value: true };
    }

    /// <summary>Writes down that staff went through a text that was signed by link with the client.</summary>
    public async Task<bool> CountersignAsync(Appointment appointment, Guid id, Actor by, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (db, ct) =>
            {
                if (await db.SignedConsents.FirstOrDefaultAsync(c => c.Id == id && c.AppointmentId == appointment.Id && c.WithdrawnAt == null && c.WitnessId == null && c.CountersignedAt == null, ct) is not { } signed)
                {
                    return false;
                }

                var now = clock.GetCurrentInstant();
                (signed.CountersignedBy, signed.CountersignedAt) = (by.Name, now);
                Note(db, appointment.Id, "consent.countersigned", signed.Kind, by, now);
                return true;
            },
            cancellationToken);
        return written is { End: WriteEnd.Committed, Value: true };
    }

    /// <summary>Writes down that staff saw a document that shows the client to be of age on the day of the visit.</summary>
    public Task NoteAgeAsync(Appointment appointment, IdDocument document, Actor by, CancellationToken cancellationToken) => writes.RunAsync(
        (db, _) =>
        {
            var now = clock.GetCurrentInstant();
            db.AgeChecks.Add(new() { AppointmentId = appointment.Id, Document = document, AdultOn = calendar.DateOf(appointment.Start), SeenById = by.Id!.Value, SeenByName = by.Name!, SeenAt = now });
            Note(db, appointment.Id, "age.checked", document.ToString(), by, now);
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>The PDF of a signed consent of this appointment; with a reader of staff it is written down that they looked.</summary>
    public async Task<byte[]?> PdfAsync(Appointment appointment, Guid id, Actor? reader, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pdf = await db.SignedConsents.Where(c => c.Id == id && c.AppointmentId == appointment.Id).Select(c => c.SealedPdf).FirstOrDefaultAsync(cancellationToken);
        if (pdf is not null && reader is not null)
        {
            await writes.RunAsync(
                (context, _) =>
                {
                    Note(context, appointment.Id, "consent.viewed", null, reader, clock.GetCurrentInstant());
                    return Task.FromResult(true);
                },
                cancellationToken);
        }

        return pdf is null ? null : sealer.Open(pdf);
    }

    /// <summary>Whether a signature is what it was when it was given: the digest is worked out anew from what is kept.</summary>
    public bool IsWhole(SignedConsent consent, string reference) => ConsentTexts.Find(consent.Kind, consent.TextVersion) is { } text
        && text.Hash == consent.TextHash
        && HashOf(text, sealer.Open(consent.SignedName)!, sealer.Open(consent.Drawing), consent.SignedAt, consent.WitnessName, reference) == consent.Hash;

    private static string HashOf(ConsentText text, string name, string? drawing, Instant at, string? witness, string reference) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\u001f', text.Kind, text.Version, text.Whole, name, drawing, InstantPattern.ExtendedIso.Format(at), witness, reference))));

    private ConsentCopy CopyOf(Appointment appointment, ConsentText text, (string Name, string? Drawing) signature, Instant at, string? witness, string hash) => new(
        [clinic.Value.Name, clinic.Value.Address, clinic.Value.Phone],
        text,
        [
            ("Wording", text.Version),
            ("Appointment", $"{appointment.Reference}, {time.When(appointment.Start)}"),
            ("Signed by", signature.Name),
            ("Signed", time.When(at) + (signature.Drawing is null ? ", typed" : ", drawn and typed")),
            ("Witness", witness ?? "none: signed by the client’s own link, after a code from their mail"),
        ],
        signature.Drawing,
        hash);

    private async Task TellAsync(ClinicDb db, Guid id, Instant now, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.Include(a => a.Service).Include(a => a.Practitioner).Include(a => a.Room).FirstAsync(a => a.Id == id, cancellationToken);
        await notifications.QueueForClinicAsync(db, appointment, facts => new ConsentWithdrawnNotice(facts), now, cancellationToken);
    }

    private static void Note(ClinicDb db, Guid appointment, string action, string? detail, Actor by, Instant now) => db.Audit.Add(new()
    {
        At = now,
        ActorKind = by.Kind,
        ActorId = by.Id,
        ActorName = by.Name,
        Action = action,
        AppointmentId = appointment,
        Detail = detail,
    });
}
