using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Photos;
using SmpClinic.Web.Operations;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Photos;

public sealed class PhotoStoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public async Task PR01_sealed_pieces_open_to_what_was_sealed_and_to_nothing_else(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);
        var key = SealedPieces.NewKey();
        var cipher = await SealAsync(plain, key, "a");
        Assert.Equal(plain, await OpenAsync(cipher, key, "a"));

        List<byte[]> changes = [cipher[..^1], cipher[..(cipher.Length / 2)], [.. cipher, 0], []];
        foreach (var at in (int[])[0, cipher.Length / 2, cipher.Length - 1])
        {
            var flipped = cipher.ToArray();
            flipped[at] ^= 1;
            changes.Add(flipped);
        }

        if (length > 65_536)
        {
            // Without its last piece, and with the first two the other way round.
            changes.Add(cipher[..(65_536 + 16)]);
            changes.Add([.. cipher[65_552..Math.Min(cipher.Length, 131_104)], .. cipher[..65_552]]);
        }

        foreach (var changed in changes)
        {
            await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(changed, key, "a"));
        }

        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(cipher, key, "b"));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => OpenAsync(cipher, SealedPieces.NewKey(), "a"));
    }

    [Fact]
    public async Task No_file_without_a_row_outlives_the_sweep_and_no_file_with_one_is_touched()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var kept = await PhotoSteps.KeptAsync(site, browser, link);
        var store = site.Services.GetRequiredService<PhotoStore>();
        var lost = PhotoStore.NewName();
        await store.WriteAsync(lost, [1, 2, 3], [1], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "incoming", PhotoStore.NewName() + ".part"), "half", TestContext.Current.CancellationToken);
        var sweep = site.Services.GetRequiredService<PhotoSweep>();
        Age(site, minutes: 59);
        Assert.Equal(0, await sweep.RunAsync(TestContext.Current.CancellationToken));
        Age(site, minutes: 61);
        Assert.Equal(3, await sweep.RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal([kept.Name, kept.Name], PhotoSteps.Files(site).Select(f => Path.GetFileName(f).Split('.')[0]));
        Assert.NotNull(await store.ReadAsync(kept.Name, PhotoSize.Full, kept.SealedKey, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OP02_a_backup_holds_the_photos_and_restoring_brings_them_back()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (browser, link, _) = await PhotoSteps.ClientAsync(site);
        var photo = await PhotoSteps.KeptAsync(site, browser, link);
        var store = site.Services.GetRequiredService<PhotoStore>();
        var picture = await store.ReadAsync(photo.Name, PhotoSize.Full, photo.SealedKey, TestContext.Current.CancellationToken);
        var copy = Path.Combine(site.Folder, "copies", "clinic.db");
        Assert.Equal(0, await site.Services.GetRequiredService<Backup>().CreateAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.EnumerateFiles(copy + ".photos", "*.photo", SearchOption.AllDirectories).Count());

        await ShownTests.AnswerAsync(browser, link, $"{link}/photos/{photo.Name}/delete", System.Net.HttpStatusCode.Found);
        Assert.Empty(PhotoSteps.Files(site));
        var copies = site.Services.GetRequiredService<PhotoCopies>();
        Assert.Equal(0, await copies.PutBackAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal(picture, await store.ReadAsync(photo.Name, PhotoSize.Full, photo.SealedKey, TestContext.Current.CancellationToken));

        // One that is in neither place is counted.
        store.Delete(photo.Name);
        Directory.Delete(copy + ".photos", recursive: true);
        Assert.Equal(1, await copies.PutBackAsync(copy, TestContext.Current.CancellationToken));
    }

    private static void Age(ClinicSite site, int minutes)
    {
        foreach (var file in PhotoSteps.Files(site))
        {
            File.SetLastWriteTimeUtc(file, site.Clock.GetUtcNow().UtcDateTime.AddMinutes(-minutes));
        }
    }

    private static async Task<byte[]> SealAsync(byte[] plain, byte[] key, string label)
    {
        using var from = new MemoryStream(plain);
        using var to = new MemoryStream();
        Assert.Equal(plain.Length, await SealedPieces.SealAsync(from, to, key, label, long.MaxValue, TestContext.Current.CancellationToken));
        return to.ToArray();
    }

    private static async Task<byte[]> OpenAsync(byte[] cipher, byte[] key, string label)
    {
        using var from = new MemoryStream(cipher);
        return await SealedPieces.OpenAsync(from, key, label, TestContext.Current.CancellationToken);
    }
}
