using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>
/// What one client knows of one visit: what the site acknowledged, and what was asked and never answered. After a recovery the
/// database must hold exactly what was acknowledged, or that with the unanswered change done whole.
/// </summary>
public sealed class ClientJournal(string email)
{
    private Instant? _askedStart;
    private bool _askedCancel;
    private bool _asked;

    public string Email { get; } = email;

    /// <summary>The client's own page; null until the booking was acknowledged.</summary>
    public string? Page { get; private set; }

    public Instant? Start { get; private set; }

    public bool Cancelled { get; private set; }

    /// <summary>The booking form, to be sent again if its answer never came.</summary>
    public Form? Unanswered { get; private set; }

    public void AskBooking(Instant start, Form form) => (_asked, _askedStart, Unanswered) = (true, start, form);

    public void AskMove(Instant start) => (_asked, _askedStart) = (true, start);

    public void AskCancel() => (_asked, _askedCancel) = (true, true);

    /// <summary>The site said yes.</summary>
    public void Acknowledge(string? page = null)
    {
        Page ??= page;
        Start = _askedStart ?? Start;
        Cancelled |= _askedCancel;
        Refused();
    }

    /// <summary>The site said no: nothing is under way any more.</summary>
    public void Refused() => (_asked, _askedStart, _askedCancel, Unanswered) = (false, null, false, null);

    /// <summary>What the database says against the journal; nothing when both agree. What was unanswered is settled by it.</summary>
    public async Task<string?> CompareAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var kept = await db.Appointments.AsNoTracking().Where(a => a.ContactEmail == Email).ToListAsync(cancellationToken);
        if (kept.Count > 1)
        {
            return $"{Email} has {kept.Count} visits from one form";
        }

        if (Page is null)
        {
            return kept.Count == 0 || _asked ? null : $"{Email} was refused and has a visit";
        }

        var hash = Secret.Hash(Page.Split('/')[2]);
        if (kept is not [var visit] || !await db.AppointmentLinks.AnyAsync(l => l.Hash == hash && l.AppointmentId == visit.Id, cancellationToken))
        {
            return $"the visit of {Email} was acknowledged and is lost";
        }

        var asAcknowledged = visit.Start == Start && visit.Status == AppointmentStatus.Cancelled == Cancelled;
        var asAsked = _asked && visit.Start == (_askedStart ?? Start) && visit.Status == AppointmentStatus.Cancelled == (Cancelled || _askedCancel);
        if (!asAcknowledged && !asAsked)
        {
            return $"{Email} was told {Start}{(Cancelled ? ", cancelled" : "")}; the database says {visit.Start}, {visit.Status}";
        }

        (Start, Cancelled) = (visit.Start, visit.Status == AppointmentStatus.Cancelled);
        Refused();
        return null;
    }
}
