using System.Buffers.Binary;
using System.Text;
using NetVips;

namespace SmpClinic.Web.Tests.Features.Photos;

/// <summary>Pictures as phones make them, and as nobody should.</summary>
internal static class TestPictures
{
    /// <summary>Stands in every piece of metadata of <see cref="Phone"/>.</summary>
    public const string Canary = "CANARY-51-27-N";

    /// <summary>A photo whose upper left corner is light.</summary>
    public static Image Drawn(int width, int height)
    {
        using var ground = Image.Black(width, height, bands: 3) + 60;
        using var spot = Image.Black(width / 4, height / 4, bands: 3) + 240;
        return ground.Insert(spot, 0, 0).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public static byte[] Jpeg(int width = 900, int height = 600)
    {
        using var drawn = Drawn(width, height);
        return drawn.JpegsaveBuffer(q: 90, keep: Enums.ForeignKeep.None);
    }

    public static byte[] Png(int width = 900, int height = 600)
    {
        using var drawn = Drawn(width, height);
        return drawn.PngsaveBuffer();
    }

    public static byte[] WebP(int width = 900, int height = 600)
    {
        using var drawn = Drawn(width, height);
        return drawn.WebpsaveBuffer(q: 80);
    }

    /// <summary>Held sideways, with where and with what it was taken.</summary>
    public static byte[] Phone()
    {
        using var drawn = Drawn(900, 600);
        using var marked = drawn.Mutate(picture =>
        {
            picture.Set(GValue.GIntType, "orientation", 6);
            picture.Set(GValue.GStrType, "exif-ifd0-Make", Canary);
            picture.Set(GValue.GStrType, "exif-ifd0-ImageDescription", Canary);
            picture.Set(GValue.GStrType, "exif-ifd3-GPSLatitudeRef", "N");
            picture.Set(GValue.GStrType, "exif-ifd3-GPSLatitude", "51/1 27/1 11/1");
            picture.Set(GValue.BlobType, "xmp-data", Encoding.UTF8.GetBytes($"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{Canary}</x:xmpmeta>"));
        });
        var file = marked.JpegsaveBuffer(q: 90);

        // Phones write things of their own after the end.
        return [.. file, .. Encoding.ASCII.GetBytes("MotionPhoto" + Canary)];
    }

    /// <summary>A header that claims a size, and hardly anything else.</summary>
    public static byte[] PngClaiming(uint width, uint height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]), .. Chunk("IEND", [])];
    }

    /// <summary>A PNG that moves.</summary>
    public static byte[] MovingPng()
    {
        var still = Png(300, 300);
        return [.. still[..33], .. Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), .. still[33..]];
    }

    /// <summary>A WebP that says it moves.</summary>
    public static byte[] MovingWebP()
    {
        var body = new byte[] { 0x02, 0, 0, 0, 0x2B, 1, 0, 0x2B, 1, 0 };
        var file = new List<byte>();
        file.AddRange("RIFF"u8.ToArray());
        file.AddRange([22, 0, 0, 0]);
        file.AddRange("WEBPVP8X"u8.ToArray());
        file.AddRange([10, 0, 0, 0]);
        file.AddRange(body);
        return [.. file, 0, 0];
    }

    private static byte[] Chunk(string name, byte[] body)
    {
        var chunk = new byte[12 + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)body.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + body.Length), Crc(chunk.AsSpan(4, 4 + body.Length)));
        return chunk;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
