using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

/// <summary>A page of times costs the same few range queries however long the window and however full the diary.</summary>
public sealed class QueryPlanTests
{
    [Fact]
    public async Task A_month_of_times_takes_as_many_queries_as_a_day_and_each_finds_its_rows_by_key()
    {
        var seen = new Recorded();
        await using var site = await BusySiteAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(seen)));
        var browser = site.Visitor();
        await OfferedAsync(browser, OnRequest, new(2026, 12, 8), 1);
        var first = seen.Take();
        await OfferedAsync(browser, OnRequest, new(2026, 12, 8), 1);
        var day = seen.Take();
        await OfferedAsync(browser, OnRequest, new(2026, 12, 8), 31);
        var month = seen.Take();

        Assert.Equal(day.Count, month.Count);
        Assert.True(day.Count < first.Count, "What is laid down is read once.");
        Assert.InRange(month.Count, 1, 2);
        var claims = Assert.Single(month, sql => sql.Contains("ClaimedCells", StringComparison.Ordinal));
        Assert.Contains("USING PRIMARY KEY (ResourceId=? AND Cell>? AND Cell<?)", await PlanAsync(site, claims), StringComparison.Ordinal);
        foreach (var sql in month)
        {
            Assert.DoesNotContain("SCAN Appointments", await PlanAsync(site, sql), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_sql_server_claimed_cells_are_a_range_of_the_key_with_no_function_on_a_column()
    {
        var seen = new Recorded();
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere;Database=none", compatibilityLevel: null, maxBatchSize: null);
        options.AddInterceptors(seen, new Unreachable());
        await using var db = new SqlServerClinicDb(options.Options);
        var service = Service();
        var calendar = new ClinicCalendar(DateTimeZoneProviders.Tzdb["Europe/London"]);

        await new Diary(calendar).ReadAsync(
            db, service, service.RulesForVisitors, new(2026, 12, 1), new(2026, 12, 31), Instant.FromUtc(2026, 12, 1, 9, 0), own: null, only: null, TestContext.Current.CancellationToken);

        var all = seen.Take();
        Assert.InRange(all.Count, 1, 6);
        var claims = Assert.Single(all, sql => sql.Contains("[ClaimedCells]", StringComparison.Ordinal));
        Assert.Matches(@"\[c\]\.\[ResourceId\] IN \(@", claims);
        Assert.Matches(@"\[c\]\.\[Cell\] >= @\w+ AND \[c\]\.\[Cell\] < @\w+", claims);
        Assert.DoesNotMatch(@"(CAST|CONVERT|DATE\w*|OPENJSON)\s*\(", claims);
    }

    private static Service Service()
    {
        var service = new Service
        {
            Slug = "s",
            Name = "S",
            Summary = "S",
            LengthMinutes = 30,
            HorizonDays = 60,
            Currency = "GBP",
            WhatToBring = "-",
            Mode = VisitMode.InPerson,
        };
        service.Practitioners.AddRange([new() { Id = 1, Name = "A", Slug = "a", Role = "r" }, new() { Id = 2, Name = "B", Slug = "b", Role = "r" }]);
        service.Rooms.Add(new() { Id = 3, Name = "R" });
        return service;
    }

    private static Task<string> PlanAsync(ClinicSite site, string sql) => site.InDatabaseAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (System.Text.RegularExpressions.Match name in System.Text.RegularExpressions.Regex.Matches(sql, @"@\w+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            if (!command.Parameters.Contains(name.Value))
            {
                command.Parameters.AddWithValue(name.Value, 1);
            }
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(3));
        }

        return string.Join('\n', plan);
    });

    private sealed class Recorded : DbCommandInterceptor
    {
        private readonly List<string> _sql = [];

        public List<string> Take()
        {
            lock (_sql)
            {
                var taken = _sql.ToList();
                _sql.Clear();
                return taken;
            }
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            lock (_sql)
            {
                _sql.Add(command.CommandText);
            }

            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }

    /// <summary>Stands where the server would be: takes every query and finds nothing, in as many columns as any query of ours has.</summary>
    private sealed class Unreachable : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            new(InterceptionResult.Suppress());

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            using var nothing = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
            foreach (var column in Enumerable.Range(0, 40))
            {
                nothing.Columns.Add("c" + column.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return new(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
        }
    }
}
