using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>
/// The first second factor, and the one after a loss. With it in place whoever set it up is in, and is shown ten recovery codes, once.
/// After a loss all that was there before goes in the same step: at no moment is there none.
/// </summary>
public sealed class SetUpDesk(
    ClinicDb db, ClinicWrites writes, UserManager<ClinicUser> users, NewFactors factors, PasskeyCeremony passkeys, SignInNotices notices, OutboxSignal outbox,
    SecurityLog security, IClock clock)
{
    /// <summary>Whether whoever is in the doorway may set up a factor: they have none, or they lost it.</summary>
    public async Task<bool> MayAsync(Doorway? door, CancellationToken cancellationToken) =>
        door is { Stage: SignInStage.Recovery } || (door is not null && !await HasAnyAsync(db, door.UserId, cancellationToken));

    /// <summary>Sets up an app by its first code.</summary>
    /// <returns>Recovery codes; null when the code is not right.</returns>
    public Task<IReadOnlyList<string>?> WithAppAsync(HttpContext context, Doorway door, NewAppForm form) =>
        FinishAsync(context, door, SignInProof.Authenticator, "an authenticator app", factors.ReadApp(door.UserId, form));

    /// <summary>Sets up a passkey.</summary>
    /// <returns>Recovery codes; null when the browser's answer is not good.</returns>
    public async Task<IReadOnlyList<string>?> WithPasskeyAsync(HttpContext context, Doorway door, PasskeyAnswer answer, string name) =>
        await passkeys.ReadNewAsync(context, answer, door.UserId) is { } passkey
            ? await FinishAsync(context, door, SignInProof.Passkey, "a passkey", NewFactors.Keep(door.UserId, passkey, name, clock.GetCurrentInstant()))
            : null;

    private async Task<IReadOnlyList<string>?> FinishAsync(HttpContext context, Doorway door, SignInProof proof, string what, object? factor)
    {
        if (factor is null)
        {
            security.Note(context, SecurityEvent.SecondFactorRefused, door.UserId);
            return null;
        }

        var now = clock.GetCurrentInstant();
        var user = (await users.FindByIdAsync(door.UserId.ToString()))!;
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                // Looked at again here: two browsers in the doorway of a new account must not both set up a factor of their own.
                var lost = door.Stage == SignInStage.Recovery;
                if ((!lost && await HasAnyAsync(unit, user.Id, ct)) || await StaffSessions.EndAsync(unit, door.SessionId, now, ct) == 0)
                {
                    return default;
                }

                await StaffFactors.DropAllAsync(unit, user.Id, ct);
                unit.Add(factor);
                var codes = await RecoveryCodes.RenewAsync(unit, user.Id, now, ct);
                unit.Audit.Add(SignInHistory.Of(user, lost ? "staff.factors-replaced" : "staff.factor-added", now, what));
                notices.Tell(unit, user, "Your second factor was set up", $"From now on signing in to the clinic's back office takes {what} besides your password.", now);
                return (Secret: StaffSessions.Begin(unit, user.Id, SignInStage.Full, proof, context, now), Codes: codes);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { Secret: not null } entered })
        {
            return null;
        }

        outbox.Wake();
        security.Note(context, SecurityEvent.SecondFactorChanged, user.Id);
        security.Note(context, SecurityEvent.SignedIn, user.Id);
        await StaffSessions.EnterAsync(context, user, entered.Secret, SignInStage.Full);
        return entered.Codes;
    }

    private static async Task<bool> HasAnyAsync(ClinicDb db, Guid user, CancellationToken ct) =>
        await db.StaffAuthenticators.AnyAsync(a => a.UserId == user, ct) || await db.StaffPasskeys.AnyAsync(p => p.UserId == user, ct);
}
