using System.Buffers.Binary;
using System.IO.Compression;

namespace SmpClinic.Web.Features.Photos;

/// <summary>The kinds of picture that are taken.</summary>
public enum PictureKind
{
    Jpeg,
    Png,
    WebP,
}

/// <summary>
/// What a picture says of itself before anything is decoded: judged by its first bytes, never by its name or by what the sender
/// calls it. So a decoder sees only the three kinds it is let do, and none whose size would not fit.
/// </summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Width">In pixels, as stored.</param>
/// <param name="Height">In pixels, as stored.</param>
/// <param name="AllAtOnce">Whether its decoder has to hold all of it at once.</param>
public sealed record PictureHeader(PictureKind Kind, int Width, int Height, bool AllAtOnce)
{
    /// <summary>The longest side, in pixels.</summary>
    public const int LongestSide = 16_000;

    /// <summary>Pixels of a picture that is decoded line by line: more than the largest phones take.</summary>
    public const int MostPixels = 52_000_000;

    /// <summary>Pixels of one whose decoder holds all of it: with more, eight at once would take more memory than they may (IN-05).</summary>
    public const int MostPixelsAtOnce = 16_000_000;

    /// <summary>The shortest side: a smaller one shows no skin.</summary>
    public const int ShortestSide = 200;

    private const string NotTaken = "This is no photo we can take. Choose a photo in JPEG, PNG or WebP.";
    private const string Damaged = "This photo is damaged or was not sent whole. Choose it again, or take another.";
    private const string Moving = "This is a moving picture. Choose a still photo.";

    /// <summary>Reads the header.</summary>
    /// <param name="file">All of the file.</param>
    /// <param name="header">What it says, where it may be decoded.</param>
    /// <returns>What is wrong, in the sender's words; null where nothing is.</returns>
    public static string? Fault(ReadOnlySpan<byte> file, out PictureHeader? header)
    {
        header = null;
        string? fault;
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            fault = Jpeg(file, out header);
        }
        else if (file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            fault = Png(file, out header);
        }
        else if (file.Length >= 30 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8))
        {
            fault = WebP(file, out header);
        }
        else
        {
            return file.Length > 12 && file[4..].StartsWith("ftyp"u8) && IsHeic(file.Slice(8, 4))
                ? "This is an HEIC photo, which we cannot take. In your phone's camera settings choose “Most compatible”, or send it as a JPEG."
                : NotTaken;
        }

        return fault ?? header!.SizeFault();
    }

    private string? SizeFault()
    {
        if (Width < ShortestSide || Height < ShortestSide)
        {
            return $"This photo is too small: {Width} by {Height} pixels. Choose one of at least {ShortestSide} on each side.";
        }

        return Width > LongestSide || Height > LongestSide || (long)Width * Height > (AllAtOnce ? MostPixelsAtOnce : MostPixels)
            ? $"This photo is too large: {Width} by {Height} pixels. Make it smaller, or take it again with an ordinary camera setting."
            : null;
    }

    private static bool IsHeic(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("avif"u8);

    private static string? Jpeg(ReadOnlySpan<byte> file, out PictureHeader? header)
    {
        header = null;
        for (var at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != 0xFF)
            {
                return Damaged;
            }

            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                // Baseline, extended and progressive; the rest no camera writes.
                if (marker > 0xC2 || length < 8 || at + 10 > file.Length || file[at + 4] != 8 || file[at + 9] is not (1 or 3 or 4))
                {
                    return NotTaken;
                }

                header ??= new(PictureKind.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]), marker == 0xC2);
            }
            else if (marker == 0xDA && header is not null)
            {
                // Cut short, it lacks its end; phones write things of their own after it.
                return file[at..].LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) < 0 ? Damaged : null;
            }
            else if (marker is 0xDA or 0xD9 or 0x00 or (>= 0xD0 and <= 0xD8) || length < 2)
            {
                return Damaged;
            }

            at += 2 + length;
        }

        return Damaged;
    }

    private static string? Png(ReadOnlySpan<byte> file, out PictureHeader? header)
    {
        header = null;
        if (file.Length < 33 || !file[12..].StartsWith("IHDR"u8) || BinaryPrimitives.ReadUInt32BigEndian(file[8..]) != 13)
        {
            return Damaged;
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        using var pixels = new MemoryStream(file.Length);
        for (long at = 33; at + 8 <= file.Length;)
        {
            var chunk = file[(int)at..];
            if (chunk[4..].StartsWith("IDAT"u8))
            {
                pixels.Write(chunk[8..(int)Math.Min(chunk.Length, 8 + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk))]);
            }

            if (chunk[4..].StartsWith("acTL"u8))
            {
                return Moving;
            }

            if (chunk[4..].StartsWith("IEND"u8))
            {
                // Whatever claims to be larger than any is told that first.
                if ((ulong)width * height <= MostPixels && !Fills(pixels, width, height, file[24], file[25]))
                {
                    return Damaged;
                }

                header = new(PictureKind.Png, (int)Math.Min(width, int.MaxValue), (int)Math.Min(height, int.MaxValue), AllAtOnce: file[28] != 0);
                return null;
            }

            at += 12 + (long)BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return Damaged;
    }

    /// <summary>Whether so much is packed into a PNG as its size asks for: what reads it takes nothing at all for a picture too.</summary>
    private static bool Fills(MemoryStream packed, uint width, uint height, byte depth, byte colours)
    {
        var samples = colours switch { 2 => 3u, 4 => 2u, 6 => 4u, _ => 1u };
        var missing = (long)((ulong)width * samples * depth * height / 8);
        var buffer = new byte[64 * 1024];
        packed.Position = 0;
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress, leaveOpen: true);
            while (missing > 0)
            {
                var read = unpacked.Read(buffer);
                if (read == 0)
                {
                    return false;
                }

                missing -= read;
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static string? WebP(ReadOnlySpan<byte> file, out PictureHeader? header)
    {
        header = null;
        var kind = file.Slice(12, 4);
        var body = file[20..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) > file.Length - 8)
        {
            return Damaged;
        }

        if (kind.SequenceEqual("VP8X"u8))
        {
            if ((body[0] & 0x02) != 0)
            {
                return Moving;
            }

            header = new(PictureKind.WebP, 1 + ThreeBytes(body[4..]), 1 + ThreeBytes(body[7..]), AllAtOnce: true);
            return null;
        }

        if (kind.SequenceEqual("VP8L"u8) && body[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(body[1..]);
            header = new(PictureKind.WebP, (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1, AllAtOnce: true);
            return null;
        }

        if (kind.SequenceEqual("VP8 "u8) && body[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            header = new(PictureKind.WebP, BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF, AllAtOnce: true);
            return null;
        }

        return Damaged;
    }

    private static int ThreeBytes(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
