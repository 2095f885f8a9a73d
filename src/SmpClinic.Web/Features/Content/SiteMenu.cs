namespace SmpClinic.Web.Features.Content;

/// <summary>Pages that a visitor looks for together.</summary>
/// <param name="Key">Part of the ids on the page.</param>
public sealed record MenuGroup(string Key, string Heading, IReadOnlyList<SitePage> Pages);

/// <summary>
/// How the main pages are found: a few stand in the header, all of them in the menu, by what a visitor wants to do. It is worked out
/// once; a new main page finds its group by its address.
/// </summary>
public static class SiteMenu
{
    private static readonly string[] InHeader = ["/treatments/scalp-micropigmentation", "/treatments/microblading", "/compare/smp-vs-microblading", "/prices"];
    private static readonly string[] ToWorkOut = ["/suitability", "/visualiser", "/cost", "/prices"];

    /// <summary>What most visitors come for.</summary>
    public static IReadOnlyList<SitePage> Primary { get; } = [.. InHeader.Select(path => SitePages.At(path))];

    /// <summary>Every main page, once.</summary>
    public static IReadOnlyList<MenuGroup> Groups { get; } =
    [
        new("treatments", "The treatments", [.. MainPages(IsTreatment)]),
        new("work-out", "Work it out", [.. MainPages(IsToWorkOut).OrderBy(page => Array.IndexOf(ToWorkOut, page.Path))]),
        new("clinic", "The clinic", [.. MainPages(page => !IsTreatment(page) && !IsToWorkOut(page))]),
    ];

    private static IEnumerable<SitePage> MainPages(Func<SitePage, bool> belongs) => SitePages.In(SiteSection.Main).Where(belongs);

    private static bool IsTreatment(SitePage page) =>
        page.Path.StartsWith("/treatments/", StringComparison.Ordinal) || page.Path.StartsWith("/compare/", StringComparison.Ordinal);

    private static bool IsToWorkOut(SitePage page) => ToWorkOut.Contains(page.Path, StringComparer.Ordinal);
}
