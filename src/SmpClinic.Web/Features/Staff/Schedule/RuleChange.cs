using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>One thing that is laid down, as it is and as it would be.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Before">In words; empty where there is nothing yet.</param>
/// <param name="After">In words; empty where it is taken away.</param>
public sealed record RuleLine(string Label, string Before, string After)
{
    /// <summary>Whether history keeps only that it changed: a reason for being away may speak of health.</summary>
    public bool Private { get; init; }

    public bool Differs => Before != After;
}

/// <summary>What a change amounts to.</summary>
/// <param name="About">Whom or what it is about, as history names it: a slug, a name or dates.</param>
/// <param name="Lines">Before and after.</param>
public sealed record RuleEffect(string About, IReadOnlyList<RuleLine> Lines)
{
    private const int LongestDetail = 1000;

    /// <summary>What the change was made to, with its version; null where there is nothing that two could change at once.</summary>
    public IVersioned? Root { get; init; }

    /// <summary>The one practitioner it bears on; null where it bears on all.</summary>
    public Practitioner? Only { get; init; }

    /// <summary>The first clinic date it bears on; null for at once.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last clinic date it bears on; null until further notice.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Whether anything would be other than it is.</summary>
    public bool Differs => Lines.Any(line => line.Differs);

    /// <summary>What history keeps: what it is about, and each difference.</summary>
    public string Detail
    {
        get
        {
            var detail = About + ": " + string.Join("; ", Lines.Where(line => line.Differs).Select(line =>
                line.Private ? line.Label + " changed" : $"{line.Label}: {Or(line.Before)} → {Or(line.After)}"));
            return detail.Length <= LongestDetail ? detail : detail[..(LongestDetail - 1)] + "…";
        }
    }

    private static string Or(string words) => words.Length == 0 ? "nothing" : words;
}

/// <summary>Why a change cannot be made, at one field of its form.</summary>
public sealed record RuleObjection(string Field, string Message);

/// <summary>A change of what is laid down, every value valid in itself. The same change is looked at and saved.</summary>
public abstract record RuleChange
{
    /// <summary>What history calls it.</summary>
    public abstract string Action { get; }

    /// <summary>The version of what is changed that the form showed; null where any will do.</summary>
    public long? Shown { get; init; }

    /// <summary>Whether pages that visitors read may show it.</summary>
    public virtual bool IsPublic => false;

    /// <summary>Makes the change to the rows.</summary>
    /// <returns>What it amounts to; null where what was to be changed is not there.</returns>
    public abstract RuleEffect? Apply(RuleSheet sheet);

    /// <summary>What of the rest of the data speaks against it; null where nothing does.</summary>
    public virtual Task<RuleObjection?> ObjectionAsync(ClinicDb db, Instant now, CancellationToken cancellationToken) => Task.FromResult<RuleObjection?>(null);

    /// <summary>Names in a list, in their order.</summary>
    protected static string Names(IEnumerable<string> names) => string.Join(", ", names);

    protected static string YesNo(bool yes) => yes ? "yes" : "no";

    protected static string Date(LocalDate? date) => date is { } day ? ClinicTime.Date(day) : string.Empty;
}
