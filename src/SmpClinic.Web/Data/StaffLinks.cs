using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>One-time links to choose a password.</summary>
public static class StaffLinks
{
    /// <summary>How long somebody has who was invited by mail.</summary>
    public static readonly Duration InvitationLife = Duration.FromDays(3);

    /// <summary>How long a link lives that is handed over at once.</summary>
    public static readonly Duration Life = Duration.FromHours(24);

    /// <summary>Makes a link in the caller's unit of work; those before it no longer work.</summary>
    /// <returns>The path under which it works, secret included.</returns>
    public static async Task<string> IssueAsync(ClinicDb unit, Guid user, Duration life, Instant now, CancellationToken cancellationToken)
    {
        await SpendAllAsync(unit, user, now, cancellationToken);
        var secret = Secret.New();
        unit.StaffLinks.Add(new() { Hash = Secret.Hash(secret), UserId = user, CreatedAt = now, ExpiresAt = now + life });
        return "/staff/set-password?token=" + secret;
    }

    /// <summary>Ends every link of a user in the caller's unit of work.</summary>
    public static Task SpendAllAsync(ClinicDb unit, Guid user, Instant now, CancellationToken cancellationToken) => unit.StaffLinks
        .Where(l => l.UserId == user && l.SpentAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(l => l.SpentAt, now), cancellationToken);

    /// <summary>Spends one link: of any number of tries at once one succeeds.</summary>
    public static async Task<bool> SpendAsync(ClinicDb unit, string secret, Instant now, CancellationToken cancellationToken)
    {
        var hash = Secret.Hash(secret);
        return await unit.StaffLinks.Where(l => l.Hash == hash && l.SpentAt == null && l.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.SpentAt, now), cancellationToken) == 1;
    }

    /// <summary>Whose link it is, if it still works and they may come in.</summary>
    public static Task<ClinicUser?> OwnerAsync(ClinicDb db, string? secret, Instant now, CancellationToken cancellationToken)
    {
        if (secret is not { Length: > 0 and < 100 })
        {
            return Task.FromResult<ClinicUser?>(null);
        }

        var hash = Secret.Hash(secret);
        return db.StaffLinks.AsNoTracking().Where(l => l.Hash == hash && l.SpentAt == null && l.ExpiresAt > now && !l.User!.Disabled)
            .Select(l => l.User).SingleOrDefaultAsync(cancellationToken);
    }
}
