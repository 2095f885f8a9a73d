using System.Globalization;
using System.Text;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

/// <summary>
/// A second opinion on calendar files, written from RFC 5545 alone and sharing nothing with the writer: it works on octets, and
/// reads one VEVENT in one VCALENDAR.
/// </summary>
internal sealed class CalendarChecker
{
    private static readonly HashSet<string> Once = new(StringComparer.Ordinal)
    {
        "PRODID", "VERSION", "METHOD", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "ORGANIZER", "STATUS", "TRANSP",
    };

    private readonly List<(string Name, string Value)> _lines;

    private CalendarChecker(List<(string Name, string Value)> lines) => _lines = lines;

    /// <summary>The property names in order, BEGIN and END with their component.</summary>
    public IReadOnlyList<string> Shape => [.. _lines.Select(l => l.Name is "BEGIN" or "END" ? $"{l.Name}:{l.Value}" : l.Name)];

    public string this[string name] => _lines.Single(l => string.Equals(l.Name, name, StringComparison.Ordinal)).Value;

    public static CalendarChecker Read(string file)
    {
        var octets = Encoding.UTF8.GetBytes(file);
        var physical = SplitLines(octets);
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var logical = new List<string>();
        foreach (var line in physical)
        {
            Assert.True(line.Length <= 75, $"a line has {line.Length} octets");

            // Every physical line must be whole UTF-8 by itself.
            var text = strict.GetString(line);
            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\t');
            if (text.StartsWith(' '))
            {
                logical[^1] += text[1..];
            }
            else
            {
                logical.Add(text);
            }
        }

        var lines = logical.ConvertAll(l =>
        {
            var colon = l.IndexOf(':', StringComparison.Ordinal);
            Assert.True(colon > 0, "a content line has no name");
            var name = l[..colon];
            Assert.All(name, c => Assert.True(char.IsAsciiLetterUpper(c) || c == '-', $"the name {name} has parameters or odd letters"));
            return (name, l[(colon + 1)..]);
        });
        Assert.Equal(
            "BEGIN:VCALENDAR BEGIN:VEVENT END:VEVENT END:VCALENDAR",
            string.Join(' ', lines.Where(l => l.name is "BEGIN" or "END").Select(l => $"{l.name}:{l.Item2}")));
        Assert.All(Once, name => Assert.Single(lines, l => string.Equals(l.name, name, StringComparison.Ordinal)));
        var checker = new CalendarChecker(lines);
        foreach (var time in (string[])["DTSTAMP", "DTSTART", "DTEND"])
        {
            Assert.True(DateTime.TryParseExact(checker[time], "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), $"{time} is not in UTC");
        }

        return checker;
    }

    /// <summary>The text of a TEXT property, escapes undone one by one from the left.</summary>
    public string Text(string name)
    {
        var value = this[name];
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                Assert.False(value[i] is ',' or ';', $"{name} has a bare separator");
                text.Append(value[i]);
                continue;
            }

            i++;
            Assert.True(i < value.Length && value[i] is '\\' or ',' or ';' or 'n', $"{name} has an unknown escape");
            text.Append(value[i] == 'n' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    private static List<byte[]> SplitLines(byte[] octets)
    {
        var lines = new List<byte[]>();
        var from = 0;
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] == '\n')
            {
                Assert.True(i > 0 && octets[i - 1] == '\r', "a line feed stands alone");
                lines.Add(octets[from..(i - 1)]);
                from = i + 1;
            }
            else if (octets[i] == '\r')
            {
                Assert.True(i + 1 < octets.Length && octets[i + 1] == '\n', "a carriage return stands alone");
            }
        }

        Assert.Equal(octets.Length, from);
        return lines;
    }
}
