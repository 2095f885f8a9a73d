using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class FaultTests
{
    private static readonly Actor Desk = new(ActorKind.Staff, null, "Front desk");

    /// <summary>
    /// For every statement of every command, a fault before it and one after it: the change, its cells, its audit entry and its
    /// mail are all there or none is.
    /// </summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task EM01_mail_is_owed_if_and_only_if_the_change_stands(DatabaseProvider provider, string command)
    {
        var faults = new StatementFaults();
        await using var site = await BusySiteAsync(provider, s => s.WithServices = services =>
        {
            services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(faults.Commands, faults.Commits));
            services.ConfigureDbContext<SqlServerClinicDb>(o => o.AddInterceptors(faults.Commands, faults.Commits));
        });
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 3), 60, "maya-okafor");
        var (undone, kept, statements) = (0, 0, 0);
        foreach (var after in (bool[])[false, true])
        {
            for (var k = 1; ; k++)
            {
                var act = await PrepareAsync(site, command, times, k);
                var before = await CountAsync(site);
                faults.Plant(k, after);
                var threw = false;
                try
                {
                    await act();
                }
                catch (Exception e) when (e is PlantedFaultException || e.InnerException is PlantedFaultException)
                {
                    threw = true;
                }

                var fired = faults.Fired;
                faults.Clear();
                var change = (await CountAsync(site)).Since(before);
                Assert.True(
                    change == Counts.None || change == Owed(command),
                    $"{command}: fault {(after ? "after" : "before")} statement {k}: {change}");
                await DiaryIsSoundAsync(site);
                if (!fired)
                {
                    Assert.Equal(Owed(command), change);
                    statements = Math.Max(statements, k - 1);
                    break;
                }

                // The answer to the commit alone may be lost without harm: it is settled by looking.
                Assert.True(threw || change == Owed(command), "A fault was swallowed.");
                _ = change == Counts.None ? undone++ : kept++;
            }
        }

        Assert.True(statements > 6, $"{statements} statements seen");
        Assert.True(undone > kept, $"{undone} undone, {kept} kept");
        Assert.Equal(1, kept);
    }

    public static IEnumerable<TheoryDataRow<DatabaseProvider, string>> Commands() =>
        from database in Databases.All
        from command in (string[])["book", "move", "cancel", "confirm", "decline"]
        select new TheoryDataRow<DatabaseProvider, string>(database.Data, command) { Skip = database.Skip };

    private static async Task<Func<Task>> PrepareAsync(ClinicSite site, string command, List<Instant> times, int k)
    {
        var start = times.First(t => !site.InDatabaseAsync(db => db.Appointments.AnyAsync(a => a.Start < t + Duration.FromMinutes(90) && a.End > t - Duration.FromMinutes(90))).Result);
        var token = TestContext.Current.CancellationToken;
        if (command == "book")
        {
            var desk = site.Services.GetRequiredService<BookingDesk>();
            return () => desk.BookAsync(Request(Video, start, k), token);
        }

        // Requests, not confirmed ones, for confirming and declining.
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var page = await BookAsync(site, command is "confirm" or "decline" ? OnRequest : Video, start, "maya-okafor");
        var id = (await AppointmentAsync(site, page)).Id;
        return command switch
        {
            "move" => () => commands.MoveAsync(new(id, null, Actor.Client), start + Duration.FromMinutes(15), "maya-okafor", token),
            "cancel" => () => commands.CancelAsync(new(id, null, Actor.Client), "Changed plans", token),
            "confirm" => () => commands.ConfirmAsync(new(id, null, Desk), token),
            "decline" => () => commands.DeclineAsync(new(id, null, Desk), "We are away that week", token),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }

    private static BookingRequest Request(string service, Instant start, int k)
    {
        var key = Guid.NewGuid().ToString("N");
        return new(
            service, start, "maya-okafor", PersonName.TryRead("Ada Example")!, EmailAddress.TryRead($"ada{k}@example.com")!, PhoneNumber.TryRead("07700 900123", "GB")!,
            ContactPreference.Email, null, null, [ConsentKinds.Terms], key, key, null, "address");
    }

    private static Counts Owed(string command) => command switch
    {
        "book" => new(Appointments: 1, Mails: 2, Audit: 1, Versions: 1),
        "move" or "cancel" => new(Appointments: 0, Mails: 2, Audit: 1, Versions: 1),
        _ => new(Appointments: 0, Mails: 1, Audit: 1, Versions: 1),
    };

    private static Task<Counts> CountAsync(ClinicSite site) => site.InDatabaseAsync(async db => new Counts(
        await db.Appointments.CountAsync(),
        await db.Outbox.CountAsync(),
        await db.Audit.CountAsync(),
        await db.Appointments.SumAsync(a => a.Version)));

    private readonly record struct Counts(int Appointments, int Mails, int Audit, long Versions)
    {
        public static Counts None => default;

        public Counts Since(Counts before) =>
            new(Appointments - before.Appointments, Mails - before.Mails, Audit - before.Audit, Versions - before.Versions);
    }
}
