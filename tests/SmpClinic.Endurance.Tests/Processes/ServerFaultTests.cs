using System.Net;
using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>
/// No SQL Server is here. Its own errors are thrown at a site on SQLite that runs under SQL Server's own retrying strategy, with
/// the settings of the product: what is shown is our handling of them, not the server's behaviour.
/// </summary>
public sealed class ServerFaultTests
{
    private const int Deadlock = 1205;
    private const int ConnectionReset = 10054;
    private const int SqliteFull = 13;

    [Fact]
    public async Task FL12_a_deadlock_at_any_statement_is_tried_again_and_nobody_sees_it()
    {
        var statements = await AtEveryStatementAsync(() => ServerError(Deadlock), after: false);
        Profile.Figure("FL12", $"error 1205 before each of {statements} statements of a booking: booked once, seen by nobody (SQL Server's own errors under its own strategy, on SQLite)");
    }

    [Fact]
    public async Task FL12_a_deadlock_that_comes_four_times_ends_in_an_orderly_503()
    {
        var faults = new PlannedFaults(() => ServerError(Deadlock));
        await using var site = await SiteAsync(faults, retries: true);
        var form = (await FormsAsync(site))[0];
        faults.Plan(at: 4, after: false, times: 4, everyRun: true);
        var answer = await form.SubmitAsync();
        answer.Is(HttpStatusCode.ServiceUnavailable).Says("Nothing was changed");
        Assert.Equal(0, await CountAsync(site));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FL03_a_connection_cut_at_any_statement_or_at_the_commit_books_once(bool after)
    {
        var statements = await AtEveryStatementAsync(() => ServerError(ConnectionReset), after);
        Profile.Figure("FL03", $"connection cut {(after ? "after" : "before")} each of {statements} statements, the commit among them: booked once, an unknown commit settled by its id");
    }

    [Fact]
    public async Task FL02_a_disk_that_is_full_at_any_statement_leaves_nothing_half_done_and_says_so_plainly()
    {
        var faults = new PlannedFaults(() => new SqliteException("database or disk is full", SqliteFull));
        await using var site = await SiteAsync(faults, retries: false);
        var forms = await FormsAsync(site);
        var refused = 0;
        for (var k = 1; ; k++)
        {
            faults.Plan(k, after: false, times: 1);
            var answer = await forms[k].SubmitAsync();
            var fired = faults.Fired;
            faults.Clear();
            if (!fired)
            {
                answer.Is(HttpStatusCode.Redirect);
                break;
            }

            answer.Is(HttpStatusCode.ServiceUnavailable).Says("send it again");
            Assert.NotNull(answer.Response.Headers.RetryAfter);
            Assert.Equal(refused, await CountAsync(site));
            await BookingSteps.DiaryIsSoundAsync(site);
            (await forms[k].SubmitAsync()).Is(HttpStatusCode.Redirect);
            refused++;
            Assert.Equal(refused, await CountAsync(site));
        }

        Assert.True(refused > 6, $"{refused}");
        Profile.Figure("FL02", $"disk full at each of {refused} statements: 503 in plain words, nothing half done, the same form books afterwards");
    }

    [Fact]
    public void FL12_the_product_asks_sql_server_again_three_times_and_knows_these_errors_as_passing()
    {
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere.example;Database=Clinic", null, null);
        using var db = new SqlServerClinicDb(options.Options);
        var strategy = Assert.IsType<SqlServerRetryingExecutionStrategy>(db.Database.CreateExecutionStrategy());
        var passing = typeof(SqlServerRetryingExecutionStrategy).GetMethod("ShouldRetryOn", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.All([Deadlock, ConnectionReset], number => Assert.Equal(true, passing.Invoke(strategy, [ServerError(number)])));
        Assert.True(DbErrors.IsBusy(ServerError(Deadlock)));
        Assert.True(DbErrors.IsAway(ServerError(ConnectionReset)));
    }

    private static async Task<int> AtEveryStatementAsync(Func<Exception> fault, bool after)
    {
        var faults = new PlannedFaults(fault);
        await using var site = await SiteAsync(faults, retries: true);
        var forms = await FormsAsync(site);
        for (var k = 1; ; k++)
        {
            faults.Plan(k, after, times: 1);
            var answer = await forms[k].SubmitAsync();
            var fired = faults.Fired;
            faults.Clear();

            // A reading outside the unit of work is not retried by it; the visitor is asked to send the form again.
            if (answer.Status == HttpStatusCode.ServiceUnavailable)
            {
                Assert.True(fired);
                Assert.Equal(k - 1, await CountAsync(site));
                answer = await forms[k].SubmitAsync();
            }

            answer.Is(HttpStatusCode.Redirect);
            Assert.Equal(k, await CountAsync(site));
            await BookingSteps.DiaryIsSoundAsync(site);
            if (!fired)
            {
                Assert.True(k > 8, $"Only {k} statements were met.");
                return k - 1;
            }
        }
    }

    private static Task<ClinicSite> SiteAsync(PlannedFaults faults, bool retries) => BookingSteps.BusySiteAsync(with: site => site.WithServices = services =>
        services.ConfigureDbContext<SqliteClinicDb>(options =>
        {
            options.AddInterceptors(faults.Commands, faults.Commits);
            if (retries)
            {
                options.UseSqlite(sqlite => sqlite.ExecutionStrategy(d => new SqlServerRetryingExecutionStrategy(d, 3, TimeSpan.FromMilliseconds(20), null)));
            }
        }));

    /// <summary>Forms for times that do not meet.</summary>
    private static async Task<List<Form>> FormsAsync(ClinicSite site)
    {
        var browser = site.Visitor();
        var times = await BookingSteps.OfferedAsync(browser, BookingSteps.Video, new(2026, 12, 3), 60, "maya-okafor");
        var apart = times.Where((_, i) => i % 4 == 0).ToList();
        var page = await BookingSteps.DetailsAsync(browser, BookingSteps.Video, apart[0], "maya-okafor");
        return apart.ConvertAll(start => BookingSteps.Filled(page).Fill("Start", SmpClinic.Web.Features.Booking.StartText.Write(start)).Fill("Key", Guid.NewGuid().ToString("N")));
    }

    private static Task<int> CountAsync(ClinicSite site) => site.InDatabaseAsync(db => db.Appointments.CountAsync());

    /// <summary>An error as the server's client makes it; it has no public way to.</summary>
    private static SqlException ServerError(int number)
    {
        const BindingFlags Inside = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;
        var constructor = typeof(SqlError).GetConstructors(Inside).OrderBy(c => c.GetParameters().Length).First(c => c.GetParameters().Length >= 8);
        var arguments = constructor.GetParameters().Select(p => p.Name switch
        {
            "infoNumber" => number,
            _ when p.ParameterType == typeof(string) => "planted",
            _ when p.ParameterType.IsValueType => Activator.CreateInstance(p.ParameterType),
            _ => null,
        }).ToArray();
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", Inside)!.Invoke(errors, [constructor.Invoke(arguments)]);
        var create = typeof(SqlException).GetMethods(Inside).First(m => m.Name == "CreateException" && m.GetParameters() is [var first, var second]
            && first.ParameterType == typeof(SqlErrorCollection) && second.ParameterType == typeof(string));
        return (SqlException)create.Invoke(null, [errors, "16.0.0"])!;
    }

    /// <summary>Throws at the k-th thing asked of the database, once or several times running.</summary>
    private sealed class PlannedFaults
    {
        private readonly Func<Exception> _fault;
        private readonly StatementHooks _hooks;
        private int _at = int.MaxValue;
        private int _met;
        private bool _after;
        private bool _everyRun;
        private int _times;

        public PlannedFaults(Func<Exception> fault)
        {
            _fault = fault;
            _hooks = new(() => Meet(after: false), () => Meet(after: true));
        }

        public IInterceptor Commands => _hooks.Commands;

        public IInterceptor Commits => _hooks.Commits;

        public bool Fired { get; private set; }

        /// <param name="at">The k-th, counted from 1.</param>
        /// <param name="after">After it has been done, or before.</param>
        /// <param name="times">How often.</param>
        /// <param name="everyRun">Whether all that follow fail too, until it has happened so often.</param>
        public void Plan(int at, bool after, int times, bool everyRun = false) => (_at, _after, _times, _everyRun, _met, Fired) = (at, after, times, everyRun, 0, false);

        public void Clear() => _at = int.MaxValue;

        private void Meet(bool after)
        {
            if (_at == int.MaxValue || after != _after)
            {
                return;
            }

            _met++;
            if (_times > 0 && (_everyRun ? _met >= _at : _met == _at))
            {
                _times--;
                Fired = true;
                throw _fault();
            }
        }
    }
}
