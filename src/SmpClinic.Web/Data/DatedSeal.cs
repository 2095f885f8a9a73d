using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;

namespace SmpClinic.Web.Data;

/// <summary>
/// Seals words together with the second they were sealed in, so that they can travel through a form or an address: nobody else can make
/// them up, alter or read them, and whoever opens them sees their age. The framework's own time-limited protector goes by the
/// machine's clock, which nothing here does.
/// </summary>
/// <param name="provider">The key ring.</param>
/// <param name="purpose">What the seals are for; those of another purpose do not open.</param>
/// <param name="longest">The longest seal that is looked at, in characters.</param>
/// <param name="clock">Now.</param>
public sealed class DatedSeal(IDataProtectionProvider provider, string purpose, int longest, IClock clock)
{
    private readonly IDataProtector _protector = provider.CreateProtector(purpose);

    /// <summary>Seals words as of now; without words it is a mark of the time.</summary>
    public string Seal(string words = "")
    {
        var second = clock.GetCurrentInstant().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return _protector.Protect(words.Length == 0 ? second : second + " " + words);
    }

    /// <summary>The words and how old they are; null for what is no seal of ours: none at all, shortened, altered, or of another key ring.</summary>
    public (Duration Age, string Words)? Open(string? seal) =>
        Read(seal) is { } read ? (clock.GetCurrentInstant() - read.SealedAt, read.Words) : null;

    /// <summary>The words and the second they were sealed in; null for what is no seal of ours.</summary>
    public (Instant SealedAt, string Words)? Read(string? seal)
    {
        if (string.IsNullOrEmpty(seal) || seal.Length > longest)
        {
            return null;
        }

        try
        {
            var parts = _protector.Unprotect(seal).Split(' ', 2);
            return (Instant.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)), parts.Length > 1 ? parts[1] : string.Empty);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
