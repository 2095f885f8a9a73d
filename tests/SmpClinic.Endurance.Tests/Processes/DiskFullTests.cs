using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class DiskFullTests
{
    [Fact]
    public async Task FL02_on_a_full_disk_booking_is_refused_in_plain_words_reading_goes_on_and_room_is_all_it_takes()
    {
        using var volume = SmallVolume.TryMount(32);
        Assert.SkipWhen(volume is null, "Only root may mount a small volume.");
        await using var clinic = await ClinicFolder.CreateAsync(at: volume!.Path);
        clinic.Settings["Health:FreeMegabytes"] = "4";
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var times = await ClinicFolder.SeparateTimesAsync(browser, 100);
        var details = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, times[0], "maya-okafor");
        Form At(int i) => BookingSteps.Filled(details).Fill("Start", SmpClinic.Web.Features.Booking.StartText.Write(times[i])).Fill("Key", Guid.NewGuid().ToString("N"));
        var (booked, refused) = (0, 0);
        for (var round = 0; round < Profile.Of(quick: 1, full: 5); round++)
        {
            volume.Fill();

            // The log has some room of its own; it is used up first.
            var refusals = 0;
            for (var i = round * 19; refusals < 3; i++)
            {
                var answer = await At(i).SubmitAsync();
                if (answer.Status == HttpStatusCode.Redirect)
                {
                    booked++;
                    continue;
                }

                answer.Is(HttpStatusCode.ServiceUnavailable).Says("send it again");
                Assert.NotNull(answer.Response.Headers.RetryAfter);
                refusals++;
            }

            refused += refusals;
            (await Page.GetAsync(browser, "/")).Is(HttpStatusCode.OK);
            (await Page.GetAsync(browser, "/book/" + BookingSteps.Video)).Is(HttpStatusCode.OK);
            (await Page.GetAsync(browser, "/health/live")).Is(HttpStatusCode.OK);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Page.GetAsync(browser, "/health/ready")).Status);

            volume.Free();
            await Until.TrueAsync(async () => (await Page.GetAsync(browser, "/health/ready")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(10));
            (await At(99 - round).SubmitAsync()).Is(HttpStatusCode.Redirect);
            booked++;
            Assert.Equal(booked, await clinic.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail.StartsWith("ada"))));
            Assert.Empty(await clinic.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
        }

        Profile.Figure("FL02", $"full volume (tmpfs): {refused} x 503 in plain words, 0 half changes, reading pages served, booked again without a restart");
    }
}
