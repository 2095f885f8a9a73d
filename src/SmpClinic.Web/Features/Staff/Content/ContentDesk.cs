using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>How a change of a text ended.</summary>
public enum ContentEnd
{
    Done,

    /// <summary>Something is wrong with what was typed.</summary>
    Refused,

    /// <summary>Somebody saved another version meanwhile; nothing was done.</summary>
    Stale,

    /// <summary>There is no such text, or no such version of it.</summary>
    NotFound,
}

/// <summary>
/// Shows and changes the texts of the site and of its mails. A change is a version more: nothing is ever written over, and who was slower is told by
/// the number that is taken.
/// </summary>
public sealed class ContentDesk(ClinicDb db, ClinicWrites writes, ContentReading reading, MailPreviews previews, ContentStamp stamp, ClinicCalendar calendar, IClock clock)
{
    private const int LongestNote = 200;

    /// <summary>Saves what the form says, or gives the page that says why not.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="kind">The kind of text.</param>
    /// <param name="id">Which; null for a new one.</param>
    /// <param name="form">As it was sent.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<(ContentEnd End, EditPage? Page)> SaveAsync(StaffCaller caller, ContentKind kind, string? id, ContentForm form, CancellationToken cancellationToken)
    {
        if (await reading.PageAsync(kind, id, form, cancellationToken) is not { } page)
        {
            return (ContentEnd.NotFound, null);
        }

        var now = clock.GetCurrentInstant();
        var key = id ?? form.ReadId(kind, page.Errors);
        var fields = form.ReadFields(kind, key, page.Errors);
        page = page with { Previewed = form.Do == "preview" };
        page = await previews.WithAsync(caller, page, fields, cancellationToken);
        if (form.Do == "preview")
        {
            return (page.Errors.Any ? ContentEnd.Refused : ContentEnd.Done, page);
        }

        var publish = form.ReadPublish(calendar, now, page.Errors);
        var note = PlainText.OneLine(form.Note);
        page.Errors.Require(form.Note is null || note is { Length: <= LongestNote }, nameof(form.Note), $"Write at most {LongestNote} characters on one line.");
        page.Errors.Require(form.Removed != "yes" || kind.MayRemove, nameof(form.Removed), "This text cannot be taken off the site.");
        var known = int.TryParse(form.Base, NumberStyles.None, CultureInfo.InvariantCulture, out var newest);
        page.Errors.Require(known, nameof(form.Base), "The page does not say which version it began with. Open it again.");
        if (page.Errors.Any)
        {
            return (ContentEnd.Refused, page);
        }

        var version = Version(caller, $"{kind.Name}/{key}", newest + 1, fields, form.Removed == "yes", publish, string.IsNullOrEmpty(note) ? null : note, now);
        if (await AddAsync(caller, version, newest, publish is null ? "content.drafted" : publish > now ? "content.scheduled" : "content.published", cancellationToken) == ContentEnd.Stale)
        {
            return (ContentEnd.Stale, await reading.StaleAsync(page, kind, key, newest, cancellationToken));
        }

        return (ContentEnd.Done, page with { Id = key });
    }

    /// <summary>Makes an earlier version, or the program's own words, the newest one, to be read at once.</summary>
    public async Task<ContentEnd> RevertAsync(StaffCaller caller, ContentKind kind, string id, int to, int newest, CancellationToken cancellationToken)
    {
        var key = $"{kind.Name}/{id}";
        var old = to == 0 ? null : await db.ContentVersions.AsNoTracking().FirstOrDefaultAsync(v => v.Key == key && v.Number == to, cancellationToken);
        var fields = to == 0 ? ShippedContent.Find(key)?.Fields : old is null ? null : ContentFields.Read(old.Fields);
        if (fields is null)
        {
            return ContentEnd.NotFound;
        }

        // The rules may have become stricter since it was written.
        if (ContentRules.Faults(kind, id, fields).Any())
        {
            return ContentEnd.Refused;
        }

        var now = clock.GetCurrentInstant();
        var version = Version(caller, key, newest + 1, fields, old?.Removed ?? false, now, $"Back to {ContentWords.NameOf(to)}", now);
        return await AddAsync(caller, version, newest, "content.reverted", cancellationToken);
    }

    /// <summary>Takes a version back before its time has come.</summary>
    public async Task<ContentEnd> WithdrawAsync(StaffCaller caller, ContentKind kind, string id, int number, CancellationToken cancellationToken)
    {
        var key = $"{kind.Name}/{id}";
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                var now = clock.GetCurrentInstant();
                var version = await unit.ContentVersions.FirstOrDefaultAsync(v => v.Key == key && v.Number == number && v.PublishAt > now && v.WithdrawnAt == null, ct);
                if (version is null)
                {
                    return ContentEnd.NotFound;
                }

                version.WithdrawnAt = now;
                Note(unit, caller, "content.withdrawn", version);
                await Stamps.RaiseAsync(unit, Stamp.Content, now, ct);
                return ContentEnd.Done;
            },
            cancellationToken);
        await stamp.LookAsync(cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : ContentEnd.Stale;
    }

    private async Task<ContentEnd> AddAsync(StaffCaller caller, ContentVersion version, int newest, string action, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var written = await writes.RunAsync(
                async (unit, ct) =>
                {
                    if ((await unit.ContentVersions.Where(v => v.Key == version.Key).MaxAsync(v => (int?)v.Number, ct) ?? 0) != newest)
                    {
                        return ContentEnd.Stale;
                    }

                    unit.ContentVersions.Add(version);
                    Note(unit, caller, action, version);
                    await Stamps.RaiseAsync(unit, Stamp.Content, version.SavedAt, ct);
                    return ContentEnd.Done;
                },
                cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                // Whoever saved it sees it at once; the other nodes within five seconds.
                await stamp.LookAsync(cancellationToken);
                return written.Value;
            }
        }

        // Three times somebody took the number, or made the stamp's row, in the very moment.
        return ContentEnd.Stale;
    }

    private static ContentVersion Version(
        StaffCaller caller, string key, int number, IReadOnlyDictionary<string, string> fields, bool removed, Instant? publish, string? note, Instant now) => new()
        {
            Key = key,
            Number = number,
            Fields = ContentFields.Write(fields),
            Removed = removed,
            SavedAt = now,
            SavedById = caller.Id,
            SavedByName = caller.Name,
            PublishAt = publish,
            Note = note,
        };

    private void Note(ClinicDb unit, StaffCaller caller, string action, ContentVersion version) => unit.Audit.Add(new()
    {
        At = clock.GetCurrentInstant(),
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        Detail = string.Create(CultureInfo.InvariantCulture, $"{version.Key}, version {version.Number}{(version.Removed ? ", off the site" : string.Empty)}{(version.PublishAt is { } at && at > version.SavedAt ? ", from " + StartText.Write(at) : string.Empty)}"),
    });
}
