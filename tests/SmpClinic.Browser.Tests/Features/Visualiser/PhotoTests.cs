using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Visualiser;

public sealed class PhotoTests(Chromium chromium)
{
    [Fact]
    public async Task No_request_of_any_kind_is_made_while_a_photo_is_open_and_none_ever_carries_it()
    {
        await using var visitor = await chromium.VisitAsync();
        var bodies = new ConcurrentQueue<string>();
        visitor.Context.Request += (_, request) => bodies.Enqueue(request.Url + " " + (request.PostDataBuffer is { } body ? Convert.ToHexString(body) : ""));
        await visitor.GoAsync("/visualiser");
        await Drawn.PictureAsync(visitor.Page);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var asked = visitor.Requests.Count;
        await Drawn.OpenPhotoAsync(visitor.Page);
        var plain = await Drawn.PictureAsync(visitor.Page);
        await visitor.Page.CheckAsync("#tone-2", new() { Force = true });
        await visitor.Page.FillAsync("#look-w", "70");
        await visitor.Page.FillAsync("#look-split", "40");
        await visitor.Page.CheckAsync("#look-tool-paint", new() { Force = true });
        var box = (await visitor.Page.Locator("#look-canvas").BoundingBoxAsync())!;
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await visitor.Page.Mouse.DownAsync();
        await visitor.Page.Mouse.MoveAsync(box.X + (box.Width / 2) + 40, box.Y + (box.Height / 2) + 60, new() { Steps = 5 });
        await visitor.Page.Mouse.UpAsync();
        await visitor.Page.WaitForFunctionAsync("(plain) => document.querySelector('[data-visualiser]').dataset.picture !== plain", plain);
        await visitor.Page.CheckAsync("#area-brows", new() { Force = true });
        await Drawn.PictureAsync(visitor.Page);
        await SaveAsync(visitor);
        Assert.Equal(asked, visitor.Requests.Count(url => !url.StartsWith("blob:", StringComparison.Ordinal)));

        // Nor does it go along when the visitor leaves, by the form or into booking.
        await visitor.FollowAsync("Show these settings", AriaRole.Button);
        await visitor.Page.WaitForURLAsync("**/visualiser/look?*");
        await visitor.FollowAsync("Attach these settings");
        await visitor.Page.WaitForURLAsync("**/book?look=*");
        Assert.DoesNotContain(bodies, sent => sent.Contains("canary", StringComparison.OrdinalIgnoreCase) || sent.Contains("89504E47", StringComparison.Ordinal));
        Assert.DoesNotContain("look-file", visitor.Page.Url, StringComparison.Ordinal);
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task The_oval_is_moved_and_resized_by_keyboard_and_the_picture_is_saved_as_PNG_without_it()
    {
        await using var visitor = await chromium.VisitAsync(375);
        await visitor.GoAsync("/visualiser");
        await Drawn.PictureAsync(visitor.Page);
        await Drawn.OpenPhotoAsync(visitor.Page);
        var before = await Drawn.PictureAsync(visitor.Page);

        await visitor.Page.FocusAsync("#look-canvas");
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await visitor.Page.Keyboard.PressAsync("Shift+ArrowUp");
        await Assertions.Expect(visitor.Page.Locator("#look-x")).ToHaveValueAsync("51");
        await Assertions.Expect(visitor.Page.Locator("#look-y")).ToHaveValueAsync("36");
        await Assertions.Expect(visitor.Page.Locator("#look-w")).ToHaveValueAsync("51");
        await Assertions.Expect(visitor.Page.Locator("#look-h")).ToHaveValueAsync("31");
        await visitor.Page.WaitForFunctionAsync("(before) => document.querySelector('[data-visualiser]').dataset.picture !== before", before);
        await visitor.Page.FillAsync("#look-turn", "999");
        await visitor.Page.FillAsync("#look-turn", "");
        await visitor.Page.FillAsync("#look-turn", "10");

        var png = await SaveAsync(visitor);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        Assert.Equal(600, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(800, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));

        await visitor.Page.ClickAsync("#look-close-photo");
        await Assertions.Expect(visitor.Page.Locator("#look-file")).ToBeFocusedAsync();
        await Drawn.PictureAsync(visitor.Page);
        Assert.Equal("800", await visitor.Page.Locator("#look-canvas").GetAttributeAsync("width"));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_in_words()
    {
        await using var visitor = await chromium.VisitAsync();
        await visitor.GoAsync("/visualiser");
        await Drawn.PictureAsync(visitor.Page);
        await visitor.Page.SetInputFilesAsync("#look-file", new FilePayload { Name = "letter.png", MimeType = "image/png", Buffer = "not a picture"u8.ToArray() });
        await Assertions.Expect(visitor.Page.Locator("#look-file-said")).ToContainTextAsync("cannot open that file");
        await Assertions.Expect(visitor.Page.Locator("#look-photo-tools")).ToBeHiddenAsync();
        visitor.AssertQuiet();
    }

    private static async Task<byte[]> SaveAsync(Visitor visitor)
    {
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.ClickAsync("#look-save"));
        Assert.Equal("a-drawing-not-a-promise.png", download.SuggestedFilename);
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
