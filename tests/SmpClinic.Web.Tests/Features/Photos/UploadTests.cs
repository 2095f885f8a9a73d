using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NetVips;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Photos;

public sealed class UploadTests : IAsyncLifetime
{
    private ClinicSite _site = null!;
    private HttpClient _browser = null!;
    private string _link = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await BookingSteps.BusySiteAsync();
        (_browser, _link, _) = await PhotoSteps.ClientAsync(_site);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static (string What, byte[] File, string Words)[] Refused()
    {
        var jpeg = TestPictures.Jpeg();
        return
        [
            ("text", Encoding.UTF8.GetBytes("This is not a photo at all."), "no photo we can take"),
            ("nothing", [], "no photo we can take"),
            ("SVG", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' width='900' height='900'><script>alert(1)</script></svg>"), "no photo we can take"),
            ("HTML", Encoding.UTF8.GetBytes("<!DOCTYPE html><script>alert(1)</script>"), "no photo we can take"),
            ("HTML before a photo", [.. Encoding.UTF8.GetBytes("<html><!--"), .. jpeg], "no photo we can take"),
            ("GIF", [.. Encoding.ASCII.GetBytes("GIF89a"), 0x84, 3, 0x84, 3, 0, 0, 0], "no photo we can take"),
            ("GIF that is also a script", Encoding.ASCII.GetBytes("GIF89a/*......*/=1;alert(1)"), "no photo we can take"),
            ("PDF with a photo in it", [.. Encoding.ASCII.GetBytes("%PDF-1.4\n"), .. jpeg], "no photo we can take"),
            ("TIFF", [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], "no photo we can take"),
            ("HEIC", [0, 0, 0, 24, .. Encoding.ASCII.GetBytes("ftypheic"), .. new byte[64]], "Most compatible"),
            ("30,000 by 30,000", TestPictures.PngClaiming(30_000, 30_000), "too large"),
            ("1 by 500 million", TestPictures.PngClaiming(1, 500_000_000), "too small"),
            ("200 by 500 million", TestPictures.PngClaiming(200, 500_000_000), "too large"),
            ("more than two thousand million", TestPictures.PngClaiming(uint.MaxValue, 300), "too large"),
            ("moving PNG", TestPictures.MovingPng(), "moving picture"),
            ("moving WebP", TestPictures.MovingWebP(), "moving picture"),
            ("JPEG cut short", jpeg[..(jpeg.Length * 2 / 3)], "damaged"),
            ("PNG cut short", TestPictures.Png()[..^40], "damaged"),
            ("WebP cut short", TestPictures.WebP()[..^40], "damaged"),
            ("JPEG header alone", [0xFF, 0xD8, 0xFF, 0xE0], "damaged"),
            ("PNG with nothing in it", TestPictures.PngClaiming(900, 900), "damaged"),
            ("JPEG in twelve bits", Changed(jpeg, 0xC0, 4, 12), "no photo we can take"),
            ("very small", TestPictures.Jpeg(100, 100), "too small"),
        ];

        static byte[] Changed(byte[] file, byte marker, int at, byte to)
        {
            var copy = file.ToArray();
            copy[copy.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]) + at] = to;
            return copy;
        }
    }

    [Fact]
    public async Task IN05_what_is_no_honest_photo_is_refused_beside_its_field_and_nothing_of_it_is_kept()
    {
        foreach (var (what, file, words) in Refused())
        {
            var answer = await PhotoSteps.UploadAsync(_browser, _link + "/photos", file);
            Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, $"{what}: {(int)answer.Status}");
            Assert.True(answer.Html.QuerySelector("#Photo-Front-error")?.TextContent.Contains(words, StringComparison.Ordinal) == true, $"{what}: {answer.Text}");
            Assert.True(PhotoSteps.Files(_site).Count == 0, what);
        }

        Assert.Equal(0, await _site.InDatabaseAsync(db => db.Photos.CountAsync()));
    }

    [Theory]
    [InlineData("image/jpeg")]
    [InlineData("image/png")]
    [InlineData("image/webp")]
    [InlineData("text/html")]
    public async Task A_photo_is_taken_for_what_it_is_whatever_its_sender_calls_it(string type)
    {
        foreach (var file in (byte[][])[TestPictures.Jpeg(), TestPictures.Png(), TestPictures.WebP()])
        {
            await PhotoSteps.UploadAsync(_browser, _link + "/photos", file, "x.exe", type);
        }

        var photos = await _site.InDatabaseAsync(db => db.Photos.ToListAsync());
        Assert.Equal([(900, 600), (900, 600), (900, 600)], photos.Select(p => (p.Width, p.Height)));
    }

    [Fact]
    public async Task IN05_a_photo_is_made_anew_upright_and_without_where_and_with_what_it_was_taken()
    {
        var sent = TestPictures.Phone();
        Assert.Contains(TestPictures.Canary, Encoding.Latin1.GetString(sent), StringComparison.Ordinal);
        var photo = await PhotoSteps.KeptAsync(_site, _browser, _link, sent);
        Assert.Equal((600, 900), (photo.Width, photo.Height));

        foreach (var size in (string[])["", "?size=small"])
        {
            var kept = await _browser.GetByteArrayAsync(new Uri($"{_link}/photos/{photo.Name}{size}", UriKind.Relative), TestContext.Current.CancellationToken);
            var text = Encoding.Latin1.GetString(kept);
            Assert.DoesNotContain("CANARY", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Exif", text, StringComparison.Ordinal);
            Assert.DoesNotContain("GPS", text, StringComparison.Ordinal);
            Assert.DoesNotContain("ICC_PROFILE", text, StringComparison.Ordinal);
            Assert.Equal([0xFF, 0xD9], kept[^2..]);
            using var picture = Image.NewFromBuffer(kept);
            Assert.DoesNotContain(picture.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal) || field is "xmp-data" or "iptc-data" or "icc-profile-data" or "orientation");

            // The light corner was upper left; turned by a quarter it is upper right.
            Assert.True(picture.Getpoint(picture.Width - 5, 5)[0] > 200 && picture.Getpoint(5, 5)[0] < 100);
        }
    }

    [Fact]
    public async Task IN05_a_large_photo_is_kept_at_a_useful_size()
    {
        var photo = await PhotoSteps.KeptAsync(_site, _browser, _link, TestPictures.Jpeg(6000, 4000));
        Assert.Equal((2560, 1707), (photo.Width, photo.Height));
    }

    [Fact]
    public async Task IN05_one_byte_too_many_is_refused_and_not_one_fewer()
    {
        var jpeg = TestPictures.Jpeg();
        byte[] most = [.. jpeg, .. new byte[TakesUploadAttribute.MostBytes - jpeg.Length]];
        (await PhotoSteps.UploadAsync(_browser, _link + "/photos", [.. most, 0])).Is(HttpStatusCode.RequestEntityTooLarge).Says("larger than 20 megabytes");
        Assert.Empty(PhotoSteps.Files(_site));
        (await PhotoSteps.UploadAsync(_browser, _link + "/photos", most)).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task IN05_a_name_decides_nothing()
    {
        foreach (var name in (string[])["../../../etc/passwd", "..\\..\\x.jpg", "a\u0000b.jpg".Replace("\0", "%00", StringComparison.Ordinal), "C:\\x.jpg", "<script>.jpg", new string('n', 300) + ".jpg", "CON"])
        {
            (await PhotoSteps.UploadAsync(_browser, _link + "/photos", TestPictures.Jpeg(), name)).Is(HttpStatusCode.Found);
        }

        var names = await _site.InDatabaseAsync(db => db.Photos.Select(p => p.Name).ToListAsync());
        Assert.Equal(7, names.Count);
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{40}$", name));
        Assert.Equal(14, PhotoSteps.Files(_site).Count);
        Assert.All(PhotoSteps.Files(_site), file => Assert.Contains(Path.GetFileName(file).Split('.')[0], names));
    }

    [Fact]
    public async Task IN05_the_21st_photo_is_refused()
    {
        var photo = TestPictures.Jpeg(300, 300);
        for (var i = 0; i < PhotoIntake.MostByClient; i++)
        {
            await PhotoSteps.KeptAsync(_site, _browser, _link, photo);
        }

        var page = await Page.GetAsync(_browser, _link + "/photos");
        Assert.Null(page.Html.QuerySelector("input[type=file]"));
        var token = page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        (await PhotoSteps.UploadAsync(_browser, _link + "/photos", photo, token: token)).Is(HttpStatusCode.UnprocessableEntity).Says("as many photos as we keep");
        Assert.Equal(40, PhotoSteps.Files(_site).Count);
    }

    [Fact]
    public async Task IN05_forms_that_are_not_as_the_page_sends_them_are_refused()
    {
        var page = await Page.GetAsync(_browser, _link + "/photos");
        var token = page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        var jpeg = TestPictures.Jpeg();
        var start = $"--x\r\nContent-Disposition: form-data; name=\"__form\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"Angle\"\r\n\r\nFront\r\n";
        var file = "--x\r\nContent-Disposition: form-data; name=\"Photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";

        // No token; the token after the photo; another session's token.
        await AnswersAsync(HttpStatusCode.BadRequest, [.. Bytes("--x\r\nContent-Disposition: form-data; name=\"Angle\"\r\n\r\nFront\r\n" + file), .. jpeg, .. Bytes("\r\n--x--\r\n")]);
        await AnswersAsync(HttpStatusCode.BadRequest, [.. Bytes(file), .. jpeg, .. Bytes("\r\n" + start + "--x--\r\n")]);
        var other = (await Page.GetAsync(_site.Visitor(), "/staff/sign-in")).Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        await AnswersAsync(HttpStatusCode.BadRequest, [.. Bytes(start.Replace(token, other, StringComparison.Ordinal) + file), .. jpeg, .. Bytes("\r\n--x--\r\n")]);

        // Cut off; no boundary; a part without a name; too many fields; a field that is too long.
        await AnswersAsync(HttpStatusCode.BadRequest, [.. Bytes(start + file), .. jpeg[..^10]]);
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes(start), "multipart/form-data");
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes(start), "multipart/form-data; boundary=" + new string('y', 71));
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes(start + "--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--\r\n"));
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes(start + string.Concat(Enumerable.Range(0, 30).Select(i => $"--x\r\nContent-Disposition: form-data; name=\"f{i}\"\r\n\r\na\r\n")) + "--x--\r\n"));
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes(start + $"--x\r\nContent-Disposition: form-data; name=\"long\"\r\n\r\n{new string('a', 3000)}\r\n--x--\r\n"));
        await AnswersAsync(HttpStatusCode.BadRequest, Bytes("Angle=Front"), "application/x-www-form-urlencoded");

        // No photo, or an angle that is not asked for.
        await AnswersAsync(HttpStatusCode.UnprocessableEntity, Bytes(start + "--x\r\nContent-Disposition: form-data; name=\"Photo\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"));
        await AnswersAsync(HttpStatusCode.UnprocessableEntity, [.. Bytes(start.Replace("Front", "BrowsLeft", StringComparison.Ordinal) + file), .. jpeg, .. Bytes("\r\n--x--\r\n")]);
        Assert.Empty(PhotoSteps.Files(_site));

        // And one that is.
        await AnswersAsync(HttpStatusCode.Found, [.. Bytes(start + file), .. jpeg, .. Bytes("\r\n--x--\r\n")]);
    }

    [Fact]
    public async Task A_photo_that_cannot_be_entered_leaves_no_file_behind()
    {
        await _site.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("CREATE TRIGGER refuse BEFORE INSERT ON Photos BEGIN SELECT RAISE(ABORT, 'planted'); END", TestContext.Current.CancellationToken));
        var answer = await PhotoSteps.UploadAsync(_browser, _link + "/photos", TestPictures.Jpeg());
        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Empty(PhotoSteps.Files(_site));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task AnswersAsync(HttpStatusCode status, byte[] body, string type = "multipart/form-data; boundary=x")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await _browser.PostAsync(new Uri(_link + "/photos", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode}, not {(int)status}: {Encoding.UTF8.GetString(body[..Math.Min(300, body.Length)])}");
    }
}
