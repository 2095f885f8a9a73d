using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What every form about the rules sends: what its page had shown, which step is asked for, and which visits were shown.</summary>
public abstract class RuleForm
{
    /// <summary>What <see cref="Step"/> says to save.</summary>
    public const string Save = "save";

    /// <summary>What <see cref="Step"/> says to type again.</summary>
    public const string Edit = "edit";

    private const string MoveStep = "move:";
    private const int LongestName = 100;

    /// <summary>The version of what is changed that the form showed.</summary>
    public string? Version { get; set; }

    /// <summary>When the form was first shown.</summary>
    public string? Read { get; set; }

    /// <summary>What is to be done; a preview where nothing is said.</summary>
    public string? Step { get; set; }

    /// <summary>The keys of the affected visits that were shown, with a dot between them; null where there was no preview.</summary>
    public string? Seen { get; set; }

    /// <summary>The visits whose clients are to be asked for another time.</summary>
    public List<string> Tell { get; set; } = [];

    /// <summary>The version, where there is one.</summary>
    public long? ShownVersion => long.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>When the form was first shown, where that can be read.</summary>
    public Instant? ReadAt => StartText.TryRead(Read);

    /// <summary>The visits shown; null where none were.</summary>
    public HashSet<string>? SeenKeys => Seen?.Split('.', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>The visits whose clients are to be asked.</summary>
    public HashSet<Guid> Told => [.. Tell.Select(id => Guid.TryParse(id, out var read) ? read : Guid.Empty)];

    /// <summary>The visit that is to be moved, where one is.</summary>
    public Guid? Moves => Step?.StartsWith(MoveStep, StringComparison.Ordinal) == true && Guid.TryParse(Step[MoveStep.Length..], out var id) ? id : null;

    /// <summary>Reads one line of words.</summary>
    protected static string? ReadLine(string? typed, string field, string called, int longest, bool needed, FormErrors errors)
    {
        var clean = PlainText.OneLine(typed);
        errors.Require(typed is null || clean is not null, field, $"{called} holds characters that cannot be kept, such as line ends. Remove them.");
        errors.Require(!needed || !string.IsNullOrEmpty(clean), field, $"Enter {called.ToLowerInvariant()}.");
        errors.Require(clean is null || clean.Length <= longest, field, $"{called} is {clean?.Length} characters long; shorten it to {longest}.");
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    /// <summary>Reads words that may have several lines.</summary>
    protected static string? ReadText(string? typed, string field, string called, int longest, bool needed, FormErrors errors)
    {
        var clean = PlainText.Clean(typed);
        errors.Require(typed is null || clean is not null, field, $"{called} holds characters that cannot be kept, such as control characters. Remove them.");
        errors.Require(!needed || !string.IsNullOrEmpty(clean), field, $"Enter {called.ToLowerInvariant()}.");
        errors.Require(clean is null || clean.Length <= longest, field, $"{called} is {clean?.Length} characters long; shorten it to {longest}.");
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    /// <summary>Reads a name that people read.</summary>
    protected static string? ReadName(string? typed, string field, FormErrors errors) => ReadLine(typed, field, "A name", LongestName, needed: true, errors);

    /// <summary>Reads what addresses call something.</summary>
    protected static string? ReadSlug(string? typed, string field, FormErrors errors)
    {
        var slug = typed?.Trim();
        var good = slug is { Length: >= 2 and <= 60 } && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && slug[0] != '-' && slug[^1] != '-'
            && !slug.Contains("--", StringComparison.Ordinal) && slug is not ("new" or "closed");
        errors.Require(good, field, "Enter 2 to 60 small letters, digits and single hyphens, such as maya-okafor. It cannot be changed later.");
        return good ? slug : null;
    }

    /// <summary>Reads a whole number; null where the field is empty and may be.</summary>
    protected static int? ReadNumber(string? typed, string field, int least, int most, bool needed, FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            errors.Require(!needed, field, $"Enter a whole number from {least} to {most}.");
            return null;
        }

        var read = int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;
        errors.Require(read, field, $"Enter a whole number from {least} to {most}.");
        return read ? number : null;
    }

    /// <summary>Reads minutes on the grain of the diary.</summary>
    protected static int ReadMinutes(string? typed, string field, int least, int most, FormErrors errors)
    {
        var read = int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes);
        errors.Require(read && minutes >= least && minutes <= most && minutes % DiaryCell.Minutes == 0, field, $"Enter from {least} to {most} minutes, in steps of {DiaryCell.Minutes}.");
        return minutes;
    }

    /// <summary>Reads a date, which may be left out unless it is needed.</summary>
    protected static LocalDate? ReadDate(string? typed, string field, bool needed, FormErrors errors)
    {
        var date = CalendarQuery.TryReadDate(typed);
        errors.Require(date is not null || (!needed && string.IsNullOrWhiteSpace(typed)), field, "Enter a date such as 2026-12-01.");
        return date;
    }

    protected static string WriteVersion(IVersioned root) => root.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>A date as date fields write it.</summary>
    protected static string? Write(LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : null;

    protected static string? Write(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>The numbers ticked; those that cannot be read count as not ticked.</summary>
    protected static HashSet<int> Numbers(IEnumerable<string> ticked) =>
        [.. ticked.Select(one => int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(number => number > 0)];
}
