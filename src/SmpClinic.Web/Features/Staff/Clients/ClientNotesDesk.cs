using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Notes and alerts of clients' records. To whoever may not read clinical notes there are none.</summary>
public sealed class ClientNotesDesk(ClinicDb db, ClinicWrites writes, Sealer sealer, IClock clock, ILogger<ClientNotesDesk> logger)
{
    /// <summary>Shown where the key ring cannot open what was sealed.</summary>
    private const string Unreadable = "(cannot be opened: its key is missing)";

    private static readonly Duration SentAgain = Duration.FromMinutes(5);

    /// <summary>The notes of some records that the caller may read, the newest first.</summary>
    public async Task<IReadOnlyList<NoteView>> ReadAsync(StaffCaller caller, IReadOnlyList<Guid> records, CancellationToken cancellationToken)
    {
        var notes = await Readable(db, caller).AsNoTracking().Include(n => n.Versions)
            .Where(n => records.Contains(n.ClientId)).OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id)
            .ToListAsync(cancellationToken);
        LogShown(caller, notes);
        return notes.ConvertAll(View);
    }

    /// <summary>One note to be edited; null where the caller may not read it.</summary>
    public async Task<NotePage?> ReadAsync(StaffCaller caller, Guid clientId, Guid noteId, CancellationToken cancellationToken)
    {
        if (await db.RecordAsync(caller, clientId, cancellationToken) is not { } client)
        {
            return null;
        }

        var note = await Readable(db, caller).AsNoTracking().Include(n => n.Versions).FirstOrDefaultAsync(n => n.Id == noteId && n.Client!.RootId == client.Id, cancellationToken);
        if (note is null)
        {
            return null;
        }

        LogShown(caller, [note]);
        var view = View(note);
        return new(client, view, new() { Text = view.Latest.Text, Version = note.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) }, new(), Changed: false);
    }

    /// <summary>Writes a note.</summary>
    public async Task<RecordEnd> AddAsync(StaffCaller caller, Guid clientId, NoteForm form, FormErrors errors, CancellationToken cancellationToken)
    {
        var (kind, text) = (form.TryReadKind(caller.MayReadClinical, errors), form.TryReadText(errors));
        if (kind is null || text is null)
        {
            return RecordEnd.NotAllowed;
        }

        return await WriteAsync(
            async (unit, now, ct) =>
            {
                if (await unit.RecordAsync(caller, clientId, ct) is not { } client)
                {
                    return RecordEnd.NotFound;
                }

                if (await IsRepeatAsync(unit, caller, client.Id, kind.Value, text, now, ct))
                {
                    return RecordEnd.Done;
                }

                var note = new ClientNote { ClientId = client.Id, Kind = kind.Value, CreatedAt = now };
                AddWords(note, text, caller, now);
                unit.ClientNotes.Add(note);
                unit.Note(caller, "client.note-added", client.Id, null, NoteText(note), now);
                return RecordEnd.Done;
            },
            cancellationToken);
    }

    /// <summary>Adds words to a note in the place of its last; those stay.</summary>
    /// <returns>How it ended, and the page to show where it was not done.</returns>
    public async Task<(RecordEnd End, NotePage? Page)> EditAsync(StaffCaller caller, Guid clientId, Guid noteId, NoteForm form, CancellationToken cancellationToken)
    {
        if (await ReadAsync(caller, clientId, noteId, cancellationToken) is not { } page)
        {
            return (RecordEnd.NotFound, null);
        }

        page = page with { Form = form };
        var (version, text) = (form.TryReadVersion(page.Errors), form.TryReadText(page.Errors));
        if (version is null || text is null)
        {
            return (RecordEnd.NotAllowed, page);
        }

        if (text == page.Note.Latest.Text)
        {
            return (RecordEnd.Same, page);
        }

        var end = await WriteAsync(
            async (unit, now, ct) =>
            {
                var note = await Readable(unit, caller).FirstAsync(n => n.Id == noteId, ct);
                if (note.Version != version)
                {
                    return RecordEnd.Stale;
                }

                AddWords(note, text, caller, now);
                unit.Note(caller, "client.note-edited", page.Client.Id, null, NoteText(note), now);
                return RecordEnd.Done;
            },
            cancellationToken);
        return end != RecordEnd.Stale ? (end, page)
            : await ReadAsync(caller, clientId, noteId, cancellationToken) is { } now ? (end, now with { Form = form, Changed = true }) : (RecordEnd.NotFound, null);
    }

    /// <summary>Puts an alert on the record.</summary>
    public async Task<RecordEnd> AddAlertAsync(StaffCaller caller, Guid clientId, AlertForm form, FormErrors errors, CancellationToken cancellationToken)
    {
        if (form.TryRead(errors) is not { } text)
        {
            return RecordEnd.NotAllowed;
        }

        return await WriteAsync(
            async (unit, now, ct) =>
            {
                if (await unit.RecordAsync(caller, clientId, ct) is not { } client)
                {
                    return RecordEnd.NotFound;
                }

                if (await unit.ClientAlerts.AnyAsync(a => a.Client!.RootId == client.Id && a.Text == text && a.RemovedAt == null, ct))
                {
                    return RecordEnd.Same;
                }

                unit.ClientAlerts.Add(new() { ClientId = client.Id, Text = text, CreatedAt = now, CreatedBy = caller.Name });
                unit.Note(caller, "client.alert-added", client.Id, null, null, now);
                return RecordEnd.Done;
            },
            cancellationToken);
    }

    /// <summary>Takes an alert off the record, where it is still on it.</summary>
    public Task<RecordEnd> RemoveAlertAsync(StaffCaller caller, Guid clientId, Guid alertId, CancellationToken cancellationToken) => WriteAsync(
        async (unit, now, ct) =>
        {
            if (await unit.RecordAsync(caller, clientId, ct) is not { } client
                || await unit.ClientAlerts.FirstOrDefaultAsync(a => a.Id == alertId && a.Client!.RootId == client.Id, ct) is not { } alert)
            {
                return RecordEnd.NotFound;
            }

            if (alert.RemovedAt is not null)
            {
                return RecordEnd.Same;
            }

            (alert.RemovedAt, alert.RemovedBy) = (now, caller.Name);
            unit.Note(caller, "client.alert-removed", client.Id, null, null, now);
            return RecordEnd.Done;
        },
        cancellationToken);

    /// <summary>Who read which clinical notes is written to the log, which a question may do: it changes nothing that is stored.</summary>
    private void LogShown(StaffCaller caller, IEnumerable<ClientNote> notes)
    {
        foreach (var note in notes.Where(n => n.Kind == NoteKind.Clinical))
        {
            logger.LogInformation("Clinical note {Note} of client {Client} was shown to {Staff}", note.Id, note.ClientId, caller.Id);
        }
    }

    private static IQueryable<ClientNote> Readable(ClinicDb db, StaffCaller caller)
    {
        var clinical = caller.MayReadClinical;
        return db.ClientNotes.Where(n => clinical || n.Kind == NoteKind.Desk);
    }

    private static string NoteText(ClientNote note) => $"{(note.Kind == NoteKind.Clinical ? "clinical" : "desk")} note, version {note.LastNumber}";

    private async Task<RecordEnd> WriteAsync(Func<ClinicDb, Instant, CancellationToken, Task<RecordEnd>> act, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync((unit, ct) => act(unit, clock.GetCurrentInstant(), ct), cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : RecordEnd.Stale;
    }

    /// <summary>Whether somebody has just sent these words: a form sent twice is one note.</summary>
    private async Task<bool> IsRepeatAsync(ClinicDb unit, StaffCaller caller, Guid client, NoteKind kind, string text, Instant now, CancellationToken cancellationToken)
    {
        var since = now - SentAgain;
        var lately = await unit.ClientNotes.AsNoTracking().Include(n => n.Versions)
            .Where(n => n.ClientId == client && n.Kind == kind && n.CreatedAt >= since && n.LastNumber == 1).ToListAsync(cancellationToken);
        return lately.SelectMany(n => n.Versions.Select(v => (n.Id, Words: v))).Any(n => n.Words.WrittenById == caller.Id && Open(n.Words, n.Id) == text);
    }

    private void AddWords(ClientNote note, string text, StaffCaller caller, Instant now)
    {
        note.LastNumber++;
        note.Versions.Add(new() { NoteId = note.Id, Number = note.LastNumber, Text = sealer.Seal(text)!.Value, WrittenAt = now, WrittenById = caller.Id, WrittenBy = caller.Name });
    }

    private NoteView View(ClientNote note) => new(
        note.Id, note.Kind, note.CreatedAt, note.Version, [.. note.Versions.OrderByDescending(v => v.Number).Select(v => new NoteWords(v.Number, Open(v, note.Id), v.WrittenAt, v.WrittenBy))]);

    private string Open(ClientNoteVersion version, Guid note)
    {
        try
        {
            return sealer.Open(version.Text) ?? string.Empty;
        }
        catch (CryptographicException e)
        {
            logger.LogError(e, "The words of note {Note} cannot be opened", note);
            return Unreadable;
        }
    }
}
