using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>A hash of a password nobody knows, made once: checking against it costs what checking a real one costs.</summary>
public sealed class DecoyPassword
{
    private readonly PasswordHasher<ClinicUser> _hasher;
    private readonly ClinicUser _nobody = new() { DisplayName = "Nobody" };
    private readonly string _hash;

    public DecoyPassword(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new(options);
        _hash = _hasher.HashPassword(_nobody, Secret.New());
    }

    /// <summary>Spends the time of one check.</summary>
    public void Spend(string password) => _hasher.VerifyHashedPassword(_nobody, _hash, password);
}

/// <summary>
/// The first step in, and the way out. Wrong passwords, unknown addresses, disabled and locked users get one answer at one price, so
/// that nothing tells whether an address is known. The right password leads to the doorway, and no further.
/// </summary>
public sealed class SignInDesk(
    UserManager<ClinicUser> users, ClinicWrites writes, CountedTries tries, DecoyPassword decoy, PasskeyCeremony passkeys, SecurityLog security, IClock clock)
{
    /// <summary>The one answer.</summary>
    public const string Refused = "That e-mail address and password do not match, or the account is locked for a while.";

    /// <summary>The one answer to a passkey.</summary>
    public const string PasskeyRefused = "That passkey does not let you in here. Use your password, or ask your administrator.";

    /// <summary>Lets somebody with the right password as far as the doorway; failures count towards the lock-out.</summary>
    public async Task<bool> TryPasswordAsync(HttpContext context, string email, string password)
    {
        var user = await CheckPasswordAsync(context, email, password);
        if (user is null)
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                await CountedTries.ForgetAsync(unit, CountedTries.OfPassword(email), ct);
                return StaffSessions.Begin(unit, user.Id, SignInStage.Password, SignInProof.Password, context, now);
            },
            CancellationToken.None);
        await StaffSessions.EnterAsync(context, user, written.Value!, SignInStage.Password);
        return true;
    }

    /// <summary>Whether the password is right, at the price and with the count of any try.</summary>
    public async Task<ClinicUser?> CheckPasswordAsync(HttpContext context, string email, string password)
    {
        var mayTry = await tries.TakeAsync(CountedTries.OfPassword(email));
        var user = await users.FindByEmailAsync(email);
        if (!mayTry || user is not { Disabled: false, PasswordHash: not null } || await users.IsLockedOutAsync(user))
        {
            decoy.Spend(password);
            security.Note(context, mayTry ? SecurityEvent.SignInRefused : SecurityEvent.AccountLocked, user?.Id);
            return null;
        }

        if (await users.CheckPasswordAsync(user, password))
        {
            return user;
        }

        security.Note(context, SecurityEvent.SignInRefused, user.Id);
        return null;
    }

    /// <summary>Lets somebody in by a passkey alone: it is both factors, the device and what unlocks it.</summary>
    public async Task<bool> TryPasskeyAsync(HttpContext context, PasskeyAnswer answer)
    {
        var shown = await passkeys.CheckAsync(context, answer, expected: null);
        if (shown?.User is not { Disabled: false } user || await users.IsLockedOutAsync(user))
        {
            security.Note(context, SecurityEvent.PasskeyRefused, shown?.User.Id);
            return false;
        }

        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (!await PasskeyCeremony.SpendAsync(unit, shown, now, ct))
                {
                    return null;
                }

                unit.Audit.Add(SignInHistory.Of(user, "staff.signed-in", now, "by passkey"));
                return StaffSessions.Begin(unit, user.Id, SignInStage.Full, SignInProof.Passkey, context, now);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { } secret })
        {
            security.Note(context, SecurityEvent.PasskeyRefused, user.Id);
            return false;
        }

        await StaffSessions.EnterAsync(context, user, secret, SignInStage.Full);
        security.Note(context, SecurityEvent.SignedIn, user.Id);
        return true;
    }

    /// <summary>Ends the session on the server: a copied cookie is worth nothing.</summary>
    public async Task SignOutAsync(HttpContext context)
    {
        if (SessionSeen.Of(context) is not { } session)
        {
            return;
        }

        var now = clock.GetCurrentInstant();
        await writes.RunAsync(
            async (unit, ct) =>
            {
                var ended = await StaffSessions.EndAsync(unit, session.Id, now, ct);
                unit.Audit.Add(SignInHistory.Of(session, "staff.signed-out", now));
                return ended;
            },
            CancellationToken.None);
        security.Note(context, SecurityEvent.SignedOut, session.UserId);
    }
}

/// <summary>What history says of sign-ins and of what opens the door.</summary>
public static class SignInHistory
{
    /// <summary>An entry about a user, by themselves.</summary>
    public static AuditEntry Of(ClinicUser user, string action, Instant now, string? detail = null) => Of(user.Id, user.DisplayName, action, now, detail);

    /// <summary>An entry about whoever is signed in, by themselves.</summary>
    public static AuditEntry Of(SessionSeen session, string action, Instant now, string? detail = null) => Of(session.UserId, session.Name, action, now, detail);

    private static AuditEntry Of(Guid user, string name, string action, Instant now, string? detail) => new()
    {
        At = now,
        ActorKind = ActorKind.Staff,
        ActorId = user,
        ActorName = name,
        Action = action,
        RecordKind = "user",
        RecordId = user.ToString(),
        Detail = detail,
    };
}
