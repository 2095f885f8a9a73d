using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Photos;

/// <summary>Who sees a photo, and where.</summary>
public sealed class ShownTests
{
    [Fact]
    public async Task AU05_the_link_alone_opens_no_photo_and_a_code_opens_once_in_one_browser()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link);

        var other = site.Visitor();
        foreach (var path in (string[])["/photos", $"/photos/{photo.Name}", $"/photos/{photo.Name}?size=small"])
        {
            Assert.Equal($"{link}/code?to=photos", (await Page.GetAsync(other, link + path)).Is(HttpStatusCode.Found).Location);
        }

        // A wrong code, the right one, and the right one again from elsewhere.
        var sent = await PhotoSteps.SentAsync(other, link);
        var code = await PhotoSteps.NewestCodeAsync(site);
        var wrong = (await sent.Form($"{link}/code").Fill("code", "AAAA-AAAA").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("not a code that opens this", wrong.Html.QuerySelector("#code-error")!.TextContent, StringComparison.Ordinal);
        (await sent.Form($"{link}/code").Fill("code", code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)).SubmitAsync()).Is(HttpStatusCode.Found);
        var third = site.Visitor();
        (await (await PhotoSteps.SentAsync(third, link)).Form($"{link}/code").Fill("code", code).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
        (await Page.GetAsync(other, $"{link}/photos/{photo.Name}")).Is(HttpStatusCode.OK);

        // After some hours it wants another.
        site.Clock.Advance(TimeSpan.FromHours(5));
        (await Page.GetAsync(other, link + "/photos")).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task AU10_of_ten_who_type_the_same_code_at_once_one_is_let_in_and_guessing_ends()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, BookingSteps.OnRequest);
        var forms = new List<Form>();
        var first = await PhotoSteps.SentAsync(site.Visitor(), link);
        var code = await PhotoSteps.NewestCodeAsync(site);
        for (var i = 0; i < 10; i++)
        {
            forms.Add((await PhotoSteps.SentAsync(site.Visitor(), link)).Form($"{link}/code").Fill("code", code));
        }

        var ends = await Task.WhenAll(forms.Select(form => form.SubmitAsync()));
        Assert.Equal(1, ends.Count(end => end.Status == HttpStatusCode.Found));
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 12; i++)
        {
            last = (await first.Form($"{link}/code").Fill("code", "BBBB-BBB" + (char)('A' + i)).SubmitAsync()).Status;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task PR03_photos_are_for_the_practitioner_who_treats_and_each_look_is_written_down_once()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var owner = await site.SignInAsync(StaffRoles.Administrator);
        var ownerWhoTreats = await site.SignInAsync(StaffRoles.Administrator, StaffDiary.Maya);
        var front = await site.SignInAsync(StaffRoles.FrontDesk);
        var frontWithDiary = await site.SignInAsync(StaffRoles.FrontDesk, StaffDiary.Maya);
        var page = appointment.Address("/photos");
        var picture = $"/staff/photos/{photo.Name}";

        foreach (var path in (string[])[page, picture, picture + "?size=small"])
        {
            (await Page.GetAsync(maya, path)).Is(HttpStatusCode.OK);
            (await Page.GetAsync(ownerWhoTreats, path)).Is(HttpStatusCode.OK);
            (await Page.GetAsync(tom, path)).Is(HttpStatusCode.NotFound);
            (await Page.GetAsync(owner, path)).Is(HttpStatusCode.NotFound);
            (await Page.GetAsync(front, path)).Is(HttpStatusCode.Forbidden);
            (await Page.GetAsync(frontWithDiary, path)).Is(HttpStatusCode.Forbidden);
            (await site.GetAsync(path)).Is(HttpStatusCode.Found);
        }

        var looks = (await site.HistoryAsync(appointment)).Where(e => e.Action == "photo.viewed").ToList();
        Assert.Equal(4, looks.Count);
        Assert.All(looks, look => Assert.True(look.ActorKind == ActorKind.Staff && look.ActorId is not null && look.Detail!.Contains(photo.Name[..8], StringComparison.Ordinal) && !look.Detail.Contains(photo.Name, StringComparison.Ordinal)));
        (await Page.GetAsync(front, appointment.Address())).Is(HttpStatusCode.OK).NeverSays(photo.Name).NeverSays("/photos");

        // What the client takes out of the record is gone for staff.
        await AnswerAsync(browser, link, $"{link}/photos/{photo.Name}/withdraw", HttpStatusCode.Found, new KeyValuePair<string, string>("use", "Record"));
        (await Page.GetAsync(maya, picture)).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(maya, page)).Is(HttpStatusCode.OK).Says("No photo yet");
    }

    [Fact]
    public async Task AU03_what_is_anothers_is_as_if_it_were_not_there()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var (strangers, theirLink, _) = await PhotoSteps.ClientAsync(site);
        var theirs = await PhotoSteps.KeptAsync(site, strangers, theirLink);
        foreach (var size in (string[])["", "?size=small"])
        {
            (await Page.GetAsync(browser, $"{link}/photos/{theirs.Name}{size}")).Is(HttpStatusCode.NotFound);
            (await Page.GetAsync(browser, $"{theirLink}/photos/{theirs.Name}{size}")).Is(HttpStatusCode.Found);
            (await Page.GetAsync(browser, $"/gallery/photos/{theirs.Name}{size}")).Is(HttpStatusCode.NotFound);
        }

        foreach (var act in (string[])["permissions", "withdraw", "delete"])
        {
            await AnswerAsync(browser, link, $"{link}/photos/{theirs.Name}/{act}", HttpStatusCode.NotFound, new("use", "Record"), new("Uses", "Website"), new("Face", "shown"));
        }

        Assert.Single(await site.InDatabaseAsync(db => db.PhotoConsents.ToListAsync()), p => p.WithdrawnAt is null);
    }

    [Fact]
    public async Task IN06_a_photo_is_kept_by_nothing_on_the_way_and_may_do_nothing()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link);
        var answer = (await Page.GetAsync(browser, $"{link}/photos/{photo.Name}")).Is(HttpStatusCode.OK).Response;
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task PR01_on_the_disk_a_photo_is_noise_and_another_ones_file_does_not_open_in_its_place()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link, TestPictures.Phone());
        var other = await PhotoSteps.KeptAsync(site, browser, link);
        foreach (var file in Directory.EnumerateFiles(site.Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            var text = Encoding.Latin1.GetString(copy.ToArray());
            Assert.DoesNotContain("JFIF", text, StringComparison.Ordinal);
            Assert.DoesNotContain(TestPictures.Canary, text, StringComparison.Ordinal);
        }

        var store = site.Services.GetRequiredService<PhotoStore>();
        var (mine, theirs) = (Path.Combine(store.Folder, PhotoStore.PathBelow(photo.Name, PhotoSize.Full)), Path.Combine(store.Folder, PhotoStore.PathBelow(other.Name, PhotoSize.Full)));
        File.Copy(theirs, mine, overwrite: true);
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => store.ReadAsync(photo.Name, PhotoSize.Full, photo.SealedKey, TestContext.Current.CancellationToken));

        // Nor does another row's key.
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => store.ReadAsync(photo.Name, PhotoSize.Small, other.SealedKey, TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(PhotoSteps.Files(site), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file)));
        }
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_client_agreed_and_no_box_stands_ticked()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, BookingSteps.OnRequest);
        var browser = await PhotoSteps.ProvedAsync(site, link);
        var page = (await Page.GetAsync(browser, link + "/photos")).Is(HttpStatusCode.OK);
        Assert.Null(page.Html.QuerySelector("input[type=file]"));
        Assert.Empty(page.Html.QuerySelectorAll("main input[checked]"));
        (await page.Form($"{link}/photos/agree").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Without it we take no photos");
        var token = page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        (await PhotoSteps.UploadAsync(browser, link + "/photos", TestPictures.Jpeg(), token: token)).Is(HttpStatusCode.UnprocessableEntity).Says("Agree first");
        Assert.Empty(PhotoSteps.Files(site));

        (await page.Form($"{link}/photos/agree").Tick("agree").SubmitAsync()).Is(HttpStatusCode.Found);
        await PhotoSteps.KeptAsync(site, browser, link);
        Assert.Empty((await Page.GetAsync(browser, link + "/photos")).Html.QuerySelectorAll("main input[checked]"));
        var consent = await site.InDatabaseAsync(db => db.Set<ConsentRecord>().SingleAsync(c => c.Kind == "record-photos"));
        Assert.Equal(PhotoWords.TextVersion, consent.TextVersion);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_pair_is_laid_published_with_leave_alone_and_gone_at_once_when_it_is_taken_back(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var (browser, link, appointment) = await PhotoSteps.ClientAsync(site);
        var (before, after) = (await PhotoSteps.KeptAsync(site, browser, link), await PhotoSteps.KeptAsync(site, browser, link, TestPictures.Jpeg(700, 500)));
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var address = await PhotoSteps.PairAsync(maya, appointment, before, after, publish: false);

        // Without leave there is no form, and one that is made up is refused.
        var pair = (await Page.GetAsync(maya, address)).Is(HttpStatusCode.OK).Says("has not allowed the gallery");
        Assert.Null(pair.Html.QuerySelector($"form[action='{address}/publish']"));
        await PhotoSteps.AllowAsync(browser, link, before, uses: ["Website", "Teaching"]);
        (await Page.GetAsync(maya, address)).Says("has not allowed the gallery");
        await PhotoSteps.AllowAsync(browser, link, after, face: "shown", uses: "Website");

        // Laid by numbers and by steps; a stale form changes nothing.
        pair = await Page.GetAsync(maya, address);
        (await pair.Form(address + "/align").Fill("Scale", "110").Fill("ShiftX", "-20").SubmitAsync()).Is(HttpStatusCode.Found);
        (await pair.Form(address + "/align").Fill("Scale", "90").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("changed this pair meanwhile");
        (await (await Page.GetAsync(maya, address)).Form(address + "/align").Smuggle("Step", "left").SubmitAsync()).Is(HttpStatusCode.Found);
        (await (await Page.GetAsync(maya, address)).Form(address + "/align").Fill("Scale", "1000").Fill("ShiftY", "a").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("from 25 to 400");
        var laid = await site.InDatabaseAsync(db => db.PhotoPairs.AsNoTracking().SingleAsync());
        Assert.Equal((110, -30, 0), (laid.ScalePercent, laid.ShiftX, laid.ShiftY));

        // The face has to be looked at, the words to be there.
        pair = await Page.GetAsync(maya, address);
        (await PhotoSteps.Published(pair, address).Without("Faceless").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("nobody can tell that it is them");
        (await PhotoSteps.Published(pair, address).Fill("Title", "").Fill("Sessions", "0").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Give it a title");
        (await site.GetAsync("/gallery")).NeverSays("/gallery/photos/");
        (await PhotoSteps.Published(pair, address).SubmitAsync()).Is(HttpStatusCode.Found);

        var gallery = (await site.GetAsync("/gallery")).Is(HttpStatusCode.OK).Says("A hairline, cropped hair").Says("allowed it on Tuesday 1 December 2026").Says("42 days");
        var shown = gallery.Html.QuerySelectorAll("main image[href^='/gallery/photos/']").Select(i => i.GetAttribute("href")!).ToList();
        Assert.Equal(2, shown.Count);
        Assert.DoesNotContain(before.Name, gallery.Body, StringComparison.Ordinal);
        foreach (var source in shown)
        {
            var answer = (await site.GetAsync(source)).Is(HttpStatusCode.OK).Response;
            Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        }

        // One of the two is taken back: page and pictures are gone, and the clinic is told.
        await AnswerAsync(browser, link, $"{link}/photos/{after.Name}/withdraw", HttpStatusCode.Found, new KeyValuePair<string, string>("use", "Website"));
        (await site.GetAsync("/gallery")).Is(HttpStatusCode.OK).NeverSays("/gallery/photos/").Says("These are drawings");
        foreach (var source in shown)
        {
            (await site.GetAsync(source)).Is(HttpStatusCode.NotFound);
        }

        Assert.Equal(1, await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.Kind == "PermissionWithdrawnNotice" && m.AppointmentId == appointment.Id)));
        (await Page.GetAsync(maya, address)).Says("has not allowed the gallery");
        Assert.Equal(
            ["photo.added", "photo.added", "pair.made", "photo.permissions-set", "photo.permissions-set", "pair.aligned", "pair.aligned", "pair.published", "photo.permission-withdrawn"],
            (await site.HistoryAsync(appointment)).Select(e => e.Action).Where(a => a.StartsWith("photo.", StringComparison.Ordinal) || a.StartsWith("pair.", StringComparison.Ordinal)).Where(a => a != "photo.viewed"));
    }

    [Fact]
    public async Task On_the_day_after_its_last_a_photo_is_no_longer_shown()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await PhotoSteps.ClientAsync(site);
        var (before, after) = (await PhotoSteps.KeptAsync(site, browser, link), await PhotoSteps.KeptAsync(site, browser, link));
        await PhotoSteps.AllowAsync(browser, link, before, until: "2026-12-03", uses: "Website");
        await PhotoSteps.AllowAsync(browser, link, after, uses: "Website");
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var address = await PhotoSteps.PairAsync(maya, appointment, before, after, publish: true);
        var source = (await site.GetAsync("/gallery")).Html.QuerySelector("main image")!.GetAttribute("href")!;

        site.Clock.SetUtcNow(new(2026, 12, 3, 23, 59, 0, TimeSpan.Zero));
        (await site.GetAsync(source)).Is(HttpStatusCode.OK);
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        (await site.GetAsync(source)).Is(HttpStatusCode.NotFound);
        await site.Services.GetRequiredService<PhotoSweep>().RunAsync(TestContext.Current.CancellationToken);
        await site.Services.GetRequiredService<SmpClinic.Web.Hosting.ContentStamp>().LookAsync(TestContext.Current.CancellationToken);
        (await site.GetAsync("/gallery")).NeverSays("/gallery/photos/");
        Assert.Null((await site.InDatabaseAsync(db => db.PhotoPairs.AsNoTracking().SingleAsync())).PublishedAt);
        Assert.NotNull(address);
    }

    [Theory]
    [InlineData("Printing", "hidden", "", "uses in the list")]
    [InlineData("Website", "", "", "whether your face may be recognised")]
    [InlineData("Website", "hidden", "2026-11-30", "a last day from today on")]
    [InlineData("Website", "hidden", "2046-11-30", "a last day from today on")]
    [InlineData("Website", "hidden", "tomorrow", "a last day from today on")]
    [InlineData("Record", "hidden", "", "uses in the list")]
    public async Task What_is_wrong_with_what_is_allowed_is_said_at_its_field_and_nothing_changes(string use, string face, string until, string words)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link);
        var page = await AnswerAsync(browser, link, $"{link}/photos/{photo.Name}/permissions", HttpStatusCode.UnprocessableEntity, new("Uses", use), new("Face", face), new("Until", until));
        page.Says(words);
        Assert.NotNull(page.Html.QuerySelector(page.Html.QuerySelector(".error-summary a")!.GetAttribute("href")!));
        Assert.Equal(until, page.Html.QuerySelector("#Until")!.GetAttribute("value") ?? "");
        Assert.Single(await site.InDatabaseAsync(db => db.PhotoConsents.ToListAsync()));
    }

    [Fact]
    public async Task Deleting_takes_the_row_the_files_and_the_pair_and_the_gallery_forgets_it()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, appointment) = await PhotoSteps.ClientAsync(site);
        var (before, after) = (await PhotoSteps.KeptAsync(site, browser, link), await PhotoSteps.KeptAsync(site, browser, link));
        await PhotoSteps.AllowAsync(browser, link, before, uses: "Website");
        await PhotoSteps.AllowAsync(browser, link, after, uses: "Website");
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        await PhotoSteps.PairAsync(maya, appointment, before, after, publish: true);
        Assert.Equal(4, PhotoSteps.Files(site).Count);

        await AnswerAsync(browser, link, $"{link}/photos/{before.Name}/delete", HttpStatusCode.Found);
        Assert.Equal(2, PhotoSteps.Files(site).Count);
        Assert.Equal((1, 0), await site.InDatabaseAsync(async db => (await db.Photos.CountAsync(), await db.PhotoPairs.CountAsync())));
        (await site.GetAsync("/gallery")).NeverSays("/gallery/photos/");

        // Staff may delete too; what staff took the client does not.
        var form = (await Page.GetAsync(maya, appointment.Address("/photos"))).Form($"/staff/photos/{after.Name}/delete");
        (await form.SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Empty(PhotoSteps.Files(site));
    }

    [Fact]
    public async Task Staff_photos_want_the_clients_yes_and_say_from_where_and_when()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var appointment = await site.BookAsync(StaffDiary.Thursday);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        var page = appointment.Address("/photos");
        var wrong = (await PhotoSteps.UploadAsync(maya, page, TestPictures.Jpeg(), fields: new() { ["Angle"] = "Nose" })).Is(HttpStatusCode.UnprocessableEntity);
        wrong.Says("Choose from where").Says("Choose when in the treatment").Says("Ask the client first");
        Assert.Empty(PhotoSteps.Files(site));
        Dictionary<string, string> fields = new() { ["Angle"] = "Crown", ["Moment"] = "Healed", ["Agreed"] = "yes" };
        (await PhotoSteps.UploadAsync(maya, page, TestPictures.Jpeg(), fields: fields)).Is(HttpStatusCode.Found);

        // Asked once.
        fields.Remove("Agreed");
        (await PhotoSteps.UploadAsync(maya, page, TestPictures.Png(), fields: fields)).Is(HttpStatusCode.Found);
        (await PhotoSteps.UploadAsync(maya, page, Encoding.ASCII.GetBytes("no photo"), fields: fields)).Is(HttpStatusCode.UnprocessableEntity).Says("no photo we can take");
        var photos = await site.InDatabaseAsync(db => db.Photos.Include(p => p.Consents).ToListAsync());
        Assert.All(photos, photo => Assert.True(photo is { Angle: PhotoAngle.Crown, Moment: PhotoMoment.Healed, ByClient: false, TakenBy: not null }));
        Assert.All(photos, photo => Assert.Equal(ActorKind.Staff, Assert.Single(photo.Consents).NotedBy));
    }

    internal static async Task<Page> AnswerAsync(HttpClient browser, string link, string action, HttpStatusCode status, params KeyValuePair<string, string>[] fields)
    {
        var token = (await Page.GetAsync(browser, link + "/photos")).Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!;
        using var body = new FormUrlEncodedContent([new("__form", token), .. fields]);
        return (await Page.ReadAsync(browser, await browser.PostAsync(new Uri(action, UriKind.Relative), body, TestContext.Current.CancellationToken))).Is(status);
    }
}
