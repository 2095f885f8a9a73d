using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>
/// Ties a booking to a client's record, and unties it. What the visitor typed makes a new record or none; of an existing one it changes
/// what a member of staff has looked at and chosen, and nothing else.
/// </summary>
public sealed class ClientLinkingDesk(ClinicDb db, ClinicWrites writes, ClientContactDesk contacts, ClientSearch search, ClientListDesk words, IClock clock)
{
    /// <summary>The clients with the booking's e-mail, phone or name.</summary>
    public async Task<IReadOnlyList<ClientMatch>> MatchesAsync(StaffCaller caller, Appointment appointment, CancellationToken cancellationToken) =>
        [.. (await LikelyAsync(caller, appointment, cancellationToken)).Select(m => new ClientMatch(m.Row.Id, m.Row.Name, m.Row.Email, m.Row.Phone, m.Why))];

    /// <summary>The record a booking is linked to; null where the caller may not see it.</summary>
    public async Task<ClientCard?> CardAsync(StaffCaller caller, Guid client, CancellationToken cancellationToken) =>
        await db.RecordAsync(caller, client, cancellationToken) is { } record
            ? new(record.Id, record.Name, await db.ClientAlerts.Where(a => a.Client!.RootId == record.Id && a.RemovedAt == null).OrderBy(a => a.CreatedAt).Select(a => a.Text).ToListAsync(cancellationToken))
            : null;

    /// <summary>
    /// Links to an existing client, or (null) to a new record made from the booking. Null where the client is not one of the matches.
    /// </summary>
    public async Task<CommandOutcome?> LinkAsync(StaffCaller caller, Guid appointment, long version, Guid? client, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync((unit, ct) => TryLinkAsync(unit, caller, appointment, version, client, ct), cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : new(CommandEnd.Stale);
    }

    /// <summary>Unlinks; the record stays.</summary>
    public async Task<CommandOutcome> UnlinkAsync(StaffCaller caller, Guid appointment, long version, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.Appointments.VisibleTo(caller).FirstOrDefaultAsync(a => a.Id == appointment, ct) is not { } booking)
                {
                    return new CommandOutcome(CommandEnd.NotFound);
                }

                if (booking.Version != version || booking.ClientId is not { } client)
                {
                    return new(booking.Version != version ? CommandEnd.Stale : CommandEnd.NotAllowed);
                }

                booking.ClientId = null;
                unit.Note(caller, "client.unlinked", client, booking.Id, null, clock.GetCurrentInstant());
                return new(CommandEnd.Done);
            },
            cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : new(CommandEnd.Stale);
    }

    /// <summary>The page on which a booking's client is looked for; null where there is no such booking, or it is linked.</summary>
    public async Task<ChooseClientPage?> ChooseAsync(StaffCaller caller, Guid appointment, string? find, CancellationToken cancellationToken)
    {
        if (await OpenAsync(db, caller, appointment, cancellationToken) is not { } booking)
        {
            return null;
        }

        var typed = words.WordsOf(find);
        return new(booking, await LikelyAsync(caller, booking, cancellationToken), typed, typed is null ? null : await search.FindAsync(caller, typed, cancellationToken), new());
    }

    /// <summary>The two side by side; null where there are no two such, or the booking is linked.</summary>
    public async Task<LinkPage?> CompareAsync(StaffCaller caller, Guid appointment, Guid clientId, CancellationToken cancellationToken) =>
        await OpenAsync(db, caller, appointment, cancellationToken) is { } booking && await db.RecordAsync(caller, clientId, cancellationToken) is { } client
            ? new(booking, client, TakeForm.Of(booking, client), new(), Changed: false)
            : null;

    /// <summary>Links a booking to a record, and takes into the record what was chosen.</summary>
    /// <returns>How it ended, and the page to show where it was not done.</returns>
    public async Task<(RecordEnd End, LinkPage? Page)> TakeAsync(StaffCaller caller, Guid appointment, Guid clientId, TakeForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var read = form.TryRead(errors);
        var end = RecordEnd.NotAllowed;
        if (read is var (bookingVersion, clientVersion))
        {
            var written = await writes.RunAsync((unit, ct) => TryTakeAsync(unit, caller, (appointment, bookingVersion), (clientId, clientVersion), form, ct), cancellationToken);
            end = written.End == WriteEnd.Committed ? written.Value : RecordEnd.Stale;
        }

        if (end is RecordEnd.Done or RecordEnd.Same || await CompareAsync(caller, appointment, clientId, cancellationToken) is not { } page)
        {
            return (end is RecordEnd.Done or RecordEnd.Same ? end : RecordEnd.NotFound, null);
        }

        (form.Version, form.ClientVersion) = (page.Form.Version, page.Form.ClientVersion);
        return (end, page with { Form = form, Errors = errors, Changed = end == RecordEnd.Stale });
    }

    private static Task<Appointment?> OpenAsync(ClinicDb db, StaffCaller caller, Guid appointment, CancellationToken cancellationToken) =>
        db.Appointments.AsNoTracking().VisibleTo(caller).Include(a => a.Service).FirstOrDefaultAsync(a => a.Id == appointment && a.ClientId == null, cancellationToken);

    private static IQueryable<Client> Matching(ClinicDb unit, Appointment appointment)
    {
        var (email, phone, name) = (appointment.ContactEmailNormalised, appointment.ContactPhone, SearchWords.NameKey(appointment.ContactName));
        return unit.Clients.Where(c => c.EmailNormalised == email || c.Phone == phone || (c.NameKey == name && name != ""));
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
            ? await Matching(unit, appointment).AnyAsync(c => c.RootId == known, cancellationToken) ? await unit.RecordAsync(caller, known, cancellationToken) : null
            : unit.AddClient(new(appointment.ContactName, appointment.ContactEmail, appointment.ContactEmailNormalised, appointment.ContactPhone), now);
        if (client is null)
        {
            return null;
        }

        appointment.ClientId = client.Id;
        unit.Note(caller, clientId is null ? "client.created" : "client.linked", client.Id, appointment.Id, null, now);
        return new(CommandEnd.Done);
    }

    private async Task<RecordEnd> TryTakeAsync(ClinicDb unit, StaffCaller caller, (Guid Id, long Version) which, (Guid Id, long Version) to, TakeForm form, CancellationToken cancellationToken)
    {
        var booking = await unit.Appointments.VisibleTo(caller).FirstOrDefaultAsync(a => a.Id == which.Id, cancellationToken);
        if (booking is null || await unit.RecordAsync(caller, to.Id, cancellationToken) is not { } client)
        {
            return RecordEnd.NotFound;
        }

        if (booking.ClientId is not null)
        {
            return booking.ClientId == client.Id ? RecordEnd.Same : RecordEnd.Stale;
        }

        if (booking.Version != which.Version || client.Version != to.Version)
        {
            return RecordEnd.Stale;
        }

        var now = clock.GetCurrentInstant();
        booking.ClientId = client.Id;
        unit.Change(client, form.Choose(booking, client), caller, "client.changed", booking.Id, now);
        unit.Note(caller, "client.linked", client.Id, booking.Id, null, now);
        return RecordEnd.Done;
    }

    private Task<IReadOnlyList<LikelySame>> LikelyAsync(StaffCaller caller, Appointment booking, CancellationToken cancellationToken) =>
        contacts.LikelySameAsync(caller, booking.ContactName, booking.ContactEmailNormalised, booking.ContactPhone, except: null, cancellationToken);
}
