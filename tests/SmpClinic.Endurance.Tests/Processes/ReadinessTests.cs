using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Notifications;
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
        var site = await clinic.StartAsync();
        using var browser = site.Visitor();
        var away = Directory.CreateDirectory(Path.Combine(clinic.Folder, "away")).FullName;
        var switches = new List<(string Name, Func<bool, Task> Set)>
        {
            ("schema", broken => clinic.InDatabaseAsync(db => ForgetSchemaAsync(db, broken))),
            ("key ring", broken => MoveAsync(clinic.KeyFolder, Path.Combine(away, "keys"), broken)),
            ("database", broken => MoveAsync(clinic.Database, Path.Combine(away, "clinic.db"), broken)),
        };
        if (volume is not null)
        {
            switches.Add(Disk(volume));
        }

        var slowest = TimeSpan.Zero;
        var combinations = await EveryCombinationAsync(switches, ToldAsync);
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

    /// <summary>Mail that waits for its server is no reason to leave (decision 6); a sender that does not get round to it is. Five minutes of that need a clock of our own.</summary>
    [Fact]
    public async Task OP01_a_sender_that_is_silent_is_told_in_every_combination_with_the_others_and_so_is_its_mending()
    {
        using var volume = SmallVolume.TryMount(32);
        await using var site = await ClinicSite.StartAsync(with: s =>
        {
            s.Settings["Data:Folder"] = volume?.Path ?? s.Folder;
            s.Settings["ConnectionStrings:Clinic"] = "Data Source=" + Path.Combine(s.Folder, "clinic.db");
            s.Settings["Health:FreeMegabytes"] = volume is null ? "0" : "4";
        });
        var data = volume?.Path ?? site.Folder;
        var sender = site.Services.GetRequiredService<OutboxDispatcher>();
        using var browser = site.Visitor();

        // The first form makes the first key.
        (await Page.GetAsync(browser, "/staff/sign-in")).Is(HttpStatusCode.OK);
        var switches = new List<(string Name, Func<bool, Task> Set)>
        {
            ("sender", async broken =>
            {
                if (broken)
                {
                    await site.InDatabaseAsync(db => OweAsync(db, site.Now));
                    site.Clock.Advance(TimeSpan.FromMinutes(31));
                }
                else
                {
                    while (await sender.DispatchOnceAsync(TestContext.Current.CancellationToken) > 0)
                    {
                        // Until nothing is owed.
                    }
                }
            }),
            ("schema", broken => site.InDatabaseAsync(db => ForgetSchemaAsync(db, broken))),
            ("key ring", broken => MoveAsync(Path.Combine(data, "keys"), Path.Combine(data, "keys-away"), broken)),
            ("database", broken => MoveAsync(Path.Combine(site.Folder, "clinic.db"), Path.Combine(site.Folder, "clinic.db-away"), broken)),
        };
        if (volume is not null)
        {
            switches.Add(Disk(volume));
        }

        var combinations = await EveryCombinationAsync(switches, async (ready, what) =>
        {
            var told = await Page.GetAsync(browser, "/health/ready");
            var report = await site.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
            var sick = string.Join("; ", report.Entries.Where(e => e.Value.Status == HealthStatus.Unhealthy).Select(e => $"{e.Key}: {e.Value.Description} {e.Value.Exception?.Message}"));
            Assert.True((told.Status, told.Body) == (ready ? (HttpStatusCode.OK, "ok") : (HttpStatusCode.ServiceUnavailable, "not ready")), $"{what}: {told.Status} {sick}");
            var live = await Page.GetAsync(browser, "/health/live");
            Assert.True(live.Status == HttpStatusCode.OK && live.Body == "ok", what);
        });
        Profile.Figure("OP01", $"{combinations} combinations of {string.Join(", ", switches.Select(s => s.Name))}: told at the next look");
    }

    /// <summary>Breaks each combination in order and mends it backwards, the sound state among them. Gives how many there are.</summary>
    private static async Task<int> EveryCombinationAsync(List<(string Name, Func<bool, Task> Set)> switches, Func<bool, string, Task> told)
    {
        var combinations = 1 << switches.Count;
        for (var broken = 0; broken < combinations; broken++)
        {
            var chosen = switches.Where((_, i) => (broken & (1 << i)) != 0).ToList();
            var names = string.Join(" + ", chosen.Select(c => c.Name));
            foreach (var one in chosen)
            {
                await one.Set(true);
            }

            await told(chosen.Count == 0, names);
            foreach (var one in Enumerable.Reverse(chosen))
            {
                await one.Set(false);
            }

            await told(true, names + ", all mended");
        }

        return combinations;
    }

    private static (string Name, Func<bool, Task> Set) Disk(SmallVolume volume) => ("disk", broken =>
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
    );

    private static Task<int> OweAsync(ClinicDb db, Instant now)
    {
        db.Outbox.Add(new() { Kind = "Test", Recipient = "someone@example.com", Subject = "Test", CreatedAt = now, NextAttemptAt = now });
        return db.SaveChangesAsync();
    }

    private static Task<int> ForgetSchemaAsync(ClinicDb db, bool forgotten) => db.Database.ExecuteSqlRawAsync(forgotten
        ? "UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = 'x' || \"MigrationId\" WHERE \"MigrationId\" LIKE '%ContactPhoneIndex'"
        : "UPDATE \"__EFMigrationsHistory\" SET \"MigrationId\" = substr(\"MigrationId\", 2) WHERE \"MigrationId\" LIKE 'x%'");

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
