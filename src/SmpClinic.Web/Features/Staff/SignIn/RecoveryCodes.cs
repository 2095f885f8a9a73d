using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>
/// Ten codes to keep on paper, each good once in the place of a lost second factor. 120 bits each: long enough to be kept as a plain
/// hash, since nobody can try them all.
/// </summary>
public static class RecoveryCodes
{
    /// <summary>How many one gets at a time.</summary>
    public const int Number = 10;

    /// <summary>The longest text looked at, with all the spaces somebody may type.</summary>
    public const int LongestTyped = 60;

    private const int Characters = 24;
    private const int Group = 4;

    // Without letters and digits that look alike on paper.
    private const string Alphabet = "23456789abcdefghijkmnpqrstuvwxyz";

    /// <summary>Makes ten new codes in the caller's unit of work; those before them are gone.</summary>
    /// <returns>The codes, to be shown once.</returns>
    public static async Task<IReadOnlyList<string>> RenewAsync(ClinicDb unit, Guid user, Instant now, CancellationToken cancellationToken)
    {
        await unit.StaffRecoveryCodes.Where(c => c.UserId == user).ExecuteDeleteAsync(cancellationToken);
        var codes = Enumerable.Range(0, Number).Select(_ => RandomNumberGenerator.GetString(Alphabet, Characters)).ToList();
        unit.StaffRecoveryCodes.AddRange(codes.Select(code => new Model.StaffRecoveryCode { UserId = user, Hash = Secret.Hash(code), CreatedAt = now }));
        return codes.ConvertAll(code => string.Join('-', code.Chunk(Group).Select(part => new string(part))));
    }

    /// <summary>Spends a code in the caller's unit of work: of any number of tries at once one succeeds.</summary>
    public static async Task<bool> SpendAsync(ClinicDb unit, Guid user, string typed, Instant now, CancellationToken cancellationToken)
    {
        var code = Plain(typed);
        if (code.Length != Characters)
        {
            return false;
        }

        var hash = Secret.Hash(code);
        return await unit.StaffRecoveryCodes.Where(c => c.UserId == user && c.Hash == hash && c.SpentAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.SpentAt, now), cancellationToken) == 1;
    }

    private static string Plain(string typed) => string.Concat(typed.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
