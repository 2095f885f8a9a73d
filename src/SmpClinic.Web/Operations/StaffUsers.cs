using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Operations;

/// <summary>Adds staff from the command line: the way the first administrator comes in, since no account exists by default.</summary>
public sealed class StaffUsers(UserManager<ClinicUser> users, ClinicDb db, ILookupNormalizer normalizer, IOptions<SiteSettings> site)
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
        var token = await users.GeneratePasswordResetTokenAsync(user);
        return site.Value.Absolute($"/staff/set-password?user={user.Id}&token={Uri.EscapeDataString(token)}");

        static void Must(IdentityResult result)
        {
            if (!result.Succeeded)
            {
                throw new OperationRefusedException(string.Join(' ', result.Errors.Select(error => error.Description)));
            }
        }
    }
}
