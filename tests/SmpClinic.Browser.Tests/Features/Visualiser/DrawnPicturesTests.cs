using SmpClinic.Web.Features.Visualiser;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Visualiser;

/// <summary>The pictures drawn beforehand are the script's own: <c>UPDATE_PICTURES=1</c> draws them anew.</summary>
public sealed class DrawnPicturesTests(Chromium chromium)
{
    private const string Draw = """
        async () => {
          const from = document.getElementById('look-canvas');
          const canvas = new OffscreenCanvas(640, 480);
          const context = canvas.getContext('2d');
          context.imageSmoothingQuality = 'high';
          context.drawImage(from, 0, 0, 640, 480);
          const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.62 })).arrayBuffer());
          return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
        }
        """;

    private const string Compare = """
        async (address) => {
          const size = [64, 48];
          const pixels = (source) => {
            const context = new OffscreenCanvas(...size).getContext('2d');
            context.imageSmoothingQuality = 'high';
            context.drawImage(source, 0, 0, ...size);
            return context.getImageData(0, 0, ...size).data;
          };
          const kept = pixels(await createImageBitmap(await (await fetch(address)).blob()));
          const now = pixels(document.getElementById('look-canvas'));
          return kept.reduce((sum, v, i) => sum + Math.abs(v - now[i]), 0) / kept.length;
        }
        """;

    [Fact]
    public async Task The_pictures_drawn_beforehand_are_what_the_script_draws_today()
    {
        var renew = Environment.GetEnvironmentVariable("UPDATE_PICTURES") == "1";
        await using var visitor = await chromium.VisitAsync();
        foreach (var picture in DrawnPictures.All.Where((_, i) => renew || i % 9 == 3))
        {
            var query = string.Join('&', LookTables.All.Select(question => $"{question.Name}={picture.Look.Chosen(question.Name).Value}"));
            await visitor.GoAsync("/visualiser/look?" + query);
            await Drawn.PictureAsync(visitor.Page);
            if (picture.Before)
            {
                await visitor.Page.ClickAsync("[data-split='100']");
            }

            if (renew)
            {
                var file = Path.Combine(Root(), "src/SmpClinic.Web/wwwroot", picture.Path.TrimStart('/'));
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllBytesAsync(file, Convert.FromBase64String(await visitor.Page.EvaluateAsync<string>(Draw)), TestContext.Current.CancellationToken);
            }
            else
            {
                var apart = await visitor.Page.EvaluateAsync<double>(Compare, picture.Path);
                Assert.True(apart < 4, $"{picture.Name} differs by {apart:0.0} of 255 from what the script draws. UPDATE_PICTURES=1 draws it anew; look at it then.");
            }
        }

        visitor.AssertQuiet();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SmpClinic.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The solution's folder is not above the tests.");
        }

        return folder;
    }
}
