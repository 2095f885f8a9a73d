using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>A client with what one tells them from another by.</summary>
/// <param name="Id">The record.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="Phone">E.164.</param>
/// <param name="AlsoKnownAs">The name of a record that was merged into it, where that is another one.</param>
/// <param name="Alert">The first of its alerts.</param>
/// <param name="Visits">How many appointments the caller sees, whatever became of them.</param>
/// <param name="Last">The last visit that took place or was to.</param>
/// <param name="Next">The next one.</param>
public sealed record ClientRow(Guid Id, string Name, string Email, string Phone, string? AlsoKnownAs, string? Alert, int Visits, Instant? Last, Instant? Next);

/// <summary>What was found.</summary>
/// <param name="Rows">In the order of the name.</param>
/// <param name="More">There are others, which are not shown.</param>
public sealed record FoundClients(IReadOnlyList<ClientRow> Rows, bool More)
{
    /// <summary>Nobody.</summary>
    public static readonly FoundClients None = new([], false);
}

/// <summary>
/// Finds clients by any part of name, e-mail address and telephone number: by ranges of the terms' key, never by reading all texts. Of several
/// words the one with the fewest terms leads; the others are looked for in the texts that it leads to.
/// </summary>
public sealed class ClientSearch(ClinicDb db, IOptions<ClinicDetails> clinic, IClock clock)
{
    /// <summary>How many are shown at most. Whoever sees more than these types another letter.</summary>
    public const int MostShown = 50;

    /// <summary>The longest words looked for.</summary>
    public const int LongestWords = 100;

    /// <summary>A client is under several terms that begin alike, such as name and address.</summary>
    private const int MostTermsRead = MostShown * 6;

    /// <summary>Words with more terms than this are alike: counting on would cost more than it saves.</summary>
    private const int MostCounted = 5_000;

    /// <summary>So many terms that looking through a practitioner's own clients is quicker than asking of each term whether it is one of theirs.</summary>
    private const int TooManyToAsk = 1_000;

    /// <summary>The clients that all the words fit, as far as the caller may know them; nobody where there is no word.</summary>
    public async Task<FoundClients> FindAsync(StaffCaller caller, string? words, CancellationToken cancellationToken)
    {
        var clean = PlainText.OneLine(words);
        var needles = clean is { Length: <= LongestWords } ? SearchWords.Needles(clean, clinic.Value.PhoneRegion) : [];
        if (needles.Count == 0)
        {
            return FoundClients.None;
        }

        var (leading, count) = await LeadingAsync(needles, caller.WithinDiaryOf is not null, cancellationToken);
        if (count == 0)
        {
            return FoundClients.None;
        }

        var roots = caller.WithinDiaryOf is { } practitioner && count > TooManyToAsk
            ? await AmongOwnAsync(practitioner, needles, cancellationToken)
            : await ByTermsAsync(caller, leading, needles, cancellationToken);
        var shown = roots.Distinct().Take(MostShown + 1).ToList();
        return new(await RowsAsync(caller, shown.Take(MostShown), cancellationToken), shown.Count > MostShown || roots.Count == MostTermsRead);
    }

    /// <summary>Those added last, for whoever has not said yet whom they look for; of a practitioner's own those with the latest appointments.</summary>
    public async Task<IReadOnlyList<ClientRow>> NewestAsync(StaffCaller caller, int count, CancellationToken cancellationToken)
    {
        var newest = await (caller.WithinDiaryOf is null
            ? db.Clients.Where(c => c.RootId == c.Id).OrderByDescending(c => c.CreatedAt).Take(count).Select(c => c.Id)
            : db.Appointments.VisibleTo(caller).Where(a => a.ClientId != null).OrderByDescending(a => a.Start).Take(count * 4).Select(a => a.Client!.RootId))
            .ToListAsync(cancellationToken);
        var rows = await RowsAsync(caller, newest.Distinct().Take(count), cancellationToken);
        return [.. rows.OrderBy(r => newest.IndexOf(r.Id))];
    }

