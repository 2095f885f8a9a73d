using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

public sealed class RandomFaultTests
{
    private const string Password = "four unrelated heron words";
    private const double Share = 0.05;

    [Fact]
    public async Task FL11_random_faults_in_one_call_of_twenty_break_nothing_let_nobody_in_and_show_a_plain_page()
    {
        var (requests, failed, planted) = (0, 0, 0);
        foreach (var seed in Profile.Seeds(1, 20))
        {
            await Profile.WithSeedAsync(seed, async random =>
            {
                var faults = new RandomFaults(random.Next());
                await using var site = await BookingSteps.BusySiteAsync(with: s => s.WithServices = services =>
                {
                    services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(faults.Commands, faults.Commits));
                    services.AddSingleton<IMailTransport>(p => new FaultyPickup(ActivatorUtilities.CreateInstance<PickupFolderTransport>(p), faults));
                });
                var run = new Journey(site, random);
                await run.PrepareAsync();
                faults.Share = Share;
                for (var step = 0; step < Profile.Of(quick: 120, full: 300); step++)
                {
                    await run.StepAsync();
                    await DispatchAsync(site);
                }

                faults.Share = 0;
                await run.EndAsync();
                Assert.Empty(await site.InDatabaseAsync(db => DatabaseCheck.FaultsAsync(db, TestContext.Current.CancellationToken)));
                (requests, failed, planted) = (requests + run.Requests, failed + run.Failed, planted + faults.Thrown);
            });
        }

