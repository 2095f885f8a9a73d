using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

public sealed class ClientMigrationTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Clients_of_the_release_before_stand_for_themselves_after_migrating_and_are_found_once_filled_in(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var old = Guid.CreateVersion7();
        await site.InDatabaseAsync(async db =>
        {
            var migrations = db.Database.GetMigrations().ToList();
            var before = migrations[migrations.FindIndex(m => m.EndsWith("_ClientRecords", StringComparison.Ordinal)) - 1];
            await db.GetService<IMigrator>().MigrateAsync(before, TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO Clients (Id, Name, Email, EmailNormalised, Phone, CreatedAt, Version) VALUES ({old}, {"Ottoline Quennell"}, {"o@example.com"}, {"o@example.com"}, {"+447700900555"}, {new DateTime(2026, 11, 1, 9, 0, 0, DateTimeKind.Utc)}, {1})",
                TestContext.Current.CancellationToken);
            await db.GetService<IMigrator>().MigrateAsync(cancellationToken: TestContext.Current.CancellationToken);
            return 0;
        });

        var client = await site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken));
        Assert.Equal((old, old, null, null), (client.Id, client.RootId, client.MergedIntoId, client.SearchKey));
        Assert.Equal(1, await site.Services.GetRequiredService<ClientSearchFill>().RunAsync(TestContext.Current.CancellationToken));
        Assert.Equal([old], await site.FindAsync(await site.SignInAsync(StaffRoles.FrontDesk), "quenn 0900 555"));
    }
}
