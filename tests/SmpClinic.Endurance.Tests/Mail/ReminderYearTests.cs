using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Notifications.Emails;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>
/// More than a year of reminders, by a clock that the test moves from one thing that happens to the next. Beside the program a
/// plain list says what has to happen to each reminder; at the end the two are compared.
/// </summary>
public sealed class ReminderYearTests
{
    private const int Days = 400;
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    [Fact]
    public async Task EM11_in_four_hundred_days_every_reminder_that_is_due_goes_out_once_and_no_other()
    {
        foreach (var seed in Profile.Seeds(quick: 1, full: 20))
        {
            await Profile.WithSeedAsync(seed, async random => await new Year(random).RunAsync());
        }
    }

    internal static Task<Guid> BookAsync(MailBench bench, Instant start) => bench.WriteAsync(async db =>
    {
        var appointment = await bench.AddAsync(db, AppointmentStatus.Confirmed, start, change: null);
        ReminderSchedule.Plan(db, appointment, bench.Now);
        return appointment.Id;
    });

    private sealed record Owed(Guid Appointment, ReminderKind Kind, int Version, Instant Due, Instant Start);

    private sealed record Live(Guid Id, Instant Start, int Version);

    private sealed class Year(Random random)
    {
        private readonly List<Owed> _owed = [];
        private readonly List<(Owed Reminder, Instant At)> _sent = [];
        private readonly Dictionary<Guid, Live> _live = [];
        private readonly HashSet<int> _offsets = [];
        private int _dropped, _moves, _cancels, _restarts, _cut, _outages;
        private MailBench _bench = null!;

        public async Task RunAsync()
        {
            await using var bench = _bench = await MailBench.MakeAsync();
            Node[] nodes = [new(bench), new(bench)];
            var end = bench.Now + Duration.FromDays(Days);
            var (nextAct, downUntil, tick) = (bench.Now, bench.Now, 0);
            while (bench.Now < end)
            {
                var next = _owed.Select(o => o.Due).Where(d => d > bench.Now).Append(nextAct).Append(downUntil > bench.Now ? downUntil : end).Append(end).Min();
                bench.Time.SetUtcNow((next + Duration.FromMinutes(random.Next(1, 25))).ToDateTimeOffset());
                if (bench.Now >= nextAct)
                {
                    await ActAsync();
                    nextAct = bench.Now + Duration.FromMinutes(random.Next(60, 30 * 60));
                    if (random.Next(8) == 0 && downUntil < bench.Now)
                    {
                        _outages++;
                        downUntil = bench.Now + Duration.FromMinutes(random.Next(30, 60 * 60));
                    }
                }

                if (bench.Now < downUntil)
                {
                    continue;
                }

                if (++tick % 4 == 0)
                {
                    _restarts++;
                    nodes[random.Next(2)] = new(bench);
                }

                await RoundsAsync(nodes);
                Settle();
            }

            await CompareAsync();
        }

        private async Task ActAsync()
        {
            var choice = random.Next(10);
            if (choice < 6 || _live.Count == 0)
            {
                var start = SomeStart();
                var id = await BookAsync(_bench, start);
                Owe(new(id, start, 0));
                return;
            }

            var live = _live.Values.ElementAt(random.Next(_live.Count));
            if (choice < 8)
            {
                _moves++;
                var moved = live with { Start = SomeStart(), Version = live.Version + 1 };
                await _bench.WriteAsync(async db =>
                {
                    var appointment = await db.Appointments.SingleAsync(a => a.Id == live.Id);
                    (appointment.Start, appointment.End, appointment.TimeVersion) = (moved.Start, moved.Start + Duration.FromMinutes(45), moved.Version);
                    ReminderSchedule.Plan(db, appointment, _bench.Now);
                    return true;
                });
                Owe(moved);
                return;
            }

            _cancels++;
            await _bench.ChangeAsync(live.Id, a => a.Status = AppointmentStatus.Cancelled, email: null);
            _live.Remove(live.Id);
        }

        // In the clinic's hours by its own clock, on both sides of both changes.
        private Instant SomeStart()
        {
            var date = (_bench.Now + Duration.FromDays(random.Next(1, 16))).InZone(London).Date;
            return London.AtLeniently(date.At(new LocalTime(random.Next(9, 18), random.Next(12) * 5))).ToInstant();
        }

        private void Owe(Live live)
        {
            _live[live.Id] = live;
            _offsets.Add(London.GetUtcOffset(live.Start).Seconds);
            foreach (var (kind, ahead) in new[] { (ReminderKind.TwoDaysBefore, 48), (ReminderKind.ThreeHoursBefore, 3) })
            {
                var due = live.Start - Duration.FromHours(ahead);
                if (due > _bench.Now)
                {
                    _owed.Add(new(live.Id, kind, live.Version, due, live.Start));
                }
            }
        }

