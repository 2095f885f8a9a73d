using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using NetVips;
using NodaTime;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>Photos sent to a real process, as large and as awkward as they come, and how much memory that takes.</summary>
[Collection(nameof(Alone))]
public sealed partial class UploadTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IN05_eight_of_the_largest_photos_at_once_take_less_than_300_MB_more()
    {
        await using var site = await HostileSite.StartAsync(new(StringComparer.Ordinal) { ["Limits:BookingsPerAddressPerHour"] = "1000000", ["Limits:OpenBookingsPerContact"] = "1000000" });
        var (browser, link, token) = await ClientAsync(site);
        var photos = Largest();
        Assert.Equal(HttpStatusCode.Found, await SendAsync(browser, link, token, Small()));
        var before = site.Megabytes;
        var most = before;
        using var done = new CancellationTokenSource();
        var watching = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    most = Math.Max(most, site.Megabytes);
                    await Task.Delay(10, Stop);
                }
            },
            Stop);
        var watch = Stopwatch.StartNew();
        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < Profile.Of(1, 2); round++)
        {
            statuses.AddRange(await Task.WhenAll(photos.Select(photo => SendAsync(browser, link, token, photo))));
        }

        await done.CancelAsync();
        await watching;
        Profile.Figure("IN-05", string.Create(CultureInfo.InvariantCulture,
            $"{statuses.Count} photos of up to {photos.Max(p => p.Length) / 1048576.0:0.0} MB and 50 million pixels, 8 at once, in {watch.Elapsed.TotalSeconds:0.0} s: memory {before:0} MB before, {most:0} MB at most, +{most - before:0} MB"));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.Found, status));
        Assert.True(most - before < 300, string.Create(CultureInfo.InvariantCulture, $"memory grew by {most - before:0} MB"));
        Assert.Empty(site.Errors);
    }

    [Fact]
    public async Task IN05_a_photo_sent_a_byte_at_a_time_is_cut()
    {
        await using var site = await HostileSite.StartAsync();
        var (browser, link, token) = await ClientAsync(site);
        var watch = Stopwatch.StartNew();
        HttpStatusCode? status = null;
        try
        {
            status = await SendAsync(browser, link, token, new SlowContent(Small()));
        }
        catch (HttpRequestException)
        {
            // Cut without a word is as good.
        }

        Profile.Figure("IN-05", string.Create(CultureInfo.InvariantCulture, $"a photo of ten bytes a second was cut after {watch.Elapsed.TotalSeconds:0.0} s with {status?.ToString() ?? "no answer"}"));
        Assert.True(status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.BadRequest, status.ToString());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), "It was let go on for too long.");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(site.Folder, "photos"), "*", SearchOption.AllDirectories));
        Assert.Empty(site.Errors);
    }

    /// <summary>A client who booked, read the mail and agreed.</summary>
    private static async Task<(HttpClient Browser, string Link, string Token)> ClientAsync(HostileSite site)
    {
        var browser = site.Visitor();
        browser.Timeout = TimeSpan.FromMinutes(5);
        var today = LocalDate.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var start = (await BookingSteps.OfferedAsync(browser, BookingSteps.OnRequest, today.PlusDays(4), 20))[0];
        var link = (await BookingSteps.Filled(await BookingSteps.DetailsAsync(browser, BookingSteps.OnRequest, start)).SubmitAsync()).Location!.Split('?')[0];
        var sent = await (await (await Page.GetAsync(browser, link + "/code?to=photos")).Form($"{link}/code/send").SubmitAsync()).FollowAsync();
        var code = string.Empty;
        for (var wait = Stopwatch.StartNew(); code.Length == 0 && wait.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(100, Stop))
        {
            code = Directory.EnumerateFiles(Path.Combine(site.Folder, "mail"), "*.eml").Select(file => Code().Match(File.ReadAllText(file))).FirstOrDefault(match => match.Success)?.Groups["code"].Value ?? string.Empty;
        }

        (await sent.Form($"{link}/code").Fill("code", code).SubmitAsync()).Is(HttpStatusCode.Found);
        (await (await Page.GetAsync(browser, link + "/photos")).Form($"{link}/photos/agree").Tick("agree").SubmitAsync()).Is(HttpStatusCode.Found);
        var page = await Page.GetAsync(browser, link + "/photos");
        return (browser, link, page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient browser, string link, string token, byte[] photo)
    {
        using var part = new ByteArrayContent(photo);
        return await SendAsync(browser, link, token, part);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient browser, string link, string token, HttpContent part)
    {
        using var body = new MultipartFormDataContent { { new StringContent(token), "__form" }, { new StringContent("Front"), "Angle" } };
        part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        body.Add(part, "Photo", "photo.jpg");
        using var answer = await browser.PostAsync(new Uri(link + "/photos", UriKind.Relative), body, Stop);
        return answer.StatusCode;
    }

    /// <summary>Two of each kind of the worst: read whole by their decoder, or as many pixels as are let through.</summary>
    private static List<byte[]> Largest()
    {
        using var plain = Picture(8300, 6200);
        using var whole = Picture(4600, 3450);
        var baseline = plain.JpegsaveBuffer(q: 40);
        var progressive = whole.JpegsaveBuffer(q: 60, interlace: true, subsampleMode: Enums.ForeignSubsample.Off);
        var webp = whole.WebpsaveBuffer(q: 30, effort: 0);
        using var even = (Image.Black(4600, 3450, bands: 3) + 90).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        var interlaced = even.PngsaveBuffer(interlace: true, compression: 1);
        List<byte[]> all = [baseline, progressive, webp, interlaced, baseline, progressive, webp, interlaced];
        Assert.All(all, photo => Assert.InRange(photo.Length, 1000, 20 * 1024 * 1024));
        return all;
    }

    private static byte[] Small()
    {
        using var picture = Picture(900, 600);
        return picture.JpegsaveBuffer(q: 80);
    }

    private static Image Picture(int width, int height)
    {
        using var noise = Image.Gaussnoise(width / 8, height / 8, sigma: 40, mean: 128);
        using var large = noise.Resize(8.2).Crop(0, 0, width, height);
        return large.Bandjoin(large, large).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }

    [GeneratedRegex("Code: (?<code>[A-Z0-9]{4}-[A-Z0-9]{4})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    /// <summary>Sends a little, then ten bytes a second.</summary>
    private sealed class SlowContent(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var at = 0; at < bytes.Length; at += 10)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(10, bytes.Length - at)));
                await stream.FlushAsync();
                await Task.Delay(1000);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
