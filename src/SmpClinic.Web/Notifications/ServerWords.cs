using System.Buffers;
using System.Text;

namespace SmpClinic.Web.Notifications;

/// <summary>What a mail server said, made fit to be kept: on one line, without addresses, at most 1000 characters.</summary>
public static class ServerWords
{
    private const int MaxLength = 1000;
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\r\n<>\"'(),;:=[]");

    /// <summary>The words without what looks like an address.</summary>
    public static string Clean(string words)
    {
        var kept = new StringBuilder();
        var rest = words.AsSpan(0, Math.Min(words.Length, 4 * MaxLength));
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(Separators);
            var word = end < 0 ? rest : rest[..end];
            kept.Append(word.Contains('@') ? "[address]" : word);
            if (end < 0)
            {
                break;
            }

            kept.Append(char.IsControl(rest[end]) ? ' ' : rest[end]);
            rest = rest[(end + 1)..];
        }

        var line = new string([.. kept.ToString().Where(c => !char.IsControl(c))]).Trim();
        return line.Length <= MaxLength ? line : line[..MaxLength];
    }
}
