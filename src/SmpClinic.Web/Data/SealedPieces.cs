using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SmpClinic.Web.Data;

/// <summary>
/// Enciphers a stream piece by piece (AES-256-GCM), so that no more than one piece is held in memory. Each piece is bound to the
/// label, to its place and to whether it is the last: a file that was cut short, put together of others or renamed does not open.
/// </summary>
public static class SealedPieces
{
    private const int Piece = 64 * 1024;
    private const int Tag = 16;

    /// <summary>A new key of 256 bits; one for each label.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Enciphers what <paramref name="from"/> holds.</summary>
    /// <returns>How many bytes it held; null where there were more than <paramref name="most"/>, and then only part is written.</returns>
    public static async Task<long?> SealAsync(Stream from, Stream to, byte[] key, string label, long most, CancellationToken cancellationToken)
    {
        using var cipher = new AesGcm(KeyFor(key, label), Tag);
        var (piece, next, sealedPiece) = (new byte[Piece], new byte[Piece], new byte[Tag + Piece]);
        var held = await from.ReadAtLeastAsync(piece, Piece, throwOnEndOfStream: false, cancellationToken);
        long total = held;
        for (var number = 0L; ; number++)
        {
            if (total > most)
            {
                return null;
            }

            var more = held < Piece ? 0 : await from.ReadAtLeastAsync(next, Piece, throwOnEndOfStream: false, cancellationToken);
            total += more;
            var last = more == 0;
            cipher.Encrypt(Nonce(number), piece.AsSpan(0, held), sealedPiece.AsSpan(Tag, held), sealedPiece.AsSpan(0, Tag), Place(label, number, last));
            await to.WriteAsync(sealedPiece.AsMemory(0, Tag + held), cancellationToken);
            if (last)
            {
                return total;
            }

            (piece, next, held) = (next, piece, more);
        }
    }

    /// <summary>Opens all of it.</summary>
    /// <exception cref="CryptographicException">It was altered, cut short, or is another's.</exception>
    public static async Task<byte[]> OpenAsync(Stream from, byte[] key, string label, CancellationToken cancellationToken)
    {
        using var cipher = new AesGcm(KeyFor(key, label), Tag);
        var pieces = Math.Max(1, (from.Length + Piece + Tag - 1) / (Piece + Tag));
        var plain = new byte[Math.Max(0, from.Length - (pieces * Tag))];
        var sealedPiece = new byte[Tag + Piece];
        var at = 0;
        for (var number = 0L; number < pieces; number++)
        {
            var read = await from.ReadAtLeastAsync(sealedPiece, sealedPiece.Length, throwOnEndOfStream: false, cancellationToken);
            if (read < Tag || at + read - Tag > plain.Length)
            {
                throw new CryptographicException("The file was cut short.");
            }

            cipher.Decrypt(Nonce(number), sealedPiece.AsSpan(Tag, read - Tag), sealedPiece.AsSpan(0, Tag), plain.AsSpan(at, read - Tag), Place(label, number, number == pieces - 1));
            at += read - Tag;
        }

        return plain;
    }

    private static byte[] KeyFor(byte[] key, string label) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Encoding.UTF8.GetBytes(label));

    private static byte[] Nonce(long number)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(4), number);
        return nonce;
    }

    private static byte[] Place(string label, long number, bool last) =>
        Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{label}\u001f{number}\u001f{(last ? "last" : "more")}"));
}
