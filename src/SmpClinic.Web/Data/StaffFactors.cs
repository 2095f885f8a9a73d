using Microsoft.EntityFrameworkCore;

namespace SmpClinic.Web.Data;

/// <summary>The second factors of staff, all together.</summary>
public static class StaffFactors
{
    /// <summary>Takes every second factor of a user away, within the caller's unit of work.</summary>
    public static async Task DropAllAsync(ClinicDb unit, Guid user, CancellationToken cancellationToken)
    {
        await unit.StaffAuthenticators.Where(a => a.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await unit.StaffPasskeys.Where(p => p.UserId == user).ExecuteDeleteAsync(cancellationToken);
        await unit.StaffRecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
    }
}
