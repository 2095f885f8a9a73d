using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>A session that was found good in this request, with its user as the database has them now.</summary>
public sealed record SessionSeen(
    Guid Id, Guid UserId, string Name, string Email, int? PractitionerId, IReadOnlyList<string> Roles, SignInStage Stage, SignInProof ProvedBy, Instant ProvedAt)
{
    /// <summary>The session this request came with; null where nobody is signed in.</summary>
    public static SessionSeen? Of(HttpContext context) => context.Items[typeof(SessionSeen)] as SessionSeen;
}

/// <summary>
/// Sessions of staff, kept in the database. One reading by key at each request tells whether the session goes on, who it is and what
/// they may; the cookie itself proves nothing and says nothing.
/// </summary>
public sealed class StaffSessions(ClinicDb db, ClinicWrites writes, IClock clock)
{
    /// <summary>Without a request for so long a session is over.</summary>
    public static readonly Duration Idle = Duration.FromMinutes(30);

    /// <summary>So long after its beginning a session is over in any case.</summary>
    public static readonly Duration Longest = Duration.FromHours(12);

    /// <summary>So long the way from the password to the second factor may take.</summary>
    public static readonly Duration DoorLife = Duration.FromMinutes(15);

    internal const string SecretClaim = "clinic:session";
    internal const string StampClaim = "clinic:stamp";

    private static readonly Duration SeenStep = Duration.FromMinutes(1);

    /// <summary>A writer is waited for only when the sighting has been put off for so long.</summary>
    private static readonly Duration SeenPatience = Duration.FromMinutes(5);

    /// <summary>Adds a session to the caller's unit of work.</summary>
    /// <returns>The session's secret, for <see cref="EnterAsync"/> after the commit.</returns>
    public static string Begin(ClinicDb unit, Guid user, SignInStage stage, SignInProof proof, HttpContext context, Instant now) =>
        Begin(unit, user, stage, proof, context, now, provedAt: now);

    /// <summary>
    /// Ends every session of whoever is signed in and begins another for this browser, in the caller's unit of work: after something
    /// changed that opens the door, what was copied or forgotten elsewhere is worth nothing.
    /// </summary>
    /// <returns>The new session's secret, for <see cref="EnterAsync"/> after the commit.</returns>
    public static async Task<string> RenewAsync(ClinicDb unit, SessionSeen session, HttpContext context, Instant now, CancellationToken cancellationToken)
    {
        await EndAllAsync(unit, session.UserId, but: null, now, cancellationToken);
        return Begin(unit, session.UserId, SignInStage.Full, session.ProvedBy, context, now, session.ProvedAt);
    }

    private static string Begin(ClinicDb unit, Guid user, SignInStage stage, SignInProof proof, HttpContext context, Instant now, Instant provedAt)
    {
        var secret = Secret.New();
        unit.StaffSessions.Add(new()
        {
            UserId = user,
            SecretHash = Secret.Hash(secret),
            Stage = stage,
            ProvedBy = proof,
            CreatedAt = now,
            LastSeenAt = now,
            ProvedAt = provedAt,
            Device = DeviceWords.Of(context.Request.Headers.UserAgent),
            Network = SecurityLog.NetworkOf(context.Connection.RemoteIpAddress),
        });
        return secret;
    }

    /// <summary>Ends all sessions of a user in the caller's unit of work, but the one named.</summary>
    /// <returns>How many.</returns>
    public static Task<int> EndAllAsync(ClinicDb unit, Guid user, Guid? but, Instant now, CancellationToken cancellationToken) => unit.StaffSessions
        .Where(s => s.UserId == user && s.EndedAt == null && s.Id != but)
        .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);

    /// <summary>Ends one session in the caller's unit of work.</summary>
    /// <returns>How many: none if it was over already.</returns>
    public static Task<int> EndAsync(ClinicDb unit, Guid session, Instant now, CancellationToken cancellationToken) => unit.StaffSessions
        .Where(s => s.Id == session && s.EndedAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), cancellationToken);

    /// <summary>Hands the browser its cookie: of the staff area, or of the doorway.</summary>
    public static Task EnterAsync(HttpContext context, ClinicUser user, string secret, SignInStage stage) =>
        EnterAsync(context, user.Id, user.SecurityStamp, secret, stage);

    /// <inheritdoc cref="EnterAsync(HttpContext, ClinicUser, string, SignInStage)"/>
    public static async Task EnterAsync(HttpContext context, Guid user, string? stamp, string secret, SignInStage stage)
    {
        var scheme = stage == SignInStage.Full ? IdentityConstants.ApplicationScheme : StaffSignIn.DoorScheme;
        await context.SignInAsync(scheme, PrincipalOf(user, stamp, secret, scheme));
        if (stage == SignInStage.Full)
        {
            await context.SignOutAsync(StaffSignIn.DoorScheme);
        }
    }

    /// <summary>What a cookie says: which session, and of which user as they then were.</summary>
    public static ClaimsPrincipal PrincipalOf(Guid user, string? stamp, string secret, string scheme) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, user.ToString()), new(StampClaim, stamp ?? string.Empty), new(SecretClaim, secret)], scheme));

    /// <summary>The session that a cookie names, if it goes on; notes that it was seen.</summary>
    /// <param name="cookie">What the cookie says.</param>
    /// <param name="door">Whether it is the doorway's cookie: that opens nothing else, nor the other way round.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<SessionSeen?> FindAsync(ClaimsPrincipal? cookie, bool door, CancellationToken cancellationToken)
    {
        if (cookie?.FindFirstValue(SecretClaim) is not { } secret)
        {
            return null;
        }

        var hash = Secret.Hash(secret);
        var found = await db.StaffSessions.AsNoTracking().Where(s => s.SecretHash == hash)
            .Select(s => new
            {
                Session = s,
                s.User!.SecurityStamp,
                s.User.Disabled,
                s.User.DisplayName,
                s.User.Email,
                s.User.PractitionerId,
                Roles = db.UserRoles.Where(r => r.UserId == s.UserId).Join(db.Roles, r => r.RoleId, role => role.Id, (_, role) => role.Name!).ToList(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        if (found is not { Disabled: false, Session.EndedAt: null } || found.Session.Stage == SignInStage.Full == door
            || found.SecurityStamp != cookie.FindFirstValue(StampClaim) || IsOver(found.Session, now))
        {
            return null;
        }

        await SeeAsync(found.Session, now, cancellationToken);
        var session = found.Session;
        return new(session.Id, session.UserId, found.DisplayName, found.Email!, found.PractitionerId, found.Roles, session.Stage, session.ProvedBy, session.ProvedAt);
    }

    /// <summary>Whether a session has run out by now.</summary>
    public static bool IsOver(StaffSession session, Instant now) => session.Stage == SignInStage.Full
        ? now - session.LastSeenAt >= Idle || now - session.CreatedAt >= Longest
        : now - session.CreatedAt >= DoorLife;

    /// <summary>Nobody's reading waits for a writer, or fails for want of one, because of this.</summary>
    private async Task SeeAsync(StaffSession session, Instant now, CancellationToken cancellationToken)
    {
        var since = now - session.LastSeenAt;
        if (since < SeenStep || (since < SeenPatience && db.WritersTakeTurns && db.IsSomebodyWriting))
        {
            return;
        }

        try
        {
            await writes.RunAsync(
                (unit, ct) => unit.StaffSessions.Where(s => s.Id == session.Id && s.LastSeenAt < now)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct),
                cancellationToken);
        }
        catch (Exception e) when (DbErrors.IsBusy(e) || DbErrors.IsAway(e))
        {
            // The next request notes it.
        }
    }
}
