using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>What somebody in the doorway can show.</summary>
/// <param name="App">Whether they have an authenticator app.</param>
/// <param name="Passkeys">How many passkeys.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
public sealed record FactorsThere(bool App, int Passkeys, int RecoveryCodes)
{
    /// <summary>Whether there is a second factor at all; without one it has to be set up.</summary>
    public bool Any => App || Passkeys > 0;
}

/// <summary>From the doorway in: by a code, by a passkey, or by a recovery code to the setting up of a new factor.</summary>
public sealed class SecondFactorDesk(
    ClinicDb db, ClinicWrites writes, UserManager<ClinicUser> users, CountedTries tries, Authenticators apps, PasskeyCeremony passkeys, SignInNotices notices,
    OutboxSignal outbox, SecurityLog security, IClock clock)
{
    /// <summary>The one answer to a code that is wrong, old, or was used.</summary>
    public const string Refused = "That code is not right, was used already, or too many were tried. Wait for the next one; after ten tries, for a quarter of an hour.";

    /// <summary>What there is to show.</summary>
    public async Task<FactorsThere> ThereAsync(Guid user, CancellationToken cancellationToken) => new(
        await db.StaffAuthenticators.AnyAsync(a => a.UserId == user, cancellationToken),
        await db.StaffPasskeys.CountAsync(p => p.UserId == user, cancellationToken),
        await db.StaffRecoveryCodes.CountAsync(c => c.UserId == user && c.SpentAt == null, cancellationToken));

    /// <summary>The browser's question for the passkeys of whoever is in the doorway; null where there are none.</summary>
    public async Task<PasskeyQuestion?> QuestionAsync(HttpContext context, Guid user, FactorsThere there) =>
        there.Passkeys > 0 ? await passkeys.AskAsync(context, await users.FindByIdAsync(user.ToString())) : null;

    /// <summary>In by the code of an app.</summary>
    public async Task<bool> TryCodeAsync(HttpContext context, Doorway door, string code)
    {
        if (!await tries.TakeAsync(CountedTries.OfCode(door.UserId)))
        {
            security.Note(context, SecurityEvent.SecondFactorLocked, door.UserId);
            return false;
        }

        return await EnterAsync(context, door, SignInProof.Authenticator, "by password and authenticator", (unit, now, ct) => apps.TakeAsync(unit, door.UserId, code, now, ct));
    }

    /// <summary>In by a passkey of the same person.</summary>
    public async Task<bool> TryPasskeyAsync(HttpContext context, Doorway door, PasskeyAnswer answer) =>
        await passkeys.CheckAsync(context, answer, door.UserId) is { } shown
        && await EnterAsync(context, door, SignInProof.Passkey, "by password and passkey", (unit, now, ct) => PasskeyCeremony.SpendAsync(unit, shown, now, ct));

    /// <summary>By a recovery code to the setting up of a new factor, and no further. Every session of the user ends: who lost a device may have lost more.</summary>
    public async Task<bool> TryRecoveryAsync(HttpContext context, Doorway door, string code)
    {
        var now = clock.GetCurrentInstant();
        if (!await tries.TakeAsync(CountedTries.OfCode(door.UserId)))
        {
            security.Note(context, SecurityEvent.SecondFactorLocked, door.UserId);
            return false;
        }

        var user = (await users.FindByIdAsync(door.UserId.ToString()))!;
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (!await RecoveryCodes.SpendAsync(unit, user.Id, code, now, ct) || !await StillHereAsync(unit, door, now, ct))
                {
                    return null;
                }

                await StaffSessions.EndAllAsync(unit, user.Id, but: null, now, ct);
                await CountedTries.ForgetAsync(unit, CountedTries.OfCode(user.Id), ct);
                unit.Audit.Add(SignInHistory.Of(user, "staff.recovery-code-used", now));
                notices.Tell(unit, user, "A recovery code was used", "Somebody signed in with your password and one of your recovery codes, to set up a new second factor.", now);
                return StaffSessions.Begin(unit, user.Id, SignInStage.Recovery, SignInProof.RecoveryCode, context, now);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { } secret })
        {
            security.Note(context, SecurityEvent.SecondFactorRefused, user.Id);
            return false;
        }

        outbox.Wake();
        security.Note(context, SecurityEvent.RecoveryCodeUsed, user.Id);
        await StaffSessions.EnterAsync(context, user, secret, SignInStage.Recovery);
        return true;
    }

    /// <summary>One step from the doorway in: the factor is taken, the doorway's session ends and another begins, or nothing of it.</summary>
    private async Task<bool> EnterAsync(HttpContext context, Doorway door, SignInProof proof, string words, Func<ClinicDb, Instant, CancellationToken, Task<bool>> take)
    {
        var now = clock.GetCurrentInstant();
        var user = (await users.FindByIdAsync(door.UserId.ToString()))!;
        var written = door.Stage != SignInStage.Password ? default : await writes.RunAsync(
            async (unit, ct) =>
            {
                if (!await take(unit, now, ct) || !await StillHereAsync(unit, door, now, ct))
                {
                    return null;
                }

                await CountedTries.ForgetAsync(unit, CountedTries.OfCode(user.Id), ct);
                unit.Audit.Add(SignInHistory.Of(user, "staff.signed-in", now, words));
                return StaffSessions.Begin(unit, user.Id, SignInStage.Full, proof, context, now);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { } secret })
        {
            security.Note(context, SecurityEvent.SecondFactorRefused, user.Id);
            return false;
        }

        await StaffSessions.EnterAsync(context, user, secret, SignInStage.Full);
        security.Note(context, SecurityEvent.SignedIn, user.Id);
        return true;
    }

    /// <summary>The doorway's session ends with the step, and with no step that failed: of two steps at once from the same doorway one succeeds.</summary>
    private static async Task<bool> StillHereAsync(ClinicDb unit, Doorway door, Instant now, CancellationToken ct) =>
        await StaffSessions.EndAsync(unit, door.SessionId, now, ct) == 1;
}
