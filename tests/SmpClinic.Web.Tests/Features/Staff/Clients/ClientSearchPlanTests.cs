using System.Data;
using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff;
using SmpClinic.Web.Features.Staff.Clients;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

/// <summary>A search finds its rows by key on either database, however many clients there are.</summary>
public sealed partial class ClientSearchPlanTests
{
    [Fact]
    public async Task Whatever_is_typed_by_whomever_no_table_is_read_from_end_to_end()
    {
        var seen = new Recorded();
        await using var site = await ClinicSite.StartAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(seen)));
        await site.InDatabaseAsync(db =>
        {
            db.Clients.AddRange(Enumerable.Range(0, 1_010).Select(i => new Client { Name = $"Ottilie Number{i}", Email = $"o{i}@example.com", EmailNormalised = $"o{i}@example.com", Phone = "+441174960123", CreatedAt = site.Now }));
            return db.SaveChangesAsync();
        });
        await site.BookForAsync(await site.AddClientAsync("Ottilie Zzz"), StaffDiary.Thursday);
        foreach (var browser in new[] { await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya) })
        {
            foreach (var words in new[] { "o", "ottilie", "ottilie zzz", "0117 496 0123" })
            {
                seen.Take();
                await site.FindAsync(browser, words);

                // All but the page that the search starts from, which walks an index of dates from its end for twenty rows.
                var asked = seen.Take().Where(sql => sql.Contains("\"Client", StringComparison.Ordinal) && !sql.Contains("\"CreatedAt\" DESC", StringComparison.Ordinal)).ToList();
                Assert.NotEmpty(asked);
                foreach (var sql in asked)
                {
                    var plan = await PlanAsync(site, sql);
                    Assert.False(Scans().Matches(plan).Any(m => !plan.Contains("CO-ROUTINE " + m.Groups["what"].Value, StringComparison.Ordinal)), $"'{words}' reads a whole table:\n{sql}\n{plan}");
                    Assert.True(!sql.Contains("\"ClientTerms\"", StringComparison.Ordinal) || plan.Contains("USING PRIMARY KEY (Term>? AND Term<?)", StringComparison.Ordinal), plan);
                }
            }
        }
    }

    [Fact]
    public async Task On_sql_server_terms_are_a_range_of_the_key_with_no_function_on_a_column()
    {
        var seen = new Recorded();
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere;Database=none", compatibilityLevel: null, maxBatchSize: null);
        options.AddInterceptors(seen, new Nowhere());
        await using var db = new SqlServerClinicDb(options.Options);
        var search = new ClientSearch(db, Options.Create(new ClinicDetails()), new InjectedClock(new FakeTimeProvider(ClinicSite.Start)));

        await search.FindAsync(new(Guid.Empty, "Ada", StaffRoles.FrontDesk, null), "ottilie", TestContext.Current.CancellationToken);

        var terms = Assert.Single(seen.Take(), sql => sql.Contains("[ClientTerms]", StringComparison.Ordinal));
        Assert.Matches(@"\[c\]\.\[Term\] >= @\w+ AND \[c\]\.\[Term\] < @\w+", terms);
        Assert.DoesNotMatch(@"(CAST|CONVERT|OPENJSON|LEFT|SUBSTRING)\s*\(", terms);
    }

    private static Task<string> PlanAsync(ClinicSite site, string sql) => site.InDatabaseAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = (SqliteCommand)db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in Parameters().Matches(sql).Select(match => match.Value).Distinct(StringComparer.Ordinal))
        {
            command.Parameters.AddWithValue(name, 1);
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(3));
        }

        return string.Join('\n', plan);
    });

    /// <summary>A table read from end to end; an index read so is as bad. The few rows of a subquery are neither.</summary>
    [GeneratedRegex(@"SCAN (?<what>[cao][0-9]*)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scans();

    [GeneratedRegex(@"@\w+", RegexOptions.None, 1000)]
    private static partial Regex Parameters();

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

    /// <summary>Stands where the server would be: takes every query and finds nothing.</summary>
    private sealed class Nowhere : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            new(InterceptionResult.Suppress());

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            using var nothing = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
            nothing.Columns.Add("c0");
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
        }
    }
}