        Assert.True(planted > 20, $"{planted}");
        Profile.Figure("FL11", $"{planted} faults in {requests} requests: {failed} plain pages with a reference, 0 invariants broken, 0 let in by error");
    }

    /// <summary>The worker would do this; its own faults are logged and tried again.</summary>
    private static async Task DispatchAsync(ClinicSite site)
    {
        try
        {
            await site.Services.GetRequiredService<OutboxDispatcher>().DispatchOnceAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (RandomFaults.IsPlanted(e))
        {
            // The next round finds the rows again.
        }
    }

    /// <summary>Visitors who book, move and cancel, staff who work, and strangers who try to come in, one step at a time.</summary>
    private sealed class Journey(ClinicSite site, Random random)
    {
        private readonly List<(string Page, Form? Form)> _visits = [];
        private readonly HttpClient _visitor = site.Visitor();
        private readonly HttpClient _stranger = site.Visitor();
        private HttpClient _staff = null!;
        private ClinicUser _user = null!;
        private Page _details = null!;
        private Page _door = null!;
        private List<Instant> _times = [];

        public int Requests { get; private set; }

        public int Failed { get; private set; }

        public async Task PrepareAsync()
        {
            _user = await site.AddStaffAsync(StaffRoles.Administrator, Password);
            _staff = await site.SignInAsync(_user);
            _times = await BookingSteps.OfferedAsync(_visitor, BookingSteps.Video, new(2026, 12, 3), 50, "maya-okafor");
            _details = await BookingSteps.DetailsAsync(_visitor, BookingSteps.Video, _times[0], "maya-okafor");
            _door = await Page.GetAsync(_stranger, "/staff/sign-in");
        }

        public async Task StepAsync()
        {
            switch (random.Next(7))
            {
                case 0:
                case 1:
                    await BookAsync();
                    break;
                case 2 when _visits.Count > 0:
                    await ChangeAsync(_visits[random.Next(_visits.Count)].Page, $"/reschedule/confirm?start={StartText.Write(_times[random.Next(_times.Count)])}&practitioner=maya-okafor", "/reschedule");
                    break;
                case 3 when _visits.Count > 0:
                    await ChangeAsync(_visits[random.Next(_visits.Count)].Page, "/cancel", "/cancel");
                    break;
                case 4:
                    // Nobody comes in by a fault: not without signing in, not with a wrong password, not with a link that was never made.
                    Closed(await SeenAsync(Page.GetAsync(_stranger, "/staff/appointments")), "/staff/sign-in");
                    Closed(await SeenAsync(_door.Form("/staff/sign-in").Fill("Email", _user.Email!).Fill("Password", "wrong wrong wrong").SubmitAsync()), "(nowhere)");
                    Assert.NotEqual(HttpStatusCode.OK, (await SeenAsync(Page.GetAsync(_stranger, "/appointments/" + Secret.New()))).Status);
                    break;
                case 5:
                    await SeenAsync(Page.GetAsync(_staff, "/staff"));
                    await SeenAsync(Page.GetAsync(_staff, "/staff/appointments"));
                    break;
                default:
                    await SeenAsync(Page.GetAsync(_visitor, "/book/" + BookingSteps.Video));
                    break;
            }
        }

        /// <summary>With the faults over: every form that failed works when it is sent again, and has one effect.</summary>
        public async Task EndAsync()
        {
            foreach (var (_, form) in _visits.Where(v => v.Form is not null))
            {
                var answer = await form!.SubmitAsync();
                Assert.True(answer.Status is HttpStatusCode.Redirect or HttpStatusCode.Conflict, $"{answer.Status} {answer.Heading}");
            }

            var twice = await site.InDatabaseAsync(db => db.Appointments.GroupBy(a => a.ContactEmail).Where(g => g.Count() > 1).Select(g => g.Key).ToListAsync());
            Assert.Empty(twice);
        }

        private async Task BookAsync()
        {
            var form = BookingSteps.Filled(_details).Fill("Start", StartText.Write(_times[random.Next(_times.Count)])).Fill("Key", Guid.NewGuid().ToString("N"));
            var answer = await SeenAsync(form.SubmitAsync());
            if (answer.Location?.StartsWith("/appointments/", StringComparison.Ordinal) == true)
            {
                _visits.Add((answer.Location.Split('?')[0], form));
            }
            else if (answer.Status >= HttpStatusCode.InternalServerError)
            {
                var again = await SeenAsync(form.SubmitAsync());
                if (again.Location?.StartsWith("/appointments/", StringComparison.Ordinal) == true)
                {
                    _visits.Add((again.Location.Split('?')[0], form));
                }
            }
        }

        private async Task ChangeAsync(string visit, string page, string action)
        {
            var opened = await SeenAsync(Page.GetAsync(_visitor, visit + page));
            if (opened.Status == HttpStatusCode.OK && opened.Html.QuerySelector($"form[action='{visit}{action}']") is not null)
            {
                await SeenAsync(opened.Form(visit + action).SubmitAsync());
            }
        }

        private async Task<Page> SeenAsync(Task<Page> request)
        {
            var answer = await request;
            Requests++;
            if (answer.Status >= HttpStatusCode.InternalServerError)
            {
                Failed++;
                Assert.True(answer.Status is HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable, $"{answer.Status}");
                Assert.Matches("[0-9a-f]{32}", answer.Text);
                answer.NeverSays("planted").NeverSays("Exception").NeverSays("   at ");
            }

            return answer;
        }

        private static void Closed(Page answer, string door) => Assert.True(
            answer.Status is HttpStatusCode.UnprocessableEntity or >= HttpStatusCode.InternalServerError
            || answer.Location?.StartsWith(door, StringComparison.Ordinal) == true,
            $"{answer.Path} answered {answer.Status} {answer.Location}");
    }

    private sealed class FaultyPickup(IMailTransport inner, RandomFaults faults) : IMailTransport, IMailRound
    {
        private readonly IMailRound _round = inner.Begin();

        public IMailRound Begin() => this;

        public ValueTask DisposeAsync() => default;

        public Task<Delivery> SendAsync(Guid id, MimeMessage message, MailboxAddress recipient, CancellationToken cancellationToken)
        {
            if (faults.Draw())
            {
                throw new IOException("planted");
            }

            return _round.SendAsync(id, message, recipient, cancellationToken);
        }
    }

    /// <summary>Throws in a share of all that is asked of the database, before or after it is done.</summary>
    private sealed class RandomFaults
    {
        private readonly Random _random;
        private readonly StatementHooks _hooks;

        public RandomFaults(int seed)
        {
            _random = new(seed);
            _hooks = new(Throw, Throw);
        }

        public IInterceptor Commands => _hooks.Commands;

        public IInterceptor Commits => _hooks.Commits;

        public double Share { get; set; }

        public int Thrown { get; private set; }

        public static bool IsPlanted(Exception e) => e is PlantedFaultException or SqliteException or DatabaseBusyException or IOException || (e.InnerException is { } inner && IsPlanted(inner));

        public bool Draw()
        {
            lock (_random)
            {
                if (Share == 0 || _random.NextDouble() >= Share)
                {
                    return false;
                }

                Thrown++;
                return true;
            }
        }

        private void Throw()
        {
            if (Draw())
            {
                throw (Thrown % 3) switch
                {
                    0 => new SqliteException("planted", 10),
                    1 => new DatabaseBusyException("planted"),
                    _ => new PlantedFaultException("planted"),
                };
            }
        }
    }
}
