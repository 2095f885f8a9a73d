using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Photos;

/// <summary>What a client and a practitioner do with photos, in steps a test can name.</summary>
internal static partial class PhotoSteps
{
    /// <summary>A client with an appointment of Maya's, whose browser has shown a code from the mail and who has agreed.</summary>
    public static async Task<(HttpClient Browser, string Link, Appointment Appointment)> ClientAsync(ClinicSite site, string practitioner = "maya-okafor")
    {
        var link = await BookingSteps.BookAsync(site, BookingSteps.OnRequest, practitioner: practitioner);
        var browser = await ProvedAsync(site, link);
        (await (await Page.GetAsync(browser, link + "/photos")).Form($"{link}/photos/agree").Tick("agree").SubmitAsync()).Is(HttpStatusCode.Found);
        return (browser, link, await BookingSteps.AppointmentAsync(site, link));
    }

    /// <summary>A browser that has asked for a code, looked into the mail and typed it in.</summary>
    public static async Task<HttpClient> ProvedAsync(ClinicSite site, string link)
    {
        var browser = site.Visitor();
        var sent = await SentAsync(browser, link);
        (await sent.Form($"{link}/code").Fill("code", await NewestCodeAsync(site)).SubmitAsync()).Is(HttpStatusCode.Found);
        return browser;
    }

    /// <summary>The page to type a code in, after one was asked for.</summary>
    public static async Task<Page> SentAsync(HttpClient browser, string link)
    {
        var answer = await (await Page.GetAsync(browser, link + "/code?to=photos")).Is(HttpStatusCode.OK).Form($"{link}/code/send").SubmitAsync();
        return answer.Status == HttpStatusCode.Found ? await answer.FollowAsync() : answer;
    }

    /// <summary>The code of the newest mail.</summary>
    public static async Task<string> NewestCodeAsync(ClinicSite site)
    {
        var mail = await site.InDatabaseAsync(async db => (await db.Outbox.Where(m => m.Kind == "ClientCodeEmail").ToListAsync()).MaxBy(m => m.Id)!.SealedMessage!);
        using var stream = new MemoryStream(site.Services.GetRequiredService<Sealer>().Open(mail));
        var message = await MimeKit.MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
        return Code().Match(message.TextBody!).Groups["code"].Value;
    }

    /// <summary>Sends a file from a page that has a form for it.</summary>
    public static async Task<Page> UploadAsync(HttpClient browser, string page, byte[] file, string fileName = "photo.jpg", string type = "image/jpeg", Dictionary<string, string>? fields = null, string? token = null)
    {
        token ??= (await Page.GetAsync(browser, page)).Is(HttpStatusCode.OK).Html.QuerySelector($"form[action='{page}'] input[name=__form]")!.GetAttribute("value")!;
        using var body = new MultipartFormDataContent { { new StringContent(token), "__form" } };
        foreach (var (name, value) in fields ?? new() { ["Angle"] = nameof(PhotoAngle.Front) })
        {
            body.Add(new StringContent(value), name);
        }

        using var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue(type);
        part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"Photo\"; filename=\"{fileName}\"");
        body.Add(part);
        return await Page.ReadAsync(browser, await browser.PostAsync(new Uri(page, UriKind.Relative), body, TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a photo that is kept, and gives it.</summary>
    public static async Task<Photo> KeptAsync(ClinicSite site, HttpClient browser, string link, byte[]? file = null, PhotoAngle angle = PhotoAngle.Front)
    {
        var before = await site.InDatabaseAsync(db => db.Photos.Select(p => p.Id).ToListAsync());
        (await UploadAsync(browser, link + "/photos", file ?? TestPictures.Jpeg(), fields: new() { ["Angle"] = angle.ToString() })).Is(HttpStatusCode.Found);
        return await site.InDatabaseAsync(db => db.Photos.AsNoTracking().Include(p => p.Consents).SingleAsync(p => !before.Contains(p.Id)));
    }

    /// <summary>Allows this photo to be shown.</summary>
    public static async Task AllowAsync(HttpClient browser, string link, Photo photo, string face = "hidden", string until = "", params string[] uses)
    {
        var page = (await Page.GetAsync(browser, link + "/photos")).Is(HttpStatusCode.OK);
        var token = page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        using var body = new FormUrlEncodedContent([new("__form", token), new("Face", face), new("Until", until), .. uses.Select(use => new KeyValuePair<string, string>("Uses", use))]);
        var answer = await browser.PostAsync(new Uri($"{link}/photos/{photo.Name}/permissions", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    /// <summary>Puts two photos side by side and, if wished, into the gallery. Gives the pair's address.</summary>
    public static async Task<string> PairAsync(HttpClient maya, Appointment appointment, Photo before, Photo after, bool publish)
    {
        var photos = (await Page.GetAsync(maya, $"/staff/appointments/{appointment.Id}/photos")).Is(HttpStatusCode.OK);
        var made = (await photos.Form($"/staff/appointments/{appointment.Id}/pairs").Fill("Before", before.Name).Fill("After", after.Name).SubmitAsync()).Is(HttpStatusCode.Found);
        if (publish)
        {
            (await Published(await made.FollowAsync(), made.Location!).SubmitAsync()).Is(HttpStatusCode.Found);
        }

        return made.Location!;
    }

    /// <summary>The form for the gallery, filled in.</summary>
    public static Form Published(Page page, string address) => page.Form(address + "/publish")
        .Fill("Title", "A hairline, cropped hair").Fill("Shows", "Temples before, a soft line after.").Fill("Sessions", "3").Fill("DaysHealed", 42.ToString(CultureInfo.InvariantCulture))
        .Smuggle("Faceless", "yes");

    /// <summary>Every file of the store.</summary>
    public static List<string> Files(ClinicSite site)
    {
        var folder = site.Services.GetRequiredService<PhotoStore>().Folder;
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)] : [];
    }

    [GeneratedRegex("Code: (?<code>[A-Z0-9]{4}-[A-Z0-9]{4})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
