using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>A booking that was acknowledged.</summary>
internal sealed record KeptBooking(Guid Id, string Service, Instant Start, int? PractitionerId, AppointmentStatus Status);

/// <summary>A command to an appointment and how it ended.</summary>
/// <param name="Id">Which.</param>
/// <param name="Shown">The version its giver had read; a command that was done made this the next one.</param>
/// <param name="What">For failures.</param>
/// <param name="End">How it ended.</param>
/// <param name="Changes">Whether being done changes anything: cancelling what is cancelled does not.</param>
/// <param name="Status">What it makes of the status.</param>
/// <param name="Start">Where it moves the start; null for where it was.</param>
internal sealed record GivenCommand(Guid Id, long Shown, string What, CommandEnd End, bool Changes, AppointmentStatus Status, Instant? Start);

/// <summary>A hold as a visitor was promised it; null once it was let go of or spent.</summary>
internal sealed record PromisedHold(Instant Start, Instant ExpiresAt);

/// <summary>
/// What the site acknowledged, as its clients noted it down, and the question whether the database kept it: every booking is
/// there, each version of an appointment was made by exactly one acknowledged command, and the last of them is what is stored.
/// </summary>
internal sealed class DiaryJournal
{
    public ConcurrentQueue<KeptBooking> Bookings { get; } = [];

    public ConcurrentQueue<GivenCommand> Commands { get; } = [];

    /// <summary>By visitor's hash.</summary>
    public ConcurrentDictionary<string, PromisedHold?> Holds { get; } = new(StringComparer.Ordinal);

    /// <summary>Every acknowledgement that was not kept, in words. To be asked when all clients have their answers.</summary>
    public async Task<IReadOnlyList<string>> NotKeptAsync(ClinicSite site)
    {
        var stored = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().Include(a => a.Service).ToDictionaryAsync(a => a.Id));
        var entries = await site.InDatabaseAsync(db => db.Audit.Where(e => e.AppointmentId != null).GroupBy(e => e.AppointmentId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count));
        var holds = await site.InDatabaseAsync(db => db.SlotHolds.AsNoTracking().ToDictionaryAsync(h => h.VisitorHash));
        var commands = Commands.ToLookup(c => c.Id);
        var broken = Bookings.SelectMany(b => stored.TryGetValue(b.Id, out var a) ? NotKept(b, a, [.. commands[b.Id]], entries.GetValueOrDefault(b.Id)) : [$"{b} is gone"]).ToList();
        broken.AddRange(stored.Keys.Except(Bookings.Select(b => b.Id)).Select(id => $"appointment {id} was acknowledged to nobody"));
        foreach (var (visitor, promised) in Holds)
        {
            var there = holds.GetValueOrDefault(visitor);
            if (promised is null ? there is not null : promised.ExpiresAt > site.Now && (there?.Start, there?.ExpiresAt) != (promised.Start, promised.ExpiresAt))
            {
                broken.Add($"visitor {visitor[..8]} was promised {promised as object ?? "no hold"}; there is {there?.Start as object ?? "none"}");
            }
        }

        return broken;
    }

    private static IEnumerable<string> NotKept(KeptBooking booking, Appointment stored, List<GivenCommand> commands, int entries)
    {
        var done = commands.Where(c => c.End == CommandEnd.Done && c.Changes).OrderBy(c => c.Shown).ToList();
        foreach (var rivals in done.GroupBy(c => c.Shown).Where(g => g.Count() > 1))
        {
            yield return $"version {rivals.Key} of {booking.Id} was changed by each of: {string.Join(", ", rivals)}";
        }

        if (stored.Version != 1 + done.Count || entries != 1 + done.Count)
        {
            yield return $"{booking.Id} had {done.Count} acknowledged changes; it has version {stored.Version} and {entries} entries of history";
        }

        var status = done.Count > 0 ? done[^1].Status : booking.Status;
        var start = done.FindLast(c => c.Start is not null)?.Start ?? booking.Start;
        if ((stored.Status, stored.Start, stored.Service!.Slug) != (status, start, booking.Service))
        {
            yield return $"{booking.Id} should be {booking.Service} {status} at {start}; it is {stored.Service.Slug} {stored.Status} at {stored.Start}";
        }

        if (done.TrueForAll(c => c.Start is null) && booking.PractitionerId is { } promised && stored.PractitionerId != promised)
        {
            yield return $"{booking.Id} should be with {promised}; it is with {stored.PractitionerId}";
        }

        foreach (var refused in commands.Where(c => c.End == CommandEnd.Stale && c.Shown >= stored.Version))
        {
            yield return $"{refused} was told of a change that nobody made";
        }
    }
}
