using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>A client whose e-mail or phone is the booking's.</summary>
public sealed record ClientMatch(Guid Id, string Name, string Email, string Phone);

/// <summary>What linking sends.</summary>
public sealed class LinkClientForm : AppointmentForm
{
    /// <summary>The value that asks for a new record.</summary>
    public const string New = "new";

    /// <summary>A client's number, or <see cref="New"/>.</summary>
    public string? Client { get; set; }

    /// <inheritdoc/>
    public override string Asked(ClinicTime time) => Client == New ? "create a client record from it" : "link it to a client record";

    /// <summary>Reads it; no client means a new one.</summary>
    public bool TryRead(out long version, out Guid? client, out FormErrors errors)
    {
        errors = new();
        version = ReadVersion(errors);
        client = Guid.TryParse(Client, out var id) ? id : null;
        errors.Require(client is not null || Client == New, nameof(Client), NotListed);
        return !errors.Any;
    }

    /// <summary>Said of whatever is not on the list, whether or not there is such a client.</summary>
    public const string NotListed = "Choose one of the listed clients, or a new record.";
}

/// <summary>
/// Ties a booking to a client's record. What the visitor typed makes a new record or none: an existing one is never changed by it.
/// </summary>
public sealed class ClientLinkingDesk(ClinicDb db, ClinicWrites writes, IClock clock)
{
    private const int MostShown = 20;

    /// <summary>The clients with the booking's e-mail or phone.</summary>
    public async Task<IReadOnlyList<ClientMatch>> MatchesAsync(Appointment appointment, CancellationToken cancellationToken) =>
        await Matching(db, appointment)
            .OrderBy(c => c.Name).ThenBy(c => c.Id).Take(MostShown)
            .Select(c => new ClientMatch(c.Id, c.Name, c.Email, c.Phone))
            .ToListAsync(cancellationToken);

    /// <summary>
    /// Links to an existing client, or (null) to a new record made from the booking. Null where the client is not one of the matches.
    /// </summary>
    public async Task<CommandOutcome?> LinkAsync(StaffCaller caller, Guid appointment, long version, Guid? client, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync((unit, ct) => TryLinkAsync(unit, caller, appointment, version, client, ct), cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : new(CommandEnd.Stale);
    }

    private async Task<CommandOutcome?> TryLinkAsync(
        ClinicDb unit, StaffCaller caller, Guid id, long version, Guid? clientId, CancellationToken cancellationToken)
    {
        if (await unit.Appointments.VisibleTo(caller).FirstOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } appointment)
        {
            return new(CommandEnd.NotFound);
        }

        if (appointment.Version != version || appointment.ClientId is not null)
        {
            return new(appointment.Version != version ? CommandEnd.Stale : CommandEnd.NotAllowed);
        }

        var now = clock.GetCurrentInstant();
        var client = clientId is { } known
            ? await Matching(unit, appointment).FirstOrDefaultAsync(c => c.Id == known, cancellationToken)
            : unit.Clients.Add(NewClient(appointment, now)).Entity;
        if (client is null)
        {
            return null;
        }

        appointment.ClientId = client.Id;
        unit.Audit.Add(new()
        {
            At = now,
            ActorKind = ActorKind.Staff,
            ActorId = caller.Id,
            ActorName = caller.Name,
            Action = clientId is null ? "client.created" : "client.linked",
            AppointmentId = appointment.Id,
        });
        return new(CommandEnd.Done);
    }

    private static IQueryable<Client> Matching(ClinicDb db, Appointment appointment)
    {
        var (email, phone) = (appointment.ContactEmailNormalised, appointment.ContactPhone);
        return db.Clients.Where(c => c.EmailNormalised == email || c.Phone == phone);
    }

    private static Client NewClient(Appointment appointment, Instant now) => new()
    {
        Name = appointment.ContactName,
        Email = appointment.ContactEmail,
        EmailNormalised = appointment.ContactEmailNormalised,
        Phone = appointment.ContactPhone,
        CreatedAt = now,
    };
}
