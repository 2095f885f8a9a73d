using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmpClinic.Web.Features.Art;
using SmpClinic.Web.Features.Dev;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Art;

/// <summary>Issue 4, part 1: the drawings and the stylesheet. <c>UPDATE_DRAWINGS=1</c> writes the kept ones anew.</summary>
public sealed partial class DrawingsTests
{
    private const int LargestStylesheet = 25 * 1024;
    private const int LargestFonts = 30 * 1024;

    private static readonly string Root = Path.Combine(SettingsListTests.FindRoot(), "src/SmpClinic.Web/wwwroot");
    private static readonly string Sheet = Path.Combine(Root, "css/site.css");

    public static TheoryData<DrawingName> Names => [.. Enum.GetValues<DrawingName>()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_drawing_needs_no_style_no_script_and_nothing_from_elsewhere(DrawingName name)
    {
        var drawing = Drawings.Get(name);
        var svg = XElement.Parse(drawing.ToFile("#000", "#000"));

        Assert.All(svg.Descendants(), part => Assert.Contains(part.Name.LocalName, new[] { "g", "path", "filter", "feGaussianBlur" }));
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "style" or "href" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.InRange(Brotli(drawing.Inner), 100, 6 * 1024);
    }

    [Fact]
    public void Every_kept_drawing_is_what_the_code_draws_today()
    {
        var css = File.ReadAllText(Sheet);
        var current = Kept().Replace(css, match => match.Groups["before"].Value + KeptDrawings.Properties + match.Groups["after"].Value);
        if (Environment.GetEnvironmentVariable("UPDATE_DRAWINGS") == "1")
        {
            File.WriteAllText(Sheet, current);
            File.WriteAllText(Path.Combine(Root, "favicon.svg"), KeptDrawings.Favicon);
        }

        Assert.Contains(KeptDrawings.Properties, File.ReadAllText(Sheet), StringComparison.Ordinal);
        Assert.Equal(KeptDrawings.Favicon, File.ReadAllText(Path.Combine(Root, "favicon.svg")));
    }

    [Theory]
    [InlineData(1UL, 14)]
    [InlineData(2UL, 22)]
    [InlineData(3UL, 35)]
    public void Dots_keep_their_distance_and_leave_no_gap(ulong seed, double spacing)
    {
        const double Side = 300;
        var dots = BlueNoise.Fill(Side, Side, _ => spacing, spacing, spacing, seed, seamless: true);

        Assert.Equal(dots, BlueNoise.Fill(Side, Side, _ => spacing, spacing, spacing, seed, seamless: true));
        for (var i = 0; i < dots.Count; i++)
        {
            Assert.All(dots.Skip(i + 1), other => Assert.True(dots[i].DistanceTo(other) >= spacing - 1e-9));
        }

        for (var y = spacing; y < Side - spacing; y += spacing / 2)
        {
            for (var x = spacing; x < Side - spacing; x += spacing / 2)
            {
                Assert.True(dots.Any(dot => dot.DistanceTo(new(x, y)) < 2 * spacing), $"Nothing near {x}, {y}.");
            }
        }
    }

    [Fact]
    public void A_seamless_pattern_keeps_its_distance_across_the_seam()
    {
        var dots = BlueNoise.Fill(120, 60, _ => 10, 10, 10, seed: 9, seamless: true);

        Assert.All(dots.Where(dot => dot.X < 10), left => Assert.All(dots.Where(dot => dot.X > 110), right => Assert.True(left.DistanceTo(right with { X = right.X - 120 }) >= 10 - 1e-9)));
    }

    [Fact]
    public void Every_pair_of_colours_used_together_has_the_contrast_of_WCAG_AA_in_light_and_dark()
    {
        var style = StylePage.Read(File.ReadAllText(Sheet));

        Assert.True(style.Pairs.Count > 40);
        Assert.Empty(style.Pairs.Where(pair => pair.Light < pair.Least || pair.Dark < pair.Least).Select(pair => $"{pair.Ink} on {pair.Ground}: {pair.Light:0.00} light, {pair.Dark:0.00} dark, {pair.Least} asked"));
    }

    [Fact]
    public void The_stylesheet_and_the_fonts_stay_light()
    {
        var sheet = Brotli(File.ReadAllText(Sheet));
        var fonts = Directory.GetFiles(Path.Combine(Root, "fonts"), "*.woff2").Sum(file => new FileInfo(file).Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"site.css {sheet} bytes compressed, fonts {fonts} bytes");

        Assert.InRange(sheet, 1000, LargestStylesheet);
        Assert.InRange(fonts, 1000, LargestFonts);
    }

    [Fact]
    public void Each_font_is_named_by_its_version_in_the_sheet_and_has_its_licence_beside_it()
    {
        var css = File.ReadAllText(Sheet);
        foreach (var font in Directory.GetFiles(Path.Combine(Root, "fonts"), "*.woff2").Select(Path.GetFileName))
        {
            Assert.Matches(@"^[a-z]+-[0-9.]+\.woff2$", font);
            Assert.Contains($"url(\"/fonts/{font}\")", css, StringComparison.Ordinal);
            var licence = File.ReadAllText(Path.Combine(Root, "fonts", $"OFL-{font!.Split('-')[0]}.txt"));
            Assert.Contains("SIL Open Font License, Version 1.1", licence, StringComparison.Ordinal);
        }
    }

    private static int Brotli(string text)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            brotli.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return (int)packed.Length;
    }

    [GeneratedRegex(@"(?<before>/\* drawn: written[^\n]*\n:root \{\n)[^}]*(?<after>\}\n/\* drawn: end \*/)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kept();
}
