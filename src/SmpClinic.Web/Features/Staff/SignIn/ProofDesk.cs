using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Asks whoever is signed in to show again who they are: password and code, or a passkey. It gives the browser a new session.</summary>
public sealed class ProofDesk(
    ClinicDb db, ClinicWrites writes, UserManager<ClinicUser> users, SignInDesk passwords, CountedTries tries, Authenticators apps, PasskeyCeremony passkeys,
    SecurityLog security, IClock clock)
{
    /// <summary>So long a proof is fresh enough for what is sensitive.</summary>
    public static readonly Duration Life = Duration.FromMinutes(5);

    /// <summary>The one answer.</summary>
    public const string Refused = "That is not right, the code was used already, or too many were tried. Wait for the next code; after ten tries, for a quarter of an hour.";

    /// <summary>What they can show: whether a code, and the browser's question for a passkey where they have one.</summary>
    public async Task<(bool App, PasskeyQuestion? Passkey)> AskAsync(HttpContext context, SessionSeen session, CancellationToken cancellationToken)
    {
        var app = await db.StaffAuthenticators.AnyAsync(a => a.UserId == session.UserId, cancellationToken);
        var has = await db.StaffPasskeys.AnyAsync(p => p.UserId == session.UserId, cancellationToken);
        return (app, has ? await passkeys.AskAsync(context, await users.FindByIdAsync(session.UserId.ToString())) : null);
    }

    /// <summary>By password and code.</summary>
    public async Task<bool> TryAsync(HttpContext context, SessionSeen session, string password, string code)
    {
        if (!await tries.TakeAsync(CountedTries.OfCode(session.UserId))
            || await passwords.CheckPasswordAsync(context, session.Email, password) is not { } user || user.Id != session.UserId)
        {
            security.Note(context, SecurityEvent.ProofRefused, session.UserId);
            return false;
        }

        return await RenewAsync(context, session, SignInProof.Authenticator, async (unit, now, ct) =>
        {
            if (!await apps.TakeAsync(unit, session.UserId, code, now, ct))
            {
                return false;
            }

            await CountedTries.ForgetAsync(unit, CountedTries.OfPassword(session.Email), ct);
            await CountedTries.ForgetAsync(unit, CountedTries.OfCode(session.UserId), ct);
            return true;
        });
    }

    /// <summary>By a passkey of theirs.</summary>
    public async Task<bool> TryPasskeyAsync(HttpContext context, SessionSeen session, PasskeyAnswer answer) =>
        await passkeys.CheckAsync(context, answer, session.UserId) is { } shown
        && await RenewAsync(context, session, SignInProof.Passkey, (unit, now, ct) => PasskeyCeremony.SpendAsync(unit, shown, now, ct));

    private async Task<bool> RenewAsync(HttpContext context, SessionSeen session, SignInProof proof, Func<ClinicDb, Instant, CancellationToken, Task<bool>> take)
    {
        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (!await take(unit, now, ct) || await StaffSessions.EndAsync(unit, session.Id, now, ct) == 0)
                {
                    return default;
                }

                var stamp = await unit.Users.Where(u => u.Id == session.UserId).Select(u => u.SecurityStamp).SingleAsync(ct);
                return (Secret: StaffSessions.Begin(unit, session.UserId, SignInStage.Full, proof, context, now), Stamp: stamp);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { Secret: not null } entered })
        {
            security.Note(context, SecurityEvent.ProofRefused, session.UserId);
            return false;
        }

        await StaffSessions.EnterAsync(context, session.UserId, entered.Stamp, entered.Secret, SignInStage.Full);
        security.Note(context, SecurityEvent.ProofGiven, session.UserId);
        return true;
    }
}
