using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Tests;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

[Collection(nameof(RealProcesses))]
public sealed class ReadinessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Profile.IsLong ? 5 : 10);

    [Fact]
    public async Task OP01_every_combination_of_broken_dependencies_is_told_within_five_seconds_and_so_is_their_mending()
    {
        using var volume = SmallVolume.TryMount(32);
        await using var clinic = await ClinicFolder.CreateAsync(at: volume?.Path);
        clinic.Settings["Health:FreeMegabytes"] = volume is null ? "0" : "4";

        // No mail can leave, so that what is due stays due.
        var blocked = Path.Combine(clinic.Folder, "blocked");
        await File.WriteAllTextAsync(blocked, "a file where a folder is expected", TestContext.Current.CancellationToken);
        clinic.Settings["Mail:PickupFolder"] = Path.Combine(blocked, "mail");
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var away = Directory.CreateDirectory(Path.Combine(clinic.Folder, "away")).FullName;
        var switches = new List<(string Name, Func<bool, Task> Set)>
        {
            ("schema", broken => clinic.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(broken
                ? "UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = 'x' || \"MigrationId\" WHERE \"MigrationId\" LIKE '%ContactPhoneIndex'"
                : "UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = substr(\"MigrationId\", 2) WHERE \"MigrationId\" LIKE 'x%'"))),
            // Mail that waits is no reason to leave (decision 6); that a silent sender is, HealthTests shows by a clock of their own.
            ("key ring", broken => MoveAsync(clinic.KeyFolder, Path.Combine(away, "keys"), broken)),
            ("database", broken => MoveAsync(clinic.Database, Path.Combine(away, "clinic.db"), broken)),
        };
        if (volume is not null)
        {
            switches.Add(("disk", broken =>
            {
                if (broken)
                {
                    volume.Fill(leave: 2048);
                }
                else
                {
                    volume.Free();
                }

                return Task.CompletedTask;
            }
            ));
        }

        var slowest = TimeSpan.Zero;
        var combinations = 1 << switches.Count;
        for (var broken = 0; broken < combinations; broken++)
        {
            var chosen = switches.Where((_, i) => (broken & (1 << i)) != 0).ToList();
            foreach (var one in chosen)
            {
                await one.Set(true);
            }

            await ToldAsync(chosen.Count == 0, string.Join(" + ", chosen.Select(c => c.Name)));
            foreach (var one in Enumerable.Reverse(chosen))
            {
                await one.Set(false);
            }

            await ToldAsync(ready: true, "all mended");
        }

        Profile.Figure("OP01", $"{combinations} combinations of {string.Join(", ", switches.Select(s => s.Name))}: told and mended within {slowest.TotalSeconds:0.0} s, live throughout{(volume is null ? "; the disk left out, since only root may mount a small volume" : "")}");

        async Task ToldAsync(bool ready, string what)
        {
            var status = ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
            Page? last = null;
            var took = await Until.TrueAsync(async () => (last = await Page.GetAsync(browser, "/health/ready")).Status == status, Limit);
            Assert.Equal(ready ? "ok" : "not ready", last!.Body);
            slowest = took > slowest ? took : slowest;
            var live = await Page.GetAsync(browser, "/health/live");
            Assert.True(live.Status == HttpStatusCode.OK && live.Body == "ok", what);
        }
    }

    private static Task MoveAsync(string here, string there, bool away)
    {
        var (from, to) = away ? (here, there) : (there, here);
        if (!away && Directory.Exists(to))
        {
            // Whoever looked for keys made an empty folder for them.
            Directory.Delete(to);
        }

        Directory.Move(from, to);
        return Task.CompletedTask;
    }
}
