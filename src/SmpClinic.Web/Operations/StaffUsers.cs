using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Operations;

/// <summary>Adds staff from the command line: the way the first administrator comes in, since no account exists by default.</summary>
public sealed class StaffUsers(UserManager<ClinicUser> users, ClinicDb db, ClinicWrites writes, ILookupNormalizer normalizer, IOptions<SiteSettings> site, IClock clock)
{
    /// <summary>Adds the user and gives the one-time link under which they choose a password.</summary>
    /// <exception cref="OperationRefusedException">Unknown role, or an address that is taken or is none.</exception>
    public async Task<string> AddAsync(string email, string role, string? name, CancellationToken cancellationToken)
    {
        var known = StaffRoles.All.FirstOrDefault(one => string.Equals(one, role, StringComparison.OrdinalIgnoreCase))
            ?? throw new OperationRefusedException($"There is no role '{role}'; it may be {string.Join(", ", StaffRoles.All)}.");
        if (email.Length > 254 || !MimeKit.MailboxAddress.TryParse(email, out var address) || !string.Equals(address.Address, email, StringComparison.Ordinal))
        {
            throw new OperationRefusedException($"'{email}' is not an e-mail address.");
        }

        await DemoClinic.EnsureRolesAsync(db, normalizer, cancellationToken);
        var user = new ClinicUser { Email = email, UserName = email, EmailConfirmed = true, DisplayName = name ?? email.Split('@')[0] };
        Must(await users.CreateAsync(user));
        Must(await users.AddToRoleAsync(user, known));
        return await LinkAsync(user, "staff.added", known, cancellationToken);

        static void Must(IdentityResult result)
        {
            if (!result.Succeeded)
            {
                throw new OperationRefusedException(string.Join(' ', result.Errors.Select(error => error.Description)));
            }
        }
    }

    /// <summary>
    /// Gives somebody who is there a new link; with <paramref name="resetFactors"/> their second factors go too, and they set up a new one with it.
    /// The way back in for an administrator who has lost everything: who can run this has the database anyway.
    /// </summary>
    /// <exception cref="OperationRefusedException">There is nobody with this address, or their account is shut.</exception>
    public async Task<string> AgainAsync(string email, bool resetFactors, CancellationToken cancellationToken)
    {
        var user = await users.FindByEmailAsync(email) ?? throw new OperationRefusedException($"Nobody has the address '{email}'.");
        if (user.Disabled)
        {
            throw new OperationRefusedException("The account is disabled. An administrator can enable it under Team.");
        }

        return await LinkAsync(user, resetFactors ? "staff.factors-reset" : "staff.link-sent", "from the command line", cancellationToken, resetFactors);
    }

    private async Task<string> LinkAsync(ClinicUser user, string action, string detail, CancellationToken cancellationToken, bool resetFactors = false)
    {
        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                if (resetFactors)
                {
                    await StaffFactors.DropAllAsync(unit, user.Id, ct);
                    await unit.StaffSessions.Where(s => s.UserId == user.Id && s.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), ct);
                }

                unit.Audit.Add(new()
                {
                    At = now,
                    ActorKind = ActorKind.System,
                    ActorName = "Command line",
                    Action = action,
                    RecordKind = "user",
                    RecordId = user.Id.ToString(),
                    Detail = detail,
                });
                return await StaffLinks.IssueAsync(unit, user.Id, StaffLinks.Life, now, ct);
            },
            cancellationToken);
        return written.End == WriteEnd.Committed ? site.Value.Absolute(written.Value!) : throw new OperationRefusedException("The account was changed meanwhile. Try again.");
    }
}
