using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>
/// Merges two records of one person, and takes a merge back. Nothing is moved: the one that goes keeps all it has and leads to the one
/// that is kept (<see cref="Client.RootId"/>), so that undoing is letting it stand for itself again.
/// </summary>
public sealed class ClientMergeDesk(ClinicDb db, ClinicWrites writes, ClientContactDesk contacts, ClientSearch search, ClientListDesk words, IClock clock)
{
    private const int MostGroups = 50;
    private const int MostMembers = 500;

    /// <summary>The page on which the other record is chosen; null where there is no such client.</summary>
    public async Task<ChooseDuplicatePage?> ChooseAsync(StaffCaller caller, Guid id, string? find, CancellationToken cancellationToken)
    {
        if (await db.RecordAsync(caller, id, cancellationToken) is not { } client)
        {
            return null;
        }

        var likely = await contacts.LikelySameAsync(caller, client.Name, client.EmailNormalised, client.Phone, client.Id, cancellationToken);
        var typed = words.WordsOf(find);
        var found = typed is null ? null : await search.FindAsync(caller, typed, cancellationToken);
        return new(client, likely, typed, found is null ? null : found with { Rows = [.. found.Rows.Where(r => r.Id != client.Id)] }, new());
    }

    /// <summary>The two side by side; null where there are no two such records.</summary>
    public async Task<MergePage?> PreviewAsync(StaffCaller caller, Guid keptId, Guid goneId, CancellationToken cancellationToken)
    {
        if (await db.RecordAsync(caller, keptId, cancellationToken) is not { } kept || await db.RecordAsync(caller, goneId, cancellationToken) is not { } gone || kept.Id == gone.Id)
        {
            return null;
        }

        var (keptHas, goneHas) = (await BelongingsAsync(await MembersAsync(db, kept.Id, cancellationToken), null, cancellationToken), await BelongingsAsync(await MembersAsync(db, gone.Id, cancellationToken), null, cancellationToken));
        return new(kept, gone, keptHas, goneHas, MergeForm.Of(kept, gone), new(), Changed: false);
    }

    /// <summary>Merges the second record into the first.</summary>
    /// <returns>How it ended, and the page to show where it was not done.</returns>
    public async Task<(RecordEnd End, MergePage? Page)> MergeAsync(StaffCaller caller, Guid keptId, Guid goneId, MergeForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var read = form.TryRead(errors);
        var end = read is var (keptVersion, goneVersion) ? await WriteAsync((unit, ct) => TryMergeAsync(unit, caller, (keptId, keptVersion), (goneId, goneVersion), form, ct), cancellationToken) : RecordEnd.NotAllowed;
        if (end is RecordEnd.Done or RecordEnd.Same)
        {
            return (end, null);
        }

        if (await PreviewAsync(caller, keptId, goneId, cancellationToken) is not { } page)
        {
            return (RecordEnd.NotFound, null);
        }

        (form.KeptVersion, form.GoneVersion) = (page.Form.KeptVersion, page.Form.GoneVersion);
        return (end, page with { Form = form, Errors = errors, Changed = end == RecordEnd.Stale });
    }

    /// <summary>What undoing would do; null where there is no such merge.</summary>
    public async Task<UnmergePage?> UndoPreviewAsync(Guid mergeId, CancellationToken cancellationToken)
    {
        var merge = await db.ClientMerges.AsNoTracking().Include(m => m.Kept).Include(m => m.Gone).FirstOrDefaultAsync(m => m.Id == mergeId, cancellationToken);
        if (merge is null)
        {
            return null;
        }

        var members = await MembersAsync(db, merge.Kept!.RootId, cancellationToken);
        var goes = Below(members, merge.GoneId);
        var stays = members.Except(goes).ToList();
        var first = merge.Kept.IsRoot ? null : await db.ClientMerges.AsNoTracking().Include(m => m.Kept).Include(m => m.Gone).FirstOrDefaultAsync(m => m.GoneId == merge.KeptId && m.UndoneAt == null, cancellationToken);
        return new(
            merge,
            await BelongingsAsync(goes, null, cancellationToken),
            await BelongingsAsync(stays, null, cancellationToken),
            await BelongingsAsync(stays, merge.At, cancellationToken),
            FieldsBack(merge, merge.Kept),
            first,
            merge.MayBeUndone(clock.GetCurrentInstant()),
            Changed: false);
    }

