using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Health;
using SmpClinic.Web.Features.Appointments.PatchTests;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>What a client's own page shows, and no more.</summary>
public sealed record ClientAppointment(
    Appointment Appointment, string Secret, bool MayMove, bool MayCancel, string? Done)
{
    public Service Service => Appointment.Service!;

    /// <summary>Other times that are kept for the client at the moment.</summary>
    public TimeOffer? Offer { get; init; }

    /// <summary>What was asked and not done: "move it to ...".</summary>
    public string? Asked { get; init; }

    /// <summary>What the questionnaire of this appointment came to, where it was sent off; otherwise the suitability check brought along from the booking, sealed, of which nothing is kept.</summary>
    public CarriedCheck? Check { get; init; }

    /// <summary>The treatments that can follow this visit, where it is a patch test that nothing speaks against.</summary>
    public IReadOnlyList<TreatmentAfter> Treatments { get; init; } = [];

    /// <summary>What that check says of this visit.</summary>
    public CheckVerdict Said => CheckVerdict.Of(Check, Service);

    /// <summary>The address of a page below this one, with the check for as long as it has something to say.</summary>
    public string PathWithCheck(string below) => Path(below) + (Said.Word is CheckWord.NotBefore or CheckWord.NotNow && Check is not null
        ? (below.Contains('?', StringComparison.Ordinal) ? "&check=" : "?check=") + Uri.EscapeDataString(Check!.Seal) : null);

    /// <summary>The address of this page, or of one below it.</summary>
    public string Path(string below = "") => $"/appointments/{Secret}{below}";
}

/// <summary>Finds an appointment by its secret link. Links live until 30 days after the visit.</summary>
public sealed class ClientLinkDesk(ClinicDb db, NotificationService notifications, HealthVerdicts health, PatchTestDesk tests, SealedChecks checks, IOptions<SiteSettings> site, IClock clock)
{
    private static readonly Duration LinkLife = Duration.FromDays(30);

    /// <summary>The appointment behind a secret; null for one that was never issued, was revoked, or is past its time.</summary>
    public async Task<ClientAppointment?> FindAsync(string? secret, string? done, CancellationToken cancellationToken)
    {
        // An address of spaces is bound as nothing at all.
        if (string.IsNullOrEmpty(secret))
        {
            return null;
        }

        var hash = Secret.Hash(secret);
        var now = clock.GetCurrentInstant();
        var oldest = now - LinkLife;
        var id = await db.AppointmentLinks
            .Where(l => l.Hash == hash && l.RevokedAt == null && l.Appointment!.End > oldest)
            .Select(l => l.AppointmentId)
            .FirstOrDefaultAsync(cancellationToken);
        var appointment = id == Guid.Empty
            ? null
            : await db.Appointments.AsNoTracking()
                .Include(a => a.Practitioner).Include(a => a.Room).Include(a => a.Service!).ThenInclude(s => s.Practitioners)
                .FirstOrDefaultAsync(a => a.Id == id, cancellationToken);
        return appointment is null
            ? null
            : new(
                appointment,
                secret,
                appointment.IsOpen && !AppointmentCommands.IsPast(appointment.Start, appointment.Service!.MoveCutoffMinutes, now),
                appointment.IsOpen && !AppointmentCommands.IsPast(appointment.Start, appointment.Service!.CancelCutoffMinutes, now),
                done)
            {
                Check = await CarriedAsync(appointment, cancellationToken),
                Treatments = await tests.TreatmentsAfterAsync(db, appointment, cancellationToken),
                Offer = appointment.Status == AppointmentStatus.Requested
                    ? await db.TimeOffers.AsNoTracking().Include(o => o.Times).ThenInclude(t => t.Practitioner)
                        .FirstOrDefaultAsync(o => o.AppointmentId == id && o.State == OfferState.Open && o.ExpiresAt > now, cancellationToken)
                    : null,
            };
    }

    /// <summary>What the appointment's own questionnaire came to, and the patch test that its treatment follows.</summary>
    private async Task<CarriedCheck?> CarriedAsync(Appointment appointment, CancellationToken cancellationToken)
    {
        var own = appointment.Service!.AsksHealth ? await health.OwnAsync(db, appointment, cancellationToken) : null;
        var result = appointment.Service.NeedsPatchTest && await tests.AheadOfAsync(db, appointment, cancellationToken) is { } test
            ? (own ?? PatchTestDesk.Nothing) with { Test = test } : own;
        return result is null ? null : new(checks.Seal(result), result);
    }

    /// <summary>The entry for the client's own calendar, the same as their mail carries.</summary>
    public CalendarEntry CalendarEntryOf(ClientAppointment own) =>
        notifications.CalendarEntryOf(own.Appointment, site.Value.Absolute(own.Path()));
}
