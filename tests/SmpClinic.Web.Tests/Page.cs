using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>An answer of the site, read as HTML, with assertions in a visitor's words.</summary>
public sealed class Page
{
    private Page(HttpClient browser, HttpResponseMessage response, string body)
    {
        Browser = browser;
        Response = response;
        Body = body;
        Html = new HtmlParser().ParseDocument(body);
    }

    public HttpClient Browser { get; }

    public HttpResponseMessage Response { get; }

    public string Body { get; }

    public IHtmlDocument Html { get; }

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The path it was asked under.</summary>
    public string Path => Response.RequestMessage!.RequestUri!.PathAndQuery;

    /// <summary>Where it redirects to, or null.</summary>
    public string? Location => Response.Headers.Location is { } to ? (to.IsAbsoluteUri ? to.PathAndQuery : to.OriginalString) : null;

    /// <summary>The text of the only h1.</summary>
    public string Heading => Html.QuerySelector("h1")?.TextContent.Trim() ?? string.Empty;

    /// <summary>What can be read in the main part, with white space evened out.</summary>
    public string Text => Even((Html.QuerySelector("main") ?? Html.Body)?.TextContent);

    public static async Task<Page> GetAsync(HttpClient browser, string path)
    {
        var response = await browser.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken);
        return await ReadAsync(browser, response);
    }

    public static async Task<Page> ReadAsync(HttpClient browser, HttpResponseMessage response) =>
        new(browser, response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <summary>Asserts the status, showing the page's own words when it is another.</summary>
    public Page Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{Path} answered {(int)Status}, not {(int)status}: {Heading} {Text}{Location}");
        return this;
    }

    /// <summary>Asserts that it redirects, and opens where to.</summary>
    public async Task<Page> FollowAsync()
    {
        Assert.True(Location is not null, $"{Path} answered {(int)Status} and leads nowhere: {Heading} {Text}");
        return await GetAsync(Browser, Location!);
    }

    /// <summary>Asserts that the main part says this.</summary>
    public Page Says(string words)
    {
        Assert.Contains(Even(words), Text, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that nothing on the page says this, not even its source.</summary>
    public Page NeverSays(string words)
    {
        Assert.DoesNotContain(words, Body, StringComparison.OrdinalIgnoreCase);
        return this;
    }

    /// <summary>Opens the link with these words, or with this address.</summary>
    public Task<Page> ClickAsync(string wordsOrAddress)
    {
        var link = Html.QuerySelectorAll<IHtmlAnchorElement>("a[href]")
            .FirstOrDefault(a => Even(a.TextContent) == Even(wordsOrAddress) || a.GetAttribute("href") == wordsOrAddress);
        Assert.True(link is not null, $"{Path} has no link '{wordsOrAddress}'.");
        return GetAsync(Browser, link!.GetAttribute("href")!);
    }

    /// <summary>The form with this action or this submit button; without either the only one of the main part.</summary>
    public Form Form(string? actionOrButton = null) => Tests.Form.On(this, actionOrButton);

    internal static string Even(string? text) => string.Join(' ', (text ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