    /// <summary>Takes a merge back.</summary>
    /// <returns>How it ended, and the page to show where it was not done.</returns>
    public async Task<(RecordEnd End, UnmergePage? Page)> UndoAsync(StaffCaller caller, Guid mergeId, UnmergeForm form, CancellationToken cancellationToken)
    {
        var errors = new FormErrors();
        var end = form.TryRead(errors) is var (kept, gone) ? await WriteAsync((unit, ct) => TryUndoAsync(unit, caller, mergeId, kept, gone, ct), cancellationToken) : RecordEnd.Stale;
        var page = await UndoPreviewAsync(mergeId, cancellationToken);
        return (page is null ? RecordEnd.NotFound : end, page is null ? null : page with { Changed = end == RecordEnd.Stale });
    }

    /// <summary>Records that share an e-mail address or a number, and the merges that can still be undone.</summary>
    public async Task<DuplicatesPage> DuplicatesAsync(StaffCaller caller, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var (emails, phones) = (await SharedAsync(c => c.EmailNormalised, cancellationToken), await SharedAsync(c => c.Phone, cancellationToken));
        var members = await db.Clients.AsNoTracking().Where(c => emails.Contains(c.EmailNormalised) || phones.Contains(c.Phone)).OrderBy(c => c.CreatedAt).Take(MostMembers)
            .Select(c => new { c.RootId, c.EmailNormalised, c.Phone }).ToListAsync(cancellationToken);
        var rows = (await search.RowsAsync(caller, members.Select(c => c.RootId).Distinct(), cancellationToken)).ToDictionary(r => r.Id);
        var groups = emails.Select(email => new DuplicateGroup(email, [.. members.Where(c => c.EmailNormalised == email).Select(c => c.RootId).Distinct().Select(root => rows[root])]))
            .Concat(phones.Select(phone => new DuplicateGroup(phone, [.. members.Where(c => c.Phone == phone).Select(c => c.RootId).Distinct().Select(root => rows[root])])))
            .Where(g => g.Rows.Count > 1)
            .DistinctBy(g => string.Join(' ', g.Rows.Select(r => r.Id).Order()), StringComparer.Ordinal)
            .ToList();
        var merges = await db.ClientMerges.AsNoTracking().Include(m => m.Kept).Include(m => m.Gone)
            .Where(m => m.UndoneAt == null && m.At >= now - ClientMerge.UndoWindow).OrderByDescending(m => m.At).Take(MostGroups).ToListAsync(cancellationToken);
        return new(groups.GetRange(0, Math.Min(groups.Count, MostGroups)), groups.Count > MostGroups || emails.Count > MostGroups || phones.Count > MostGroups || members.Count == MostMembers, merges, now);
    }

    private static async Task<List<Client>> MembersAsync(ClinicDb db, Guid root, CancellationToken cancellationToken) =>
        await db.Clients.Where(c => c.RootId == root).ToListAsync(cancellationToken);

    /// <summary>A record and all that were merged into it, or into one of those.</summary>
    private static List<Client> Below(List<Client> members, Guid id)
    {
        var below = members.FindAll(c => c.Id == id);
        for (var i = 0; i < below.Count; i++)
        {
            below.AddRange(members.Where(c => c.MergedIntoId == below[i].Id));
        }

        return below;
    }

    /// <summary>Raises the version of a record that may otherwise stay as it is: of two who merge two records crosswise at once one must be refused.</summary>
    private static void Touch(ClinicDb unit, Client kept) => unit.Entry(kept).Property(c => c.RootId).IsModified = true;

    private static List<FieldBack> FieldsBack(ClientMerge merge, Client kept)
    {
        (string Called, string Before, string Chosen, string Now)[] fields =
        [
            ("Name", merge.NameBefore, merge.NameChosen, kept.Name),
            ("E-mail address", merge.EmailBefore, merge.EmailChosen, kept.Email),
            ("Telephone number", merge.PhoneBefore, merge.PhoneChosen, kept.Phone),
        ];
        return [.. fields.Where(f => f.Before != f.Chosen).Select(f => new FieldBack(f.Called, f.Now, f.Now == f.Chosen ? f.Before : f.Now, f.Now != f.Chosen && f.Now != f.Before))];
    }

    /// <summary>What records that are not one have in common, in the order of the index that holds it.</summary>
    private Task<List<string>> SharedAsync(System.Linq.Expressions.Expression<Func<Client, string>> of, CancellationToken cancellationToken) =>
        db.Clients.GroupBy(of, c => c.RootId).Where(g => g.Distinct().Count() > 1).OrderBy(g => g.Key).Select(g => g.Key).Take(MostGroups + 1).ToListAsync(cancellationToken);

