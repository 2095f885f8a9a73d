using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class BackupDrillTests
{
    [Fact]
    public async Task OP02_a_backup_under_load_is_restored_on_a_new_machine_with_its_keys_and_everything_works()
    {
        var token = TestContext.Current.CancellationToken;
        await using var clinic = await ClinicFolder.CreateAsync();
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var times = await BookingSteps.OfferedAsync(browser, BookingSteps.Video, ClinicFolder.Today.PlusDays(5), 60);
        var crowd = new Crowd(times);
        using var stop = new CancellationTokenSource();
        var load = crowd.RunAsync(() => site.Visitor(), 6, new Random(1), stop.Token);
        await Until.TrueAsync(() => crowd.Acknowledged >= 10, TimeSpan.FromSeconds(60));

        // What had been acknowledged and rests before the backup begins must be in it.
        var note = await BookingSteps.DetailsAsync(browser, BookingSteps.OnRequest, (await BookingSteps.OfferedAsync(browser, BookingSteps.OnRequest, ClinicFolder.Today.PlusDays(60), 10, "tom-hale"))[0], "tom-hale");
        var own = (await BookingSteps.Filled(note, email: "resting@example.com").Fill("Note", "Sealed words").Tick("HealthWords").SubmitAsync()).Is(HttpStatusCode.Redirect).Location!.Split('?')[0];
        var copy = Path.Combine(clinic.Folder, "backups", "clinic.db");
        var before = crowd.Acknowledged;
        var (code, words) = await SiteProcess.RunVerbAsync(clinic.Settings, "backup", copy);
        Assert.True(code == 0, words);
        Assert.True(crowd.Acknowledged > before, "Nothing was written meanwhile.");
        await stop.CancelAsync();
        await load;
        Assert.Empty(crowd.Surprises);
        await site.KillAsync();

        await using var elsewhere = await ClinicFolder.CreateAsync(empty: true);
        Directory.CreateDirectory(elsewhere.KeyFolder);
        foreach (var key in Directory.GetFiles(clinic.KeyFolder, "*.xml"))
        {
            File.Copy(key, Path.Combine(elsewhere.KeyFolder, Path.GetFileName(key)));
        }

        (code, words) = await SiteProcess.RunVerbAsync(elsewhere.Settings, "restore", copy);
        Assert.True(code == 0, words);
        Assert.Empty(await elsewhere.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, token)));
        var kept = await elsewhere.InDatabaseAsync(db => db.Appointments.CountAsync(a => a.ContactEmail.StartsWith("crowd"), token));
        var again = await elsewhere.StartAsync(address: site.Address);
        (await Page.GetAsync(browser, own)).Is(HttpStatusCode.OK);
        using var staff = again.Visitor();
        await ClinicFolder.Phones().SignInAsync(staff, "admin@example.com", DemoClinic.StaffPassword, () => TimeProvider.System.GetUtcNow());
        var id = await elsewhere.InDatabaseAsync(db => db.Appointments.Where(a => a.ContactEmail == "resting@example.com").Select(a => a.Id).SingleAsync(token));
        (await Page.GetAsync(staff, $"/staff/appointments/{id}")).Is(HttpStatusCode.OK).Says("Sealed words");
        Profile.Figure("OP02", $"backup of a site that acknowledged {crowd.Acknowledged} changes, restored on a new folder with {kept} of its visits: sound, keys fit, sign-in works");
    }

    [Fact]
    public async Task OP02_a_restore_that_is_killed_at_any_moment_leaves_the_old_database_or_the_new_one_and_never_none()
    {
        await using var clinic = await ClinicFolder.CreateAsync();
        var copy = Path.Combine(clinic.Folder, "copy.db");
        Assert.Equal(0, (await SiteProcess.RunVerbAsync(clinic.Settings, "backup", copy)).Code);
        Assert.Equal(1, await clinic.InDatabaseAsync(async db =>
        {
            (await db.Practitioners.SingleAsync(p => p.Slug == "tom-hale")).Role = "After the backup";
            return await db.SaveChangesAsync() > 0 ? 1 : 0;
        }));

        var rounds = Profile.Of(quick: 1, full: 20);
        for (var round = 0; round < rounds; round++)
        {
            File.Delete(clinic.Database + ".incoming");
            File.Delete(clinic.Database + ".before-restore");
            using var restore = SiteProcess.StartVerb(clinic.Settings, "restore", copy);
            await Until.TrueAsync(
                () => File.Exists(clinic.Database + ".incoming") || File.Exists(clinic.Database + ".before-restore") || restore.HasExited,
                TimeSpan.FromSeconds(60));
            restore.Kill();
            await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(clinic.Database), "The database is gone.");
            Assert.Equal(3, await clinic.InDatabaseAsync(db => db.Practitioners.CountAsync()));
        }

        Assert.Equal(0, (await SiteProcess.RunVerbAsync(clinic.Settings, "restore", copy)).Code);
        Assert.NotEqual("After the backup", await clinic.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == "tom-hale").Select(p => p.Role).SingleAsync()));
        await using var old = new SqliteConnection($"Data Source={clinic.Database}.before-restore;Mode=ReadOnly;Pooling=False");
        await old.OpenAsync(TestContext.Current.CancellationToken);
    }
}
