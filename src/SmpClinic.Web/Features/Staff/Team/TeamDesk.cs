using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Team;

/// <summary>
/// Who works here and what they may. Each act is one transaction with its line of history and its mail; what takes rights away ends every
/// session at once. Acts on the team stand in line, so that of two administrators who shut each other's account at once one stays.
/// </summary>
public sealed class TeamDesk(
    ClinicDb db, ClinicWrites writes, ILookupNormalizer normalizer, NotificationService notifications, SignInNotices notices, OutboxSignal outbox, ClinicTime time,
    Microsoft.Extensions.Options.IOptions<SiteSettings> site, IClock clock)
{
    /// <summary>Everybody, those who are shut out last.</summary>
    public async Task<IReadOnlyList<MemberLine>> ListAsync(CancellationToken cancellationToken) =>
        await Lines(db.Users.AsNoTracking().OrderBy(u => u.Disabled).ThenBy(u => u.DisplayName)).ToListAsync(cancellationToken);

    /// <summary>One of them.</summary>
    public Task<MemberLine?> FindAsync(Guid id, CancellationToken cancellationToken) => Lines(db.Users.AsNoTracking().Where(u => u.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Whose diary a user may have.</summary>
    public async Task<IReadOnlyList<DiaryChoice>> PractitionersAsync(CancellationToken cancellationToken) =>
        await db.Practitioners.AsNoTracking().OrderBy(p => p.SortOrder).Select(p => new DiaryChoice(p.Id, p.Name)).ToListAsync(cancellationToken);

    /// <summary>Invites somebody by a one-time link.</summary>
    public async Task<TeamEnd> InviteAsync(StaffCaller caller, NewMember member)
    {
        await DemoClinic.EnsureRolesAsync(db, normalizer, CancellationToken.None);
        return await ActAsync(async (unit, now, ct) =>
        {
            var normalised = normalizer.NormalizeEmail(member.Email);
            if (await unit.Users.AnyAsync(u => u.NormalizedEmail == normalised || u.NormalizedUserName == normalised, ct))
            {
                return TeamEnd.Taken;
            }

            var user = new ClinicUser
            {
                DisplayName = member.Name,
                Email = member.Email,
                NormalizedEmail = normalised,
                EmailConfirmed = true,
                UserName = member.Email,
                NormalizedUserName = normalised,
                SecurityStamp = Secret.New(),
                LockoutEnabled = true,
                PractitionerId = member.Role.PractitionerId,
            };
            unit.Users.Add(user);
            unit.UserRoles.Add(new() { UserId = user.Id, RoleId = await RoleIdAsync(unit, member.Role.Role, ct) });
            await WriteLinkAsync(unit, user, invited: true, now, ct);
            Note(unit, caller, "staff.invited", user.Id, now, after: TeamWords.Role(member.Role.Role));
            return TeamEnd.Done;
        });
    }

    /// <summary>Sends a new link to choose a password; those before it no longer work.</summary>
    public Task<TeamEnd> SendLinkAsync(StaffCaller caller, Guid id) => OnAsync(id, async (unit, user, now, ct) =>
    {
        if (user.Disabled)
        {
            return TeamEnd.Shut;
        }

        await WriteLinkAsync(unit, user, invited: user.PasswordHash is null, now, ct);
        Note(unit, caller, "staff.link-sent", id, now);
        return TeamEnd.Done;
    });

    /// <summary>Gives another role, or another diary.</summary>
    public async Task<TeamEnd> ChangeRoleAsync(StaffCaller caller, Guid id, MemberRole role)
    {
        await DemoClinic.EnsureRolesAsync(db, normalizer, CancellationToken.None);
        return caller.Id == id ? TeamEnd.Oneself : await OnAsync(id, async (unit, user, now, ct) =>
        {
            if (role.Role != StaffRoles.Administrator && await IsLastAsync(unit, id, ct))
            {
                return TeamEnd.LastAdministrator;
            }

            var roles = await unit.UserRoles.Where(r => r.UserId == id).ToListAsync(ct);
            var names = await unit.Roles.ToDictionaryAsync(r => r.Id, r => r.Name, ct);
            var before = await WordsAsync(unit, roles.Select(r => names[r.RoleId]).FirstOrDefault(), user.PractitionerId, ct);
            unit.UserRoles.RemoveRange(roles.Where(r => names[r.RoleId] != role.Role));
            if (roles.TrueForAll(r => names[r.RoleId] != role.Role))
            {
                unit.UserRoles.Add(new() { UserId = id, RoleId = names.Single(n => n.Value == role.Role).Key });
            }

            user.PractitionerId = role.PractitionerId;
            await ShutOutAsync(unit, user, now, ct);
            Note(unit, caller, "staff.role-changed", id, now, before, await WordsAsync(unit, role.Role, role.PractitionerId, ct));
            return TeamEnd.Done;
        });
    }

    /// <summary>Shuts an account at once: its sessions end, its links no longer work.</summary>
    public async Task<TeamEnd> DisableAsync(StaffCaller caller, Guid id) => caller.Id == id ? TeamEnd.Oneself : await OnAsync(id, async (unit, user, now, ct) =>
    {
        if (await IsLastAsync(unit, id, ct))
        {
            return TeamEnd.LastAdministrator;
        }

        user.Disabled = true;
        await ShutOutAsync(unit, user, now, ct);
        await StaffLinks.SpendAllAsync(unit, id, now, ct);
        Note(unit, caller, "staff.disabled", id, now);
        return TeamEnd.Done;
    });

    /// <summary>Opens it again.</summary>
    public Task<TeamEnd> EnableAsync(StaffCaller caller, Guid id) => OnAsync(id, (unit, user, now, _) =>
    {
        user.Disabled = false;
        user.ConcurrencyStamp = Secret.New();
        Note(unit, caller, "staff.enabled", id, now);
        return Task.FromResult(TeamEnd.Done);
    });

    /// <summary>Takes a colleague's second factors away, for one who has lost them and every recovery code: they set up a new one at the next sign-in, and are told.</summary>
    public async Task<TeamEnd> ResetFactorsAsync(StaffCaller caller, Guid id) => caller.Id == id ? TeamEnd.Oneself : await OnAsync(id, async (unit, user, now, ct) =>
    {
        await StaffFactors.DropAllAsync(unit, id, ct);
        await ShutOutAsync(unit, user, now, ct);
        Note(unit, caller, "staff.factors-reset", id, now);
        notices.Tell(unit, user, "Your second factor was reset", $"{caller.Name} has reset your second factor. At your next sign-in you set up a new one.", now);
        return TeamEnd.Done;
    });

    private IQueryable<MemberLine> Lines(IQueryable<ClinicUser> users) => users.Select(u => new MemberLine(
        u.Id,
        u.DisplayName,
        u.Email!,
        db.UserRoles.Where(r => r.UserId == u.Id).Join(db.Roles, r => r.RoleId, role => role.Id, (_, role) => role.Name).FirstOrDefault(),
        u.PractitionerId,
        u.Practitioner!.Name,
        u.Disabled,
        u.PasswordHash != null,
        db.StaffAuthenticators.Any(a => a.UserId == u.Id),
        db.StaffPasskeys.Count(p => p.UserId == u.Id),
        db.StaffRecoveryCodes.Count(c => c.UserId == u.Id && c.SpentAt == null),
        db.StaffSessions.Where(s => s.UserId == u.Id && s.Stage == SignInStage.Full).Max(s => (Instant?)s.LastSeenAt),
        db.StaffLinks.Where(l => l.UserId == u.Id && l.SpentAt == null).Max(l => (Instant?)l.ExpiresAt)));

    private async Task<TeamEnd> OnAsync(Guid id, Func<ClinicDb, ClinicUser, Instant, CancellationToken, Task<TeamEnd>> act) => await ActAsync(async (unit, now, ct) =>
        await unit.Users.SingleOrDefaultAsync(u => u.Id == id, ct) is { } user ? await act(unit, user, now, ct) : TeamEnd.NotFound);

    private async Task<TeamEnd> ActAsync(Func<ClinicDb, Instant, CancellationToken, Task<TeamEnd>> act)
    {
        var now = clock.GetCurrentInstant();
        for (var attempt = 0; ; attempt++)
        {
            var written = await writes.RunAsync(
                async (unit, ct) =>
                {
                    // First of all, and written: where writers do not take turns, this row has them do so.
                    await Stamps.RaiseAsync(unit, Stamp.Team, now, ct);
                    return await act(unit, now, ct);
                },
                CancellationToken.None);
            if (written.End == WriteEnd.Committed)
            {
                outbox.Wake();
                return written.Value;
            }

            // Two made the stamp's row at once, or invited the same address: now it is there to be seen.
            if (written.End == WriteEnd.Stale || attempt == 2)
            {
                return TeamEnd.Stale;
            }
        }
    }

    /// <summary>Whether without this one no administrator could come in.</summary>
    private static async Task<bool> IsLastAsync(ClinicDb unit, Guid id, CancellationToken ct)
    {
        var able = unit.Users.Where(u => !u.Disabled && u.PasswordHash != null
            && unit.UserRoles.Any(r => r.UserId == u.Id && unit.Roles.Any(role => role.Id == r.RoleId && role.Name == StaffRoles.Administrator)));
        return await able.AnyAsync(u => u.Id == id, ct) && !await able.AnyAsync(u => u.Id != id, ct);
    }

    private static async Task ShutOutAsync(ClinicDb unit, ClinicUser user, Instant now, CancellationToken ct)
    {
        user.SecurityStamp = Secret.New();
        user.ConcurrencyStamp = Secret.New();
        await StaffSessions.EndAllAsync(unit, user.Id, but: null, now, ct);
    }

    private async Task WriteLinkAsync(ClinicDb unit, ClinicUser user, bool invited, Instant now, CancellationToken ct)
    {
        var path = await StaffLinks.IssueAsync(unit, user.Id, StaffLinks.InvitationLife, now, ct);
        notifications.Queue(unit, MailAudience.Staff, user.Email!, new StaffLinkEmail(user.DisplayName, site.Value.Absolute(path), time.When(now + StaffLinks.InvitationLife), invited), now);
    }

    private static async Task<Guid> RoleIdAsync(ClinicDb unit, string role, CancellationToken ct) => await unit.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync(ct);

    private static async Task<string> WordsAsync(ClinicDb unit, string? role, int? practitioner, CancellationToken ct) =>
        TeamWords.Role(role) + (practitioner is null ? string.Empty : ", diary of " + await unit.Practitioners.Where(p => p.Id == practitioner).Select(p => p.Name).SingleOrDefaultAsync(ct));

    private static void Note(ClinicDb unit, StaffCaller caller, string action, Guid about, Instant now, string? before = null, string? after = null) => unit.Audit.Add(new()
    {
        At = now,
        ActorKind = ActorKind.Staff,
        ActorId = caller.Id,
        ActorName = caller.Name,
        Action = action,
        RecordKind = "user",
        RecordId = about.ToString(),
        Before = before,
        After = after,
    });
}
