using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// Seals answers so that they can travel in a page's address: back, forward and reload work, nothing is stored, and nobody who
/// sees the address learns an answer. A day later it opens no more.
/// </summary>
public sealed class SealedAnswers(IDataProtectionProvider provider, TimeProvider time)
{
    private const int LongestState = 4_000;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private readonly IDataProtector _protector = provider.CreateProtector("SmpClinic.Suitability.v1");

    public string Seal(Answers answers) =>
        _protector.Protect(time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) + " " + answers.Write());

    /// <summary>Opens what was sealed; null for what was not, or too long ago.</summary>
    public Answers? Open(string? state)
    {
        if (state is not { Length: > 0 and <= LongestState })
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(state).Split(' ', 2) is [var at, var answers]
                && long.TryParse(at, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var second)
                && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(second) < Life
                ? Answers.Read(answers)
                : null;
        }
        catch (CryptographicException)
        {
            // Shortened, altered, or of another key ring: the check begins anew.
            return null;
        }
    }
}