    private async Task<RecordEnd> TryMergeAsync(ClinicDb unit, StaffCaller caller, (Guid Id, long Version) keep, (Guid Id, long Version) go, MergeForm form, CancellationToken cancellationToken)
    {
        var (kept, gone) = (await unit.RecordAsync(caller, keep.Id, cancellationToken), await unit.RecordAsync(caller, go.Id, cancellationToken));
        if (kept is null || gone is null)
        {
            return RecordEnd.NotFound;
        }

        if (kept.Id == gone.Id)
        {
            return keep.Id == go.Id ? RecordEnd.NotFound : RecordEnd.Same;
        }

        if (kept.Version != keep.Version || gone.Version != go.Version)
        {
            return RecordEnd.Stale;
        }

        var now = clock.GetCurrentInstant();
        var chosen = form.Choose(kept, gone);
        unit.ClientMerges.Add(new()
        {
            KeptId = kept.Id,
            GoneId = gone.Id,
            At = now,
            By = caller.Name,
            NameBefore = kept.Name,
            EmailBefore = kept.Email,
            PhoneBefore = kept.Phone,
            NameChosen = chosen.Name,
            EmailChosen = chosen.Email,
            PhoneChosen = chosen.Phone,
        });
        unit.Change(kept, chosen, caller, "client.changed", null, now);
        Touch(unit, kept);
        foreach (var member in await MembersAsync(unit, gone.Id, cancellationToken))
        {
            member.RootId = kept.Id;
        }

        gone.MergedIntoId = kept.Id;
        unit.Note(caller, "client.merged", kept.Id, null, $"took in the record of {gone.CreatedAt:uuuu-MM-dd}", now);
        unit.Note(caller, "client.merged-away", gone.Id, null, null, now);
        return RecordEnd.Done;
    }

    private async Task<RecordEnd> TryUndoAsync(ClinicDb unit, StaffCaller caller, Guid mergeId, long keptVersion, long goneVersion, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var merge = await unit.ClientMerges.Include(m => m.Kept).Include(m => m.Gone).FirstOrDefaultAsync(m => m.Id == mergeId, cancellationToken);
        if (merge is not { Kept: { } kept, Gone: { } gone })
        {
            return RecordEnd.NotFound;
        }

        if (merge.UndoneAt is not null)
        {
            return RecordEnd.Same;
        }

        if (!merge.MayBeUndone(now) || !kept.IsRoot)
        {
            return RecordEnd.NotAllowed;
        }

        if (kept.Version != keptVersion || gone.Version != goneVersion)
        {
            return RecordEnd.Stale;
        }

        var back = FieldsBack(merge, kept).Where(f => !f.ChangedSince).ToDictionary(f => f.Called, f => f.Then, StringComparer.Ordinal);
        var email = back.GetValueOrDefault("E-mail address", kept.Email);
        unit.Change(kept, new(back.GetValueOrDefault("Name", kept.Name), email, email.ToLowerInvariant(), back.GetValueOrDefault("Telephone number", kept.Phone)), caller, "client.changed", null, now);
        Touch(unit, kept);
        foreach (var member in Below(await MembersAsync(unit, kept.Id, cancellationToken), gone.Id))
        {
            member.RootId = gone.Id;
        }

        gone.MergedIntoId = null;
        (merge.UndoneAt, merge.UndoneBy) = (now, caller.Name);
        unit.Note(caller, "client.merge-undone", kept.Id, null, null, now);
        unit.Note(caller, "client.merge-undone", gone.Id, null, null, now);
        return RecordEnd.Done;
    }

    private async Task<RecordEnd> WriteAsync(Func<ClinicDb, CancellationToken, Task<RecordEnd>> act, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(act, cancellationToken);
        return written.End == WriteEnd.Committed ? written.Value : RecordEnd.Stale;
    }

    private async Task<Belongings> BelongingsAsync(IEnumerable<Client> records, Instant? since, CancellationToken cancellationToken)
    {
        var ids = records.Select(c => c.Id).ToList();
        var some = ids.ConvertAll(id => (Guid?)id);
        var visits = db.Appointments.AsNoTracking().Where(a => some.Contains(a.ClientId) && (since == null || a.CreatedAt > since));
        return new(
            await visits.CountAsync(cancellationToken),
            await db.ClientNotes.CountAsync(n => ids.Contains(n.ClientId) && (since == null || n.CreatedAt > since), cancellationToken),
            await db.ClientAlerts.CountAsync(a => ids.Contains(a.ClientId) && a.RemovedAt == null && (since == null || a.CreatedAt > since), cancellationToken),
            await visits.SelectMany(a => db.Outbox.Where(m => m.AppointmentId == a.Id && m.Audience == MailAudience.Client)).CountAsync(cancellationToken));
    }
}
