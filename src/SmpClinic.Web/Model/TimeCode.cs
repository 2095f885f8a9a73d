using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// The six digits that authenticator apps show, made of a shared secret and the time (RFC 6238: SHA-1, 30 seconds). The framework's
/// own provider takes a code for two and a half minutes, and takes it again and again; here a code is good for its step and one on either side, once.
/// </summary>
public static class TimeCode
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>Seconds for which an app shows one code.</summary>
    public const int StepSeconds = 30;

    /// <summary>Steps by which the clock of a phone may differ.</summary>
    private const int Tolerance = 1;

    private const int SecretBytes = 20;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret in Base32, as apps take it.</summary>
    public static string NewSecret() => Write(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The step that an instant lies in.</summary>
    public static long StepAt(Instant now) => now.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Of(string secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What the apps compute; as a keyed hash SHA-1 is not known to be weak.
        var hash = HMACSHA1.HashData(Read(secret), counter);
#pragma warning restore CA5350
        var at = hash[^1] & 0x0F;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step for which a typed code is right, of those after the last that was taken; null if it is not.</summary>
    public static long? Match(string secret, string code, Instant now, long lastStep)
    {
        var present = StepAt(now);
        for (var step = present - Tolerance; step <= present + Tolerance; step++)
        {
            if (step > lastStep && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Of(secret, step)), System.Text.Encoding.UTF8.GetBytes(code)))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>What a QR code has to say for an app to take the secret in.</summary>
    public static string Address(string secret, string clinic, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(clinic)}:{Uri.EscapeDataString(account)}?secret={secret}&issuer={Uri.EscapeDataString(clinic)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    /// <summary>Base32 (RFC 4648) without padding.</summary>
    internal static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var one in bytes)
        {
            bits = (bits << 8) | one;
            for (held += 8; held >= 5; held -= 5)
            {
                text.Append(Letters[(bits >> (held - 5)) & 31]);
            }
        }

        if (held > 0)
        {
            text.Append(Letters[(bits << (5 - held)) & 31]);
        }

        return text.ToString();
    }

    /// <summary>The bytes of a Base32 text of ours.</summary>
    private static byte[] Read(string text)
    {
        var bytes = new List<byte>(SecretBytes);
        var (bits, held) = (0, 0);
        foreach (var letter in text)
        {
            bits = (bits << 5) | Letters.IndexOf(letter, StringComparison.Ordinal);
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                bytes.Add((byte)(bits >> held));
            }
        }

        return [.. bytes];
    }
}