        private async Task RoundsAsync(Node[] nodes)
        {
            // Now and then one is stopped in the middle of its work.
            using var stop = new CancellationTokenSource();
            var at = random.Next(6);
            _bench.Transport.Answer = async (_, _) =>
            {
                if (at-- == 0)
                {
                    await stop.CancelAsync();
                }

                return Delivery.Done;
            };
            await Task.WhenAll(Task.Run(() => nodes[0].RoundAsync(stop.Token)), Task.Run(() => nodes[1].RoundAsync(CancellationToken.None)));
            if (stop.IsCancellationRequested)
            {
                _cut++;
                nodes[0] = new(_bench);
            }

            // What the one put back the other finds at its next look.
            await nodes[0].RoundAsync(CancellationToken.None);
        }

        private void Settle()
        {
            foreach (var owed in _owed.Where(o => o.Due <= _bench.Now).ToList())
            {
                _owed.Remove(owed);
                var useless = owed.Start - (owed.Kind == ReminderKind.TwoDaysBefore ? Duration.FromHours(24) : Duration.FromMinutes(30));
                if (_live.TryGetValue(owed.Appointment, out var live) && live.Version == owed.Version && _bench.Now < useless)
                {
                    _sent.Add((owed, _bench.Now));
                }
                else
                {
                    _dropped++;
                }
            }

            foreach (var past in _live.Values.Where(l => l.Start < _bench.Now).ToList())
            {
                _live.Remove(past.Id);
            }
        }

        private async Task CompareAsync()
        {
            Assert.Equal([0, 3600], _offsets.Order());
            var rows = await _bench.OutboxAsync();
            Assert.All(rows, m => Assert.Equal((nameof(AppointmentReminderEmail), OutboxState.Sent), (m.Kind, m.State)));
            Assert.Equal(
                _sent.Select(s => (s.At, s.Reminder.Appointment)).Order(),
                rows.Select(m => (m.CreatedAt, m.AppointmentId!.Value)).Order());
            Assert.Equal(rows.Select(m => m.Id).Order(), _bench.Transport.Sent.Select(s => s.Id).Order());
            var subjects = _bench.Transport.Sent.ToDictionary(s => s.Id, s => s.Message.Subject!);
            foreach (var row in rows)
            {
                var reminder = _sent.First(s => s.Reminder.Appointment == row.AppointmentId && s.At == row.CreatedAt).Reminder;
                Assert.Contains(ClockTime(reminder.Start), subjects[row.Id], StringComparison.Ordinal);
            }

            await using var db = await _bench.OpenAsync();
            var states = await db.Reminders.CountByAsync();
            Assert.Equal(_sent.Count, states.GetValueOrDefault(ReminderState.Queued));
            Assert.Equal(_dropped, states.GetValueOrDefault(ReminderState.Dropped));
            Assert.Equal(_dropped, await db.Audit.CountAsync(a => a.Action == "reminder.dropped"));
            Assert.True(_sent.Count > 100 && _dropped > 20 && _moves > 10 && _cancels > 10 && _outages > 5 && _cut > 10, Figures());
            Profile.Figure("EM11", Figures());
        }

        private string Figures() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Days} days: {_sent.Count} reminders due and sent once each, {_dropped} dropped and recorded; {_moves} moves, {_cancels} cancellations, {_restarts} restarts, {_cut} cut in mid-work, {_outages} outages, both changes of the clocks");

        private static string ClockTime(Instant start)
        {
            var time = start.InZone(London).TimeOfDay;
            var hour = time.ClockHourOfHalfDay.ToString(CultureInfo.InvariantCulture);
            return hour + (time.Minute == 0 ? "" : ":" + time.Minute.ToString("00", CultureInfo.InvariantCulture)) + (time.Hour < 12 ? "am" : "pm");
        }
    }

    /// <summary>What one process remembers of mail; a restart makes a new one.</summary>
    private sealed class Node(MailBench bench)
    {
        private readonly ReminderDispatcher _reminders = ActivatorUtilities.CreateInstance<ReminderDispatcher>(bench.Get<IServiceProvider>());
        private readonly OutboxDispatcher _outbox = bench.NewDispatcher();

        public async Task RoundAsync(CancellationToken stopping)
        {
            try
            {
                while (await _reminders.DispatchOnceAsync(stopping) > 0)
                {
                    // More may be due.
                }

                while (await _outbox.DispatchOnceAsync(stopping) > 0)
                {
                    // More may be due.
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Stopped in the middle.
            }
        }
    }
}

internal static class ReminderCounts
{
    public static Task<Dictionary<ReminderState, int>> CountByAsync(this IQueryable<Reminder> reminders) =>
        reminders.GroupBy(r => r.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count);
}
