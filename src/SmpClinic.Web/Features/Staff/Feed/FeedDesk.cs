using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Feed;

/// <summary>Whose times a secret leads to.</summary>
public sealed record FeedOf(int PractitionerId, string PractitionerName);

/// <summary>Whether a practitioner's calendar has an address, and since when.</summary>
public sealed record FeedState(string Slug, string Name, Instant? Since);

/// <summary>An address just made.</summary>
public sealed record FeedMade(string Name, string Address);

/// <summary>The page of the addresses the caller may make.</summary>
public sealed record FeedPage(IReadOnlyList<FeedState> Feeds, string? Done)
{
    public FeedMade? Made { get; init; }
}

/// <summary>Times only: an entry says when, and not with whom, for what or where.</summary>
public sealed class FeedDesk(ClinicDb db, ClinicWrites writes, IOptions<SiteSettings> site, IOptions<ClinicDetails> clinic, IClock clock)
{
    /// <summary>What every entry is called: no treatment, no name.</summary>
    public const string Summary = "Appointment";

    private const long VersionWeight = 100_000_007;
    private static readonly Duration Back = Duration.FromDays(30);
    private static readonly Duration Ahead = Duration.FromDays(365);

    /// <summary>The calendars whose address the caller may make: their own; an administrator everybody's.</summary>
    public async Task<FeedPage> PageAsync(StaffCaller caller, string? done, CancellationToken cancellationToken) => new(
        await Mine(db, caller).AsNoTracking().OrderBy(p => p.SortOrder)
            .Select(p => new FeedState(p.Slug, p.Name, db.CalendarFeedLinks.Where(l => l.PractitionerId == p.Id).Select(l => (Instant?)l.CreatedAt).FirstOrDefault()))
            .ToListAsync(cancellationToken),
        done);

    /// <summary>Makes an address; one from before leads nowhere from now on. Null where there is no such calendar for the caller.</summary>
    public async Task<FeedMade?> RenewAsync(StaffCaller caller, string practitioner, CancellationToken cancellationToken)
    {
        while (true)
        {
            var secret = Secret.New();
            var written = await writes.RunAsync((unit, ct) => TryRenewAsync(unit, caller, practitioner, secret, ct), cancellationToken);

            // Two who renew at once: the later finds the other's row, and replaces it.
            if (written.End == WriteEnd.Committed)
            {
                return written.Value is { } name ? new(name, site.Value.Absolute($"/feeds/{secret}.ics")) : null;
            }
        }
    }

    /// <summary>Ends an address.</summary>
    /// <returns>Whether there is such a calendar for the caller.</returns>
    public async Task<bool> RevokeAsync(StaffCaller caller, string practitioner, CancellationToken cancellationToken)
    {
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await Mine(unit, caller).FirstOrDefaultAsync(p => p.Slug == practitioner, ct) is not { } who)
                {
                    return false;
                }

                if (await unit.CalendarFeedLinks.FindAsync([who.Id], ct) is { } link)
                {
                    unit.CalendarFeedLinks.Remove(link);
                    Note(unit, caller, "feed.revoked", who.Slug);
                }

                return true;
            },
            cancellationToken);

        // Renewed in the very moment: what was to be revoked is gone, and the other's address is theirs to end.
        return written.End != WriteEnd.Committed || written.Value;
    }

    /// <summary>Whose calendar a secret leads to. It ends with the practitioner's work here, and with the account of whoever made it.</summary>
    public async Task<FeedOf?> FindAsync(string? secret, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return null;
        }

        var hash = Secret.Hash(secret);
        return await db.CalendarFeedLinks.AsNoTracking()
            .Where(l => l.Hash == hash && l.Practitioner!.Active && db.Users.Any(u => u.Id == l.CreatedById && !u.Disabled))
            .Select(l => new FeedOf(l.PractitionerId, l.Practitioner!.Name))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Another one as soon as anything in the feed is.</summary>
    public async Task<string> StampAsync(FeedOf feed, CancellationToken cancellationToken)
    {
        var sum = await Within(feed).GroupBy(_ => 1)
            .Select(g => new { Count = g.Count(), Sum = g.Sum(a => (a.Version * VersionWeight) + (a.Version * a.FirstCell)) })
            .FirstOrDefaultAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{sum?.Count ?? 0:x}-{sum?.Sum ?? 0:x}");
    }

    /// <summary>The file.</summary>
    public async Task<string> RenderAsync(FeedOf feed, CancellationToken cancellationToken)
    {
        var host = new Uri(site.Value.BaseUrl).Host;
        var visits = await Within(feed).OrderBy(a => a.Start).Select(a => new { a.Id, a.Start, a.End, a.CalendarSequence, a.Status }).ToListAsync(cancellationToken);
        return CalendarInvite.RenderFeed(
            $"{feed.PractitionerName}, {clinic.Value.Name}",
            Summary,
            visits.Select(a => new FeedEntry(
                $"{a.Id:N}@{host}", a.Start, a.End, a.CalendarSequence, a.Status == AppointmentStatus.Requested ? CalendarStatus.Tentative : CalendarStatus.Confirmed)),
            clock.GetCurrentInstant());
    }

    private IQueryable<Appointment> Within(FeedOf feed)
    {
        var now = clock.GetCurrentInstant();
        var (from, until) = (now - Back, now + Ahead);
        return db.Appointments.AsNoTracking().Where(a =>
            a.PractitionerId == feed.PractitionerId && a.Start >= from && a.Start < until
            && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined && a.Status != AppointmentStatus.NoShow);
    }

    private static IQueryable<Practitioner> Mine(ClinicDb unit, StaffCaller caller)
    {
        var (all, own) = (caller.Role == StaffRoles.Administrator, caller.Role == StaffRoles.FrontDesk ? null : caller.PractitionerId);
        return unit.Practitioners.Where(p => p.Active && (all || p.Id == own));
    }

    private async Task<string?> TryRenewAsync(ClinicDb unit, StaffCaller caller, string practitioner, string secret, CancellationToken cancellationToken)
    {
        if (await Mine(unit, caller).FirstOrDefaultAsync(p => p.Slug == practitioner, cancellationToken) is not { } who)
        {
            return null;
        }

        var link = await unit.CalendarFeedLinks.FindAsync([who.Id], cancellationToken);
        if (link is null)
        {
            link = new() { PractitionerId = who.Id, Hash = string.Empty };
            unit.CalendarFeedLinks.Add(link);
        }

        (link.Hash, link.CreatedAt, link.CreatedById) = (Secret.Hash(secret), clock.GetCurrentInstant(), caller.Id);
        Note(unit, caller, "feed.renewed", who.Slug);
        return who.Name;
    }

    private void Note(ClinicDb unit, StaffCaller caller, string action, string slug) => unit.Audit.Add(new()
    {
        At = clock.GetCurrentInstant(),
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        Detail = slug,
    });
}
