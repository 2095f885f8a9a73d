using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>Seals and opens sensitive words and messages with the key ring, which lies outside the database.</summary>
public sealed class Sealer(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("SmpClinic.Sealed.v1");

    /// <summary>Seals words; null and blank stay null.</summary>
    public SealedText? Seal(string? words) =>
        string.IsNullOrWhiteSpace(words) ? null : new SealedText(_protector.Protect(words));

    /// <summary>Opens sealed words.</summary>
    /// <exception cref="CryptographicException">The key ring lacks the key, or the ciphertext was altered.</exception>
    public string? Open(SealedText? text) => text is { } t ? _protector.Unprotect(t.Ciphertext) : null;

    /// <summary>Seals words for one row alone: put into another, they do not open.</summary>
    public SealedText SealFor(Guid row, string words) => new(For(row).Protect(words));

    /// <summary>Opens words that were sealed for this row.</summary>
    /// <exception cref="CryptographicException">The key ring lacks the key, the ciphertext was altered, or it is another row's.</exception>
    public string OpenFor(Guid row, SealedText text) => For(row).Unprotect(text.Ciphertext);

    private IDataProtector For(Guid row) => _protector.CreateProtector("Row", row.ToString("N"));

    /// <summary>Seals bytes.</summary>
    public byte[] Seal(byte[] bytes) => _protector.Protect(bytes);

    /// <summary>Opens sealed bytes.</summary>
    /// <exception cref="CryptographicException">The key ring lacks the key, or the bytes were altered.</exception>
    public byte[] Open(byte[] bytes) => _protector.Unprotect(bytes);
}

/// <summary>Secrets that travel in links and forms. Only their hash is stored.</summary>
public static class Secret
{
    /// <summary>A new 256-bit secret, URL-safe.</summary>
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>SHA-256 in lower-case hexadecimal, as stored.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
