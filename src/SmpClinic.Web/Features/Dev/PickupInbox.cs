using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using MimeKit;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Dev;

/// <summary>One line of the development inbox.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Subject">Decoded.</param>
/// <param name="To">The recipients.</param>
/// <param name="Date">The message's own date.</param>
public sealed record InboxLine(string Name, string Subject, string To, DateTimeOffset Date);

/// <summary>One message of the development inbox, taken apart.</summary>
/// <param name="Line">Its line in the list.</param>
/// <param name="From">The sender.</param>
/// <param name="Text">The text part.</param>
/// <param name="Html">The HTML part.</param>
/// <param name="Invite">The calendar part.</param>
/// <param name="Links">The addresses the text asks its reader to follow.</param>
public sealed record InboxMessage(InboxLine Line, string From, string? Text, string? Html, string? Invite, IReadOnlyList<string> Links);

/// <summary>Reads the pickup folder back, for the developer who wants to see what was sent.</summary>
public sealed partial class PickupInbox(IOptions<MailSettings> settings)
{
    /// <summary>More than anybody reads on one page.</summary>
    private const int Shown = 200;

    private string Folder => settings.Value.PickupFolder;

    /// <summary>The newest messages first.</summary>
    public async Task<IReadOnlyList<InboxLine>> ListAsync(CancellationToken cancellationToken)
    {
        var lines = new List<InboxLine>();
        if (!Directory.Exists(Folder))
        {
            return lines;
        }

        foreach (var path in Directory.EnumerateFiles(Folder, "*.eml").OrderDescending(StringComparer.Ordinal).Take(Shown))
        {
            using var message = await MimeMessage.LoadAsync(path, cancellationToken);
            lines.Add(LineOf(Path.GetFileNameWithoutExtension(path), message));
        }

        return lines;
    }

    /// <summary>One message, or null if there is none of that name.</summary>
    public async Task<InboxMessage?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (PathOf(name) is not { } path)
        {
            return null;
        }

        using var message = await MimeMessage.LoadAsync(path, cancellationToken);
        var invite = message.BodyParts.OfType<TextPart>().FirstOrDefault(p => p.ContentType.IsMimeType("text", "calendar"));
        var text = message.TextBody?.ReplaceLineEndings("\n");
        var links = (text ?? "").Split('\n').Where(l => l.StartsWith("http://", StringComparison.Ordinal) || l.StartsWith("https://", StringComparison.Ordinal));
        return new InboxMessage(
            LineOf(name, message), message.From.ToString(), text, message.HtmlBody, invite is null ? null : AsWritten(invite), [.. links]);
    }

    /// <summary>The file of a message, or null if there is none of that name. Names that could lead elsewhere are no names.</summary>
    public string? PathOf(string name)
    {
        if (!FileName().IsMatch(name))
        {
            return null;
        }

        var path = Path.Combine(Folder, name + ".eml");
        return File.Exists(path) ? path : null;
    }

    // The octets, since reading the part as text would change its line ends.
    private static string AsWritten(TextPart invite)
    {
        using var octets = new MemoryStream();
        invite.Content?.DecodeTo(octets);
        return Encoding.UTF8.GetString(octets.ToArray());
    }

    private static InboxLine LineOf(string name, MimeMessage message) =>
        new(name, message.Subject ?? "", message.To.ToString(), message.Date);

    [GeneratedRegex(@"\A[0-9]{17}-[0-9a-f]{32}\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex FileName();
}
