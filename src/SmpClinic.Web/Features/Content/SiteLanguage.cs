namespace SmpClinic.Web.Features.Content;

/// <summary>
/// The language that pages say they are in: to browsers, to search engines and to whoever a page is shared with. A second one begins
/// here (docs/decisions/0012-one-language.md).
/// </summary>
public static class SiteLanguage
{
    /// <summary>As HTML and the manifest write it.</summary>
    public const string Tag = "en-GB";

    /// <summary>As pages that are shared write it.</summary>
    public const string ForSharing = "en_GB";
}
