using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Operations;

/// <summary>What a look at the whole of history came to.</summary>
/// <param name="Sealed">How many links there are.</param>
/// <param name="Owed">How many entries wait for theirs.</param>
/// <param name="Hash">The hash of the last link.</param>
/// <param name="Faults">What is wrong, and where; empty when history is whole.</param>
/// <param name="Notes">What is to be known and is no fault.</param>
public sealed record AuditReport(long Sealed, int Owed, string Hash, IReadOnlyList<string> Faults, IReadOnlyList<string> Notes);

/// <summary>Looks at history from its first link to its last: whether anything was changed, taken away, slipped in or cut off.</summary>
public sealed class AuditVerification(ClinicDb db, Sealer sealer, AuditAnchor anchor)
{
    private const int AtOnce = 2_000;
    private const int MostFaults = 50;

    private readonly List<string> _faults = [];
    private readonly List<string> _notes = [];

    /// <summary>Looks, while the site may go on.</summary>
    /// <param name="withoutAnchor">On a machine that has never sealed: the end of the chain is then not judged.</param>
    /// <param name="cancellationToken">Cancels the looking.</param>
    public async Task<AuditReport> RunAsync(bool withoutAnchor, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (head is null)
        {
            // No link yet: all there is must be owed one.
            await LookBesideAsync(cancellationToken);
            Require(!await db.AuditSeals.AnyAsync(cancellationToken), "The chain has links but no head.");
            Require(withoutAnchor || anchor.Read() is null, $"The chain is gone: {anchor.Path} has seen one.");
            return await ReportAsync(0, AuditChain.Beginning, cancellationToken);
        }

        if (KeyOf(head) is not { } key)
        {
            _faults.Add("The key of the chain cannot be opened: the key ring of this machine is not the one it was sealed under.");
            return await ReportAsync(head.Number, head.Hash, cancellationToken);
        }

        var anchored = withoutAnchor ? null : Anchor(key);
        var (number, hash) = await WalkAsync(key, head, anchored, cancellationToken);
        Require(number == head.Number && hash == head.Hash, $"The chain ends with link {Word(number)}, but its head says {Word(head.Number)}.");
        Require(anchored is null || anchored.Number <= number, $"Links {Word(number + 1)} to {Word(anchored?.Number ?? 0)} were cut off: {anchor.Path} has seen them at {anchored?.At}.");
        await LookBesideAsync(cancellationToken);
        return await ReportAsync(number, hash, cancellationToken);
    }

    private string? KeyOf(AuditHead head)
    {
        try
        {
            return sealer.Open(head.Key);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private Anchored? Anchor(string key)
    {
        try
        {
            var anchored = anchor.Read();
            Require(anchored is not null, $"There is no anchor at {anchor.Path}, so nobody can tell whether links were cut off at the end. On a machine that has never run the site, say --without-anchor.");
            Require(anchored?.Fits(key) != false, $"{anchor.Path} was changed by somebody without the key.");
            if (anchored?.Note is { } note)
            {
                _notes.Add($"The anchor says: {note}.");
            }

            return anchored;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{anchor.Path} cannot be read: {e.Message}");
            return null;
        }
    }

    /// <summary>Link by link. Each is judged by the hash that stands before it, so that one break is one finding and not the end of the looking.</summary>
    private async Task<(long Number, string Hash)> WalkAsync(string key, AuditHead head, Anchored? anchored, CancellationToken cancellationToken)
    {
        var (number, hash) = (0L, AuditChain.Beginning);
        while (_faults.Count < MostFaults)
        {
            var after = number;
            var links = await (
                from seal in db.AuditSeals.AsNoTracking().Where(s => s.Number > after && s.Number <= head.Number).OrderBy(s => s.Number).Take(AtOnce)
                join entry in db.Audit.AsNoTracking() on seal.EntryId equals entry.Id into found
                from entry in found.DefaultIfEmpty()
                orderby seal.Number
                select new { Seal = seal, Entry = entry }).ToListAsync(cancellationToken);
            if (links.Count == 0)
            {
                break;
            }

            foreach (var link in links)
            {
                Judge(key, number, hash, link.Seal, link.Entry);
                Require(anchored is null || anchored.Number != link.Seal.Number || anchored.Hash == link.Seal.Hash, $"Link {Word(link.Seal.Number)} is not the one that {anchor.Path} has seen.");
                (number, hash) = (link.Seal.Number, link.Seal.Hash);
            }
        }

        return (number, hash);
    }

    private void Judge(string key, long number, string hash, AuditSeal seal, AuditEntry? entry)
    {
        if (seal.Number != number + 1)
        {
            _faults.Add(seal.Number == number + 2 ? $"Link {Word(number + 1)} is missing." : $"Links {Word(number + 1)} to {Word(seal.Number - 1)} are missing.");
        }
        else if (entry is null)
        {
            _faults.Add($"The entry of link {Word(seal.Number)} is missing: {seal.EntryId}, sealed at {seal.SealedAt}.");
        }
        else if (AuditChain.HashOf(key, seal.Number, hash, entry) != seal.Hash)
        {
            _faults.Add($"Link {Word(seal.Number)} does not fit its entry {entry.Id} of {entry.At} ({entry.Action}): one of them, or the link before, was changed.");
        }
        else if (entry.Kind != AuditEntry.KindOf(entry.Action))
        {
            _faults.Add($"The entry of link {Word(seal.Number)} is filed under '{entry.Kind}', where no search for {entry.Action} finds it.");
        }
    }

    private async Task LookBesideAsync(CancellationToken cancellationToken)
    {
        var slipped = await db.Audit.AsNoTracking().Where(a => !db.AuditSeals.Any(s => s.EntryId == a.Id) && !db.AuditUnsealed.Any(u => u.EntryId == a.Id))
            .OrderBy(a => a.Id).Take(MostFaults).Select(a => new { a.Id, a.At, a.Action }).ToListAsync(cancellationToken);
        _faults.AddRange(slipped.Select(a => $"Entry {a.Id} of {a.At} ({a.Action}) was slipped in: it has no link and was never owed one."));
        var gone = await db.AuditUnsealed.AsNoTracking().Where(u => !db.Audit.Any(a => a.Id == u.EntryId)).OrderBy(u => u.EntryId).Take(MostFaults).Select(u => u.EntryId).ToListAsync(cancellationToken);
        _faults.AddRange(gone.Select(id => $"Entry {id} is missing: it was taken away before it had its link."));
    }

    private async Task<AuditReport> ReportAsync(long number, string hash, CancellationToken cancellationToken) =>
        new(number, await db.AuditUnsealed.CountAsync(cancellationToken), hash, _faults, _notes);

    private void Require(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }
    }

    private static string Word(long number) => number.ToString(CultureInfo.InvariantCulture);
}
