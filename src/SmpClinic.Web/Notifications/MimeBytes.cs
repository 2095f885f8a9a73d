using MimeKit;

namespace SmpClinic.Web.Notifications;

/// <summary>A message as bytes: CRLF line ends, every header in ASCII, so that any relay takes it as it is.</summary>
internal static class MimeBytes
{
    public static readonly FormatOptions Format = MakeFormat();

    public static byte[] Of(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        message.WriteTo(Format, bytes);
        return bytes.ToArray();
    }

    private static FormatOptions MakeFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
