using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>One sign-in in a list.</summary>
public sealed record SessionLine(Guid Id, string Device, string Network, Instant Began, Instant Seen, SignInProof ProvedBy, bool IsThis);

/// <summary>Who is signed in where, and ending it.</summary>
public sealed class SessionsDesk(ClinicDb db, ClinicWrites writes, SecurityLog security, IClock clock)
{
    /// <summary>The sign-ins of a user that go on.</summary>
    public async Task<IReadOnlyList<SessionLine>> ListAsync(Guid user, Guid? present, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var (idle, longest) = (now - StaffSessions.Idle, now - StaffSessions.Longest);
        var rows = await db.StaffSessions.AsNoTracking()
            .Where(s => s.UserId == user && s.EndedAt == null && s.Stage == SignInStage.Full && s.LastSeenAt > idle && s.CreatedAt > longest)
            .OrderByDescending(s => s.LastSeenAt)
            .Select(s => new SessionLine(s.Id, s.Device, s.Network, s.CreatedAt, s.LastSeenAt, s.ProvedBy, s.Id == present))
            .ToListAsync(cancellationToken);
        return rows;
    }

    /// <summary>Ends one sign-in of a user; false when there is none such.</summary>
    public Task<bool> EndAsync(HttpContext context, SessionSeen by, Guid owner, Guid session) =>
        ShutAsync(context, by, owner, "one sign-in", (unit, now, ct) => unit.StaffSessions.Where(s => s.Id == session && s.UserId == owner && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), ct));

    /// <summary>Ends all sign-ins of a user but the one that asks.</summary>
    public Task<bool> EndOthersAsync(HttpContext context, SessionSeen by, Guid owner) =>
        ShutAsync(context, by, owner, "all other sign-ins", (unit, now, ct) => StaffSessions.EndAllAsync(unit, owner, by.Id, now, ct));

    private async Task<bool> ShutAsync(HttpContext context, SessionSeen by, Guid owner, string what, Func<ClinicDb, Instant, CancellationToken, Task<int>> end)
    {
        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (await end(unit, now, ct) == 0)
                {
                    return false;
                }

                var entry = SignInHistory.Of(by, "staff.session-ended", now, what);
                entry.RecordId = owner.ToString();
                unit.Audit.Add(entry);
                return true;
            },
            CancellationToken.None);
        if (written is not { End: WriteEnd.Committed, Value: true })
        {
            return false;
        }

        security.Note(context, SecurityEvent.SessionShut, owner);
        return true;
    }
}
