using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>How a change of a client's record ended.</summary>
public enum RecordEnd
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>It was so already; nothing was written.</summary>
    Same,

    /// <summary>There is no such thing, for this caller.</summary>
    NotFound,

    /// <summary>Somebody changed it meanwhile; nothing was done.</summary>
    Stale,

    /// <summary>It cannot be done; what was asked has its reason.</summary>
    NotAllowed,
}

/// <summary>What every desk does with clients' records: find the one an identifier leads to, change contact data, write down who did what.</summary>
internal static class ClientRecords
{
    /// <summary>The record that an identifier leads to, tracked; null where the caller may not see it. A merged one's leads to whom it was merged into.</summary>
    public static async Task<Client?> RecordAsync(this ClinicDb db, StaffCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var root = await db.Clients.Where(c => c.Id == id).Select(c => (Guid?)c.RootId).FirstOrDefaultAsync(cancellationToken);
        return root is null ? null : await db.Clients.VisibleTo(caller, db).FirstOrDefaultAsync(c => c.Id == root, cancellationToken);
    }

    /// <summary>Changes contact data and keeps those that stood; nothing where they are the same.</summary>
    public static bool Change(this ClinicDb db, Client client, Contact contact, StaffCaller caller, string action, Guid? appointment, Instant now)
    {
        if (contact == Contact.Of(client))
        {
            return false;
        }

        string?[] changed = [contact.Name == client.Name ? null : "name", contact.Email == client.Email ? null : "e-mail address", contact.Phone == client.Phone ? null : "telephone number"];
        db.ClientContactsBefore.Add(new() { ClientId = client.Id, Name = client.Name, Email = client.Email, Phone = client.Phone, ChangedAt = now, ChangedBy = caller.Name });
        (client.Name, client.Email, client.EmailNormalised, client.Phone) = (contact.Name, contact.Email, contact.EmailNormalised, contact.Phone);
        db.Note(caller, action, client.Id, appointment, string.Join(", ", changed.Where(c => c is not null)), now);
        return true;
    }

    /// <summary>Somebody new.</summary>
    public static Client AddClient(this ClinicDb db, Contact contact, Instant now) => db.Clients.Add(new()
    {
        Name = contact.Name,
        Email = contact.Email,
        EmailNormalised = contact.EmailNormalised,
        Phone = contact.Phone,
        CreatedAt = now,
    }).Entity;

    /// <summary>Writes down who did what with whose record. Contact data stay out of it: they are kept with the record.</summary>
    public static void Note(this ClinicDb db, StaffCaller caller, string action, Guid client, Guid? appointment, string? detail, Instant now) => db.Audit.Add(new()
    {
        At = now,
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        ClientId = client,
        AppointmentId = appointment,
        Detail = detail,
    });
}
