using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>One passkey in its owner's list.</summary>
public sealed record PasskeyLine(Guid Id, string Name, Instant CreatedAt, Instant? LastUsedAt);

/// <summary>Somebody's second factors.</summary>
/// <param name="AppSince">Since when they have an authenticator app; null for none.</param>
/// <param name="Passkeys">Their passkeys.</param>
/// <param name="RecoveryCodes">How many recovery codes are left.</param>
public sealed record FactorList(Instant? AppSince, IReadOnlyList<PasskeyLine> Passkeys, int RecoveryCodes);

/// <summary>How a change of factors ended.</summary>
public enum FactorEnd
{
    Done,

    /// <summary>It is not there (any more).</summary>
    NotFound,

    /// <summary>It is the last one; nobody is left without.</summary>
    IsLast,

    /// <summary>What was shown is not good.</summary>
    Refused,

    /// <summary>There are as many as there may be.</summary>
    TooMany,
}

/// <summary>
/// The second factors of whoever is signed in. Each change ends their other sessions, gives this browser a new one, is written into
/// history and told by mail; and none takes the last factor away.
/// </summary>
public sealed class FactorsDesk(
    ClinicDb db, ClinicWrites writes, NewFactors factors, PasskeyCeremony passkeys, SignInNotices notices, OutboxSignal outbox, SecurityLog security, IClock clock)
{
    /// <summary>What they have.</summary>
    public async Task<FactorList> ReadAsync(Guid user, CancellationToken cancellationToken) => new(
        await db.StaffAuthenticators.Where(a => a.UserId == user).Select(a => (Instant?)a.CreatedAt).SingleOrDefaultAsync(cancellationToken),
        await db.StaffPasskeys.AsNoTracking().Where(p => p.UserId == user).OrderBy(p => p.CreatedAt)
            .Select(p => new PasskeyLine(p.Id, p.Name, p.CreatedAt, p.LastUsedAt)).ToListAsync(cancellationToken),
        await db.StaffRecoveryCodes.CountAsync(c => c.UserId == user && c.SpentAt == null, cancellationToken));

    /// <summary>The browser's question for a new passkey.</summary>
    public Task<PasskeyQuestion> AskForNewAsync(HttpContext context, SessionSeen session) => passkeys.AskForNewAsync(context, session.UserId, session.Email, session.Name);

    /// <summary>Takes in a new app in the place of the old one, if any.</summary>
    public async Task<FactorEnd> ReplaceAppAsync(HttpContext context, SessionSeen session, NewAppForm form)
    {
        if (factors.ReadApp(session.UserId, form) is not { } app)
        {
            return FactorEnd.Refused;
        }

        return await ChangeAsync(context, session, "staff.factor-added", "an authenticator app", "A new authenticator app was set up", async (unit, ct) =>
        {
            await unit.StaffAuthenticators.Where(a => a.UserId == session.UserId).ExecuteDeleteAsync(ct);
            unit.Add(app);
            return FactorEnd.Done;
        });
    }

    /// <summary>Takes the app away, where a passkey is left.</summary>
    public Task<FactorEnd> RemoveAppAsync(HttpContext context, SessionSeen session) =>
        ChangeAsync(context, session, "staff.factor-removed", "the authenticator app", "Your authenticator app was removed", async (unit, ct) =>
        {
            await StandInLineAsync(unit, session.UserId, ct);
            return !await unit.StaffPasskeys.AnyAsync(p => p.UserId == session.UserId, ct) ? FactorEnd.IsLast
                : await unit.StaffAuthenticators.Where(a => a.UserId == session.UserId).ExecuteDeleteAsync(ct) == 0 ? FactorEnd.NotFound
                : FactorEnd.Done;
        });

    /// <summary>Adds a passkey.</summary>
    public async Task<FactorEnd> AddPasskeyAsync(HttpContext context, SessionSeen session, PasskeyAnswer answer, string name)
    {
        if (await passkeys.ReadNewAsync(context, answer, session.UserId) is not { } made)
        {
            return FactorEnd.Refused;
        }

        return await ChangeAsync(context, session, "staff.factor-added", "a passkey", "A passkey was added", async (unit, ct) =>
        {
            await StandInLineAsync(unit, session.UserId, ct);
            if (await unit.StaffPasskeys.CountAsync(p => p.UserId == session.UserId, ct) >= NewFactors.MostPasskeys)
            {
                return FactorEnd.TooMany;
            }

            unit.Add(NewFactors.Keep(session.UserId, made, name, clock.GetCurrentInstant()));
            return FactorEnd.Done;
        });
    }

    /// <summary>Takes a passkey away, where another factor is left.</summary>
    public Task<FactorEnd> RemovePasskeyAsync(HttpContext context, SessionSeen session, Guid id) =>
        ChangeAsync(context, session, "staff.factor-removed", "a passkey", "A passkey was removed", async (unit, ct) =>
        {
            await StandInLineAsync(unit, session.UserId, ct);
            var others = await unit.StaffAuthenticators.AnyAsync(a => a.UserId == session.UserId, ct)
                || await unit.StaffPasskeys.AnyAsync(p => p.UserId == session.UserId && p.Id != id, ct);
            return !await unit.StaffPasskeys.AnyAsync(p => p.Id == id && p.UserId == session.UserId, ct) ? FactorEnd.NotFound
                : !others ? FactorEnd.IsLast
                : await unit.StaffPasskeys.Where(p => p.Id == id && p.UserId == session.UserId).ExecuteDeleteAsync(ct) == 0 ? FactorEnd.NotFound
                : FactorEnd.Done;
        });

    /// <summary>Calls a passkey something else; that opens no door, so sessions go on.</summary>
    public async Task<FactorEnd> RenamePasskeyAsync(SessionSeen session, Guid id, string name)
    {
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await unit.StaffPasskeys.SingleOrDefaultAsync(p => p.Id == id && p.UserId == session.UserId, ct) is not { } passkey)
                {
                    return FactorEnd.NotFound;
                }

                var entry = SignInHistory.Of(session, "staff.passkey-renamed", clock.GetCurrentInstant());
                (entry.Before, entry.After) = (passkey.Name, name);
                unit.Audit.Add(entry);
                passkey.Name = name;
                return FactorEnd.Done;
            },
            CancellationToken.None);
        return written.End == WriteEnd.Committed ? written.Value : FactorEnd.NotFound;
    }

    /// <summary>Ten new recovery codes; those before them no longer work.</summary>
    /// <returns>The codes, to be shown once; null if another change came between.</returns>
    public async Task<IReadOnlyList<string>?> NewRecoveryCodesAsync(HttpContext context, SessionSeen session)
    {
        IReadOnlyList<string>? codes = null;
        var end = await ChangeAsync(context, session, "staff.recovery-codes-made", detail: null, "New recovery codes were made", async (unit, ct) =>
        {
            codes = await RecoveryCodes.RenewAsync(unit, session.UserId, clock.GetCurrentInstant(), ct);
            return FactorEnd.Done;
        });
        return end == FactorEnd.Done ? codes : null;
    }

    /// <summary>Two removals at once must not each take the other for what is left.</summary>
    private Task StandInLineAsync(ClinicDb unit, Guid user, CancellationToken ct) =>
        Booking.RateCounting.StandInLineAsync(unit, ["factors:" + user.ToString("N")], clock.GetCurrentInstant(), ct);

    private async Task<FactorEnd> ChangeAsync(
        HttpContext context, SessionSeen session, string action, string? detail, string told, Func<ClinicDb, CancellationToken, Task<FactorEnd>> change)
    {
        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                var end = await change(unit, ct);
                if (end != FactorEnd.Done)
                {
                    return (end, Secret: string.Empty, Stamp: null);
                }

                unit.Audit.Add(SignInHistory.Of(session, action, now, detail));
                notices.Tell(unit, session.Email, told, told + " for your account at the clinic's back office. Your sign-ins elsewhere were ended.", now);
                var stamp = await unit.Users.Where(u => u.Id == session.UserId).Select(u => u.SecurityStamp).SingleAsync(ct);
                return (end, Secret: await StaffSessions.RenewAsync(unit, session, context, now, ct), Stamp: stamp);
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: { end: FactorEnd.Done } done })
        {
            return written.End == WriteEnd.Committed ? written.Value.end : FactorEnd.Refused;
        }

        outbox.Wake();
        security.Note(context, SecurityEvent.SecondFactorChanged, session.UserId);
        await StaffSessions.EnterAsync(context, session.UserId, done.Stamp, done.Secret, SignInStage.Full);
        return FactorEnd.Done;
    }
}
