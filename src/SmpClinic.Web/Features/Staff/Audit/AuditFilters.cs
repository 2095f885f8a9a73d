using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Audit;

/// <summary>Where a page of history begins: at an instant, past so many entries of that very instant.</summary>
public readonly record struct AuditCursor(Instant At, int Seen)
{
    private const int MostSeen = 100_000;

    /// <summary>Where the page after these rows begins.</summary>
    public static AuditCursor After(IReadOnlyList<AuditEntry> rows, AuditCursor? before)
    {
        var at = rows[^1].At;
        var seen = rows.Count(r => r.At == at);
        return new(at, seen + (before is { } cursor && cursor.At == at ? cursor.Seen : 0));
    }

    /// <summary>As an address has it; null for nonsense.</summary>
    public static AuditCursor? Read(string? typed) =>
        typed?.Split('-') is [var ticks, var seen]
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < Instant.FromUtc(2200, 1, 1, 0, 0).ToUnixTimeTicks()
        && int.TryParse(seen, NumberStyles.None, CultureInfo.InvariantCulture, out var past) && past <= MostSeen
            ? new(Instant.FromUnixTimeTicks(at), past)
            : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeTicks()}-{Seen}");
}

/// <summary>What is asked for, as typed and as read.</summary>
public sealed class AuditFilters
{
    private const int LongestRecord = 60;

    private static readonly LocalDatePattern Dates = LocalDatePattern.Iso;

    /// <summary>Whom, what, which and when, as typed.</summary>
    public string? Who { get; set; }

    public string? What { get; set; }

    public string? Which { get; set; }

    public string? Since { get; set; }

    public string? To { get; set; }

    /// <summary>Where the page begins, as typed.</summary>
    public string? Before { get; set; }

    /// <summary>What is wrong with it.</summary>
    internal FormErrors Errors { get; } = new();

    internal Guid? Actor { get; private set; }

    internal ActorKind? ActorKind { get; private set; }

    internal string? Kind { get; private set; }

    internal string? Record { get; private set; }

    internal LocalDate? From { get; private set; }

    internal LocalDate? Until { get; private set; }

    internal AuditCursor? Cursor { get; private set; }

    /// <summary>Reads what was typed.</summary>
    public AuditFilters Read()
    {
        Actor = Guid.TryParse(Who, out var actor) ? actor : null;
        ActorKind = Actor is null && !string.IsNullOrEmpty(Who) && !char.IsAsciiDigit(Who[0]) && Enum.TryParse<ActorKind>(Who, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null;
        Errors.Require(string.IsNullOrEmpty(Who) || Actor is not null || ActorKind is not null, nameof(Who), "Choose somebody from the list.");
        Kind = string.IsNullOrEmpty(What) ? null : What;
        Errors.Require(Kind is not { Length: > 60 } && Kind?.All(c => char.IsAsciiLetterLower(c) || c is '-') != false, nameof(What), "Choose a kind from the list.");
        Record = string.IsNullOrWhiteSpace(Which) ? null : PlainText.OneLine(Which);
        Errors.Require(string.IsNullOrWhiteSpace(Which) || Record is { Length: <= LongestRecord }, nameof(Which), "Enter a reference such as the one in an appointment's address.");
        From = Date(Since, nameof(Since));
        Until = Date(To, nameof(To));
        Errors.Require(From is null || Until is null || From <= Until, nameof(To), "The last day lies before the first.");
        Cursor = AuditCursor.Read(Before);
        return this;
    }

    private LocalDate? Date(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        var read = Dates.Parse(typed.Trim());
        var good = read.Success && read.Value.Year is >= 2000 and < 2200;
        Errors.Require(good, field, "Enter a date such as 2026-12-31.");
        return good ? read.Value : null;
    }

    /// <summary>The address of the page that begins elsewhere, with the same question.</summary>
    public string AddressBefore(string cursor) => "/staff/audit" + QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["who"] = Who,
        ["what"] = What,
        ["which"] = Which,
        ["since"] = Since,
        ["to"] = To,
        ["before"] = cursor,
    }.Where(p => !string.IsNullOrEmpty(p.Value)));
}
