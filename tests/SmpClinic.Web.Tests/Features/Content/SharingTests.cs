using System.Buffers.Binary;
using System.Net;
using AngleSharp.Html.Parser;
using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Content;

/// <summary>What others show when somebody passes on a link, and what a browser keeps.</summary>
public sealed class SharingTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    private const int LargestPicture = 200 * 1024;

    public static TheoryData<string> Paths => [.. SitePages.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_says_how_it_wants_to_be_shown_elsewhere_and_its_picture_is_there(string path)
    {
        using var client = site.CreateClient();
        using var document = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        string Of(string property) => document.QuerySelector($"meta[property='og:{property}']")?.GetAttribute("content") ?? "";

        Assert.Equal(SitePages.At(path).Title, Of("title"));
        Assert.Equal(SitePages.At(path).Description, Of("description"));
        Assert.Equal(path, new Uri(Of("url")).AbsolutePath);
        var picture = await client.GetByteArrayAsync(new Uri(new Uri(Of("image")).AbsolutePath, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((SharingPictures.Width, SharingPictures.Height), SizeOf(picture));
        Assert.InRange(picture.Length, 5_000, LargestPicture);
    }

    [Theory]
    [InlineData("/icons/192.png", 192)]
    [InlineData("/icons/512.png", 512)]
    [InlineData("/icons/touch.png", 180)]
    public async Task An_icon_has_the_size_it_is_offered_in(string path, int side)
    {
        using var client = site.CreateClient();

        Assert.Equal((side, side), SizeOf(await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("/fonts/figtree-2.002.woff2")]
    [InlineData("/fonts/newsreader-1.003.woff2")]
    public async Task A_font_is_kept_for_a_year_and_loaded_early_under_the_same_address(string path)
    {
        using var client = site.CreateClient();
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var html = await client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("font/woff2", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl?.MaxAge);
        Assert.Contains($"<link rel=\"preload\" href=\"{path}\" as=\"font\" type=\"font/woff2\" crossorigin", html, StringComparison.Ordinal);
    }

    private static (int Width, int Height) SizeOf(ReadOnlySpan<byte> png)
    {
        Assert.Equal("\u0089PNG", System.Text.Encoding.Latin1.GetString(png[..4]));
        return (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
    }
}
