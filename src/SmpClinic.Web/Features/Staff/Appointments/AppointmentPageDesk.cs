using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>Reads everything about one appointment, as far as the caller may know it.</summary>
public sealed class AppointmentPageDesk(ClinicDb db, Sealer sealer, ClientLinkingDesk clients, IClock clock, ILogger<AppointmentPageDesk> logger)
{
    /// <summary>Shown where the key ring cannot open what was sealed.</summary>
    private const string Unreadable = "(cannot be opened: its key is missing)";

    /// <summary>The page; null where there is no such appointment for this caller.</summary>
    public async Task<AppointmentPage?> ReadAsync(StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var appointment = await db.Appointments.AsNoTracking().VisibleTo(caller)
            .Include(a => a.Service).Include(a => a.Practitioner).Include(a => a.Room).Include(a => a.Client).Include(a => a.Consents)
            .AsSplitQuery()
            .FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (appointment is null)
        {
            return null;
        }

        var history = await db.Audit.AsNoTracking().Where(e => e.AppointmentId == id).ToListAsync(cancellationToken);
        var messages = await MailDesk.Rows(db.Outbox.AsNoTracking().Where(m => m.AppointmentId == id).OrderByDescending(m => m.StreamNumber))
            .ToListAsync(cancellationToken);
        var offers = await db.TimeOffers.AsNoTracking().Include(o => o.Times).ThenInclude(t => t.Practitioner)
            .Where(o => o.AppointmentId == id).OrderByDescending(o => o.CreatedAt).ToListAsync(cancellationToken);
        var missed = await NoShows.OfAsync(db, caller, [new(id, appointment.ClientId, appointment.ContactEmailNormalised, appointment.ContactPhone)], cancellationToken);
        return new(
            appointment,
            caller.MayReadWords(appointment.PractitionerId) ? new(Open(appointment.Hopes, id), Open(appointment.Note, id)) : null,
            [.. history.OrderBy(e => e.At).ThenBy(e => e.Id)],
            messages,
            appointment.ClientId is { } client ? await clients.CardAsync(caller, client, cancellationToken) : null,
            caller.MayLinkClients && appointment.ClientId is null ? await clients.MatchesAsync(caller, appointment, cancellationToken) : null,
            caller.MayLinkClients,
            clock.GetCurrentInstant())
        {
            Offers = offers,
            NoShows = missed.GetValueOrDefault(id),
        };
    }

    private string? Open(SealedText? words, Guid id)
    {
        try
        {
            return sealer.Open(words);
        }
        catch (CryptographicException e)
        {
            logger.LogError(e, "The words of appointment {Appointment} cannot be opened", id);
            return Unreadable;
        }
    }
}
