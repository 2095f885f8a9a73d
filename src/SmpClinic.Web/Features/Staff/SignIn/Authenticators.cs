using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Codes of authenticator apps, each taken once.</summary>
public sealed class Authenticators(Sealer sealer)
{
    /// <summary>The longest text looked at; a code is six digits, and people put spaces in.</summary>
    public const int LongestTyped = 20;

    /// <summary>
    /// Whether the code is right and was not taken before, within the caller's unit of work. Of the same code sent ten times at once one is
    /// taken: the row remembers the step, and only ever moves on.
    /// </summary>
    public async Task<bool> TakeAsync(ClinicDb unit, Guid user, string typed, Instant now, CancellationToken cancellationToken)
    {
        var app = await unit.StaffAuthenticators.AsNoTracking().SingleOrDefaultAsync(a => a.UserId == user, cancellationToken);
        if (app is null || TimeCode.Match(sealer.Open(app.Secret)!, Plain(typed), now, app.LastStep) is not { } step)
        {
            return false;
        }

        return await unit.StaffAuthenticators.Where(a => a.UserId == user && a.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.LastStep, step), cancellationToken) == 1;
    }

    /// <summary>A code without the spaces that apps show and people type.</summary>
    public static string Plain(string typed) => string.Concat(typed.Where(char.IsAsciiDigit));
}
