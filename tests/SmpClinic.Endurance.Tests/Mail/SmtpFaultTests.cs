using System.Globalization;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

public sealed class SmtpFaultTests
{
    private const int Bookings = 2;
    private const string Desk = "desk@clinic.example";

    public static Dictionary<string, string?> SettingsFor(SmtpSink sink, bool pinned = true, string security = "StartTls") => new(StringComparer.Ordinal)
    {
        ["Mail:Transport"] = "Smtp",
        ["Mail:Smtp:Host"] = "127.0.0.1",
        ["Mail:Smtp:Port"] = sink.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail:Smtp:Security"] = security,
        ["Mail:Smtp:CertificateSha256"] = pinned ? sink.CertificateSha256 : null,
        ["Mail:Smtp:User"] = sink.Credentials?.User,
        ["Mail:Smtp:Password"] = sink.Credentials?.Password,
    };

    [Fact]
    public async Task EM03_no_fault_of_a_mail_server_loses_a_message_or_doubles_it_where_the_reply_was_not_lost()
    {
        Assert.True(FaultTable.All.Count >= 24);
        Assert.Equal(FaultTable.All.Count, FaultTable.All.Select(f => f.Name).Distinct(StringComparer.Ordinal).Count());
        await using var sink = new SmtpSink { Credentials = ("clinic", "s3cret") };
        await using var bench = await MailBench.MakeAsync(SettingsFor(sink), realTransport: true);
        var failures = new List<string>();
        foreach (var fault in FaultTable.All)
        {
            try
            {
                await MeetAsync(bench, sink, fault);
            }
            catch (Xunit.Sdk.XunitException e)
            {
                failures.Add($"{fault.Name}: {e.Message}{Environment.NewLine}{e.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains("SmtpFaultTests", StringComparison.Ordinal))}");
            }

            await CleanAsync(bench, sink);
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        var fates = string.Join(", ", FaultTable.All.GroupBy(f => f.Fate).Select(g => $"{g.Count()} {g.Key}"));
        Profile.Figure("EM03", $"{FaultTable.All.Count} faults ({fates}): 0 lost, 0 doubled but for lost replies, each with its own Message-ID");
    }

    private static async Task MeetAsync(MailBench bench, SmtpSink sink, MailFault fault)
    {
        sink.Forget();
        sink.Fault = fault.Fault;
        sink.FaultOnlyFor = fault is { Fate: Fate.Dead, Fault.Stage: not SmtpStage.Mail } ? "@patient.example" : null;
        sink.Listen(fault.Fault is not null);
        var before = (await bench.OutboxAsync()).Select(m => m.Id).ToHashSet();
        for (var i = 0; i < Bookings; i++)
        {
            await bench.BookAsync(f => new BookingConfirmedEmail(f));
        }

        var ids = (await bench.OutboxAsync()).Select(m => m.Id).Except(before).ToHashSet();
        for (var minute = 0; minute < 4; minute++)
        {
            await RoundAsync(bench, sink);
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        if (fault.Fault is not null)
        {
            Assert.True(sink.FaultsMet > 0, "the fault was not met");
        }

        var during = await ReadAsync(bench, ids);
        Assert.All(during, m => Assert.Equal(StateDuring(fault.Fate), m.State));
        var copies = CopiesOf(sink);
        Assert.Equal(fault.Fate is Fate.LaterAgain or Fate.AtOnce, copies.Count > 0);
        if (fault.Fate == Fate.Dead)
        {
            Assert.All(during, m => Assert.NotNull(m.LastError));

            // Staff hear of it: one notice for all, where anything can be delivered.
            Assert.True(sink.FaultOnlyFor is null || sink.Messages.Count(m => m.To.Contains(Desk)) == 1, "the desk was not told");
        }

        sink.Fault = null;
        sink.Listen(true);
        foreach (var dead in during.Where(m => m.State == OutboxState.Dead))
        {
            Assert.True(await bench.Get<DeadLetters>().ResendAsync(dead.Id, null, "Desk", CancellationToken.None));
        }

        for (var minute = 0; minute < 65 && (await ReadAsync(bench, ids)).Any(m => m.State == OutboxState.Waiting); minute++)
        {
            await RoundAsync(bench, sink);
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.All(await ReadAsync(bench, ids), m => Assert.Equal(OutboxState.Sent, m.State));
        var (attempts, after) = (during.ToDictionary(m => Name(m.Id), m => m.Attempts, StringComparer.Ordinal), CopiesOf(sink));
        Assert.Equal(ids.Select(Name).Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        Assert.All(after, c => Assert.Equal(fault.Fate == Fate.LaterAgain ? attempts[c.Key] + 1 : 1, c.Value));
    }

    private static OutboxState StateDuring(Fate fate) => fate switch
    {
        Fate.Dead => OutboxState.Dead,
        Fate.AtOnce => OutboxState.Sent,
        _ => OutboxState.Waiting,
    };

    private static string Name(Guid id) => $"{id:N}@clinic.example";

    private static Dictionary<string, int> CopiesOf(SmtpSink sink) =>
        sink.Messages.Where(m => !m.To.Contains(Desk)).CountBy(m => m.Message.MessageId!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static async Task<List<OutboxMessage>> ReadAsync(MailBench bench, HashSet<Guid> ids) =>
        [.. (await bench.OutboxAsync()).Where(m => ids.Contains(m.Id))];

    /// <summary>Sends until nothing is due; while the server keeps somebody waiting, the clock runs.</summary>
    internal static async Task RoundAsync(MailBench bench, SmtpSink sink)
    {
        var round = Task.Run(() => bench.DrainAsync(), TestContext.Current.CancellationToken);
        while (!round.IsCompleted)
        {
            await Task.WhenAny(round, Task.Delay(5, TestContext.Current.CancellationToken));
            if (sink.IsHanging)
            {
                bench.Time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        await round;
    }

    private static async Task CleanAsync(MailBench bench, SmtpSink sink)
    {
        sink.Fault = null;
        sink.Listen(true);
        await bench.WriteAsync(async db =>
        {
            foreach (var left in db.Outbox.Where(m => m.State == OutboxState.Waiting || m.State == OutboxState.Dead))
            {
                left.State = OutboxState.Superseded;
            }

            db.RateCounters.RemoveRange(db.RateCounters);
            await db.SaveChangesAsync();
            return true;
        });
    }
}
