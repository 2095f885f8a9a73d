using System.Globalization;

namespace SmpClinic.Web.Features.Content;

/// <summary>The sources cited so far while one page is being rendered, in the order of their first mention.</summary>
public sealed class PageSources
{
    private readonly List<Source> _cited = [];

    public IReadOnlyList<Source> Cited => _cited;

    public static PageSources Of(HttpContext context)
    {
        if (context.Items[typeof(PageSources)] is not PageSources sources)
        {
            context.Items[typeof(PageSources)] = sources = new PageSources();
        }

        return sources;
    }

    /// <summary>The numbered links to some sources, their numbers in the list with a space between.</summary>
    /// <exception cref="ArgumentException">There is no such source.</exception>
    public string Links(string ids) => string.Concat(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => $"<a href=\"#{id}\"><span class=\"visually-hidden\">source </span>{Cite(SourceList.Get(id)).ToString(CultureInfo.InvariantCulture)}</a>"));

    /// <summary>The number to print for this source on this page.</summary>
    public int Cite(Source source)
    {
        var index = _cited.IndexOf(source);
        if (index >= 0)
        {
            return index + 1;
        }

        _cited.Add(source);
        return _cited.Count;
    }
}