    /// <summary>What lists show of some clients, in the order of the name.</summary>
    public async Task<IReadOnlyList<ClientRow>> RowsAsync(StaffCaller caller, IEnumerable<Guid> shown, CancellationToken cancellationToken)
    {
        var wanted = shown.ToList();
        if (wanted.Count == 0)
        {
            return [];
        }

        var now = clock.GetCurrentInstant();
        var records = await db.Clients.AsNoTracking().Where(c => wanted.Contains(c.RootId)).Select(c => new OneOf(c.Id, c.RootId, c.Name, c.NameKey, c.Email, c.Phone)).ToListAsync(cancellationToken);
        var ids = records.ConvertAll(r => r.Id);
        var visits = (await db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => a.ClientId != null && ids.Contains(a.ClientId.Value)).Select(a => new { a.ClientId, a.Start, a.Status }).ToListAsync(cancellationToken))
            .ToLookup(a => a.ClientId!.Value);
        var alerts = (await db.ClientAlerts.AsNoTracking().Where(a => ids.Contains(a.ClientId) && a.RemovedAt == null).OrderBy(a => a.CreatedAt).Select(a => new { a.ClientId, a.Text }).ToListAsync(cancellationToken))
            .ToLookup(a => a.ClientId, a => a.Text);
        var of = records.ToLookup(r => r.RootId);
        var rows =
            from root in records.Where(r => r.Id == r.RootId).OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Id)
            let record = of[root.Id]
            let all = record.SelectMany(r => visits[r.Id]).ToList()
            let held = all.Where(a => a.Status is not (AppointmentStatus.Cancelled or AppointmentStatus.Declined)).Select(a => (Instant?)a.Start).ToList()
            select new ClientRow(
                root.Id,
                root.Name,
                root.Email,
                root.Phone,
                record.FirstOrDefault(r => r.NameKey != root.NameKey)?.Name,
                record.SelectMany(r => alerts[r.Id]).FirstOrDefault(),
                all.Count,
                held.Where(start => start <= now).Max(),
                held.Where(start => start > now).Min());
        return [.. rows];
    }

    private static IQueryable<ClientTerm> Range(ClinicDb db, string needle)
    {
        var (from, before) = SearchWords.RangeOf(needle);
#pragma warning disable CA1309, MA0074 // translated to a comparison of the column, which goes by code point
        return db.ClientTerms.AsNoTracking().Where(t => string.Compare(t.Term, from) >= 0 && string.Compare(t.Term, before) < 0);
#pragma warning restore CA1309, MA0074
    }

    /// <summary>The word with the fewest terms, and how many those are. One word alone is not counted unless somebody needs to know.</summary>
    private async Task<(string Leading, int Count)> LeadingAsync(IReadOnlyList<string> needles, bool always, CancellationToken cancellationToken)
    {
        if (needles.Count == 1 && !always)
        {
            return (needles[0], 1);
        }

        var counted = new List<(string Needle, int Count)>();
        foreach (var needle in needles)
        {
            var count = await Range(db, needle).OrderBy(t => t.Term).ThenBy(t => t.ClientKey).Take(MostCounted).CountAsync(cancellationToken);
            counted.Add((needle, count));
        }

        return counted.OrderBy(c => c.Count).ThenByDescending(c => c.Needle.Length).First();
    }

    /// <summary>The records that the leading word's terms lead to, the shortest terms first, as often as they do.</summary>
    private async Task<List<Guid>> ByTermsAsync(StaffCaller caller, string leading, IReadOnlyList<string> needles, CancellationToken cancellationToken)
    {
        var met = Range(db, leading).Join(db.Clients, t => (long?)t.ClientKey, c => c.SearchKey, (t, c) => new { t.Term, t.ClientKey, c.RootId, c.SearchText });
        foreach (var needle in needles)
        {
            met = met.Where(m => m.SearchText!.Contains(needle));
        }

        if (caller.WithinDiaryOf is { } only)
        {
            // One inside the other, so that no database begins with everybody the practitioner has seen.
            met = met.Where(m => db.Clients.Any(o => o.RootId == m.RootId && db.Appointments.Any(a => a.PractitionerId == only && a.ClientId == o.Id)));
        }

        return await met.OrderBy(m => m.Term).ThenBy(m => m.ClientKey).Take(MostTermsRead).Select(m => m.RootId).ToListAsync(cancellationToken);
    }

    /// <summary>The records of somebody's own clients that the words fit.</summary>
    private async Task<List<Guid>> AmongOwnAsync(int practitioner, IReadOnlyList<string> needles, CancellationToken cancellationToken)
    {
        var own = db.Appointments.Where(a => a.PractitionerId == practitioner && a.ClientId != null).Select(a => a.Client!.RootId).Distinct();
        var met = own.Join(db.Clients, root => root, c => c.RootId, (root, c) => new { Root = root, c.NameKey, c.SearchText });
        foreach (var needle in needles)
        {
            met = met.Where(m => m.SearchText!.Contains(needle));
        }

        return await met.OrderBy(m => m.NameKey).ThenBy(m => m.Root).Take(MostTermsRead).Select(m => m.Root).ToListAsync(cancellationToken);
    }

    private sealed record OneOf(Guid Id, Guid RootId, string Name, string NameKey, string Email, string Phone);
}
