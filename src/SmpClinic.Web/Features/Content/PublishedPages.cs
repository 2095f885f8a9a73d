using System.Collections.Frozen;
using SmpClinic.Web.Features.Journal;

namespace SmpClinic.Web.Features.Content;

/// <summary>The list of pages as it stands: <see cref="SitePages"/>, in which people and articles say what the clinic has changed of them, with articles added and taken away.</summary>
public sealed class PublishedPages
{
    private readonly FrozenDictionary<string, SitePage> _byPath;

    internal PublishedPages(PublishedTexts texts)
    {
        var people = texts.Team.ToDictionary(person => person.Path, StringComparer.Ordinal);
        var articles = texts.Articles.ToDictionary(article => article.Path, StringComparer.Ordinal);
        var pages = new List<SitePage>();
        foreach (var page in SitePages.All)
        {
            switch (page.Kind)
            {
                case PageKind.Person:
                    var person = people[page.Path];
                    pages.Add(page with { Title = $"{person.Name}: {person.RoleInShort}", Heading = person.Name, NavLabel = person.Name, Description = person.Summary });
                    break;
                case PageKind.Article:
                    break;
                default:
                    pages.Add(page);
                    if (page.Path == "/journal")
                    {
                        pages.AddRange(articles.Values.Select(SitePages.Of));
                    }

                    break;
            }
        }

        All = pages;
        _byPath = pages.ToFrozenDictionary(page => page.Path, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<SitePage> All { get; }

    public SitePage? Find(PathString path) => _byPath.GetValueOrDefault(SitePages.Normal(path));

    public SitePage At(PathString path) => Find(path) ?? throw new InvalidOperationException($"'{path}' is not in the list of pages.");

    /// <summary>Home first, then every page whose path is the beginning of this one's.</summary>
    public IEnumerable<SitePage> Above(SitePage page) => SitePages.Above(page);
}
