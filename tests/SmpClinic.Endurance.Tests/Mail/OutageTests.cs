using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Notifications.Emails;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Mail;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Endurance.Tests.Mail;

/// <summary>A mail server that is gone for a day.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData(DeliveryEnd.Unavailable)]
    [InlineData(DeliveryEnd.Interrupted)]
    [InlineData(DeliveryEnd.Deferred)]
    public async Task FL04_after_a_day_without_mail_everything_leaves_within_a_quarter_of_an_hour_and_the_last_word_is_the_latest(DeliveryEnd trouble)
    {
        var bookings = Profile.Of(quick: 120, full: 500);
        var random = new Random(4);
        await using var bench = await MailBench.MakeAsync();
        bench.Transport.Answer = (_, _) => Task.FromResult(new Delivery(trouble, "no"));
        OutboxDispatcher[] nodes = [bench.NewDispatcher(), bench.NewDispatcher()];
        var reminders = bench.Get<ReminderDispatcher>();
        var booked = new List<Guid>();
        var step = Profile.Of(quick: 5, full: 1);
        for (var minute = 0; minute < 24 * 60; minute += step)
        {
            while (booked.Count < bookings * minute / (24 * 60))
            {
                booked.Add(await BookAsync(bench, bench.Now + Duration.FromMinutes(random.Next(4 * 60, 72 * 60))));
                await ChangeSomeAsync(bench, booked, random);
            }

            await reminders.DispatchOnceAsync(CancellationToken.None);
            await bench.DrainAsync(nodes[minute % 2]);
            bench.Time.Advance(TimeSpan.FromMinutes(step));
        }

        Assert.Empty(bench.Transport.Sent);
        bench.Transport.Answer = null;
        var back = bench.Now;
        while ((await WaitingAsync(bench)) > 0 && bench.Now < back + Duration.FromHours(2))
        {
            await reminders.DispatchOnceAsync(CancellationToken.None);
            await bench.DrainAsync(nodes[0]);
            await bench.DrainAsync(nodes[1]);
            bench.Time.Advance(TimeSpan.FromSeconds(15));
        }

        var took = bench.Now - back;
        Assert.True(took <= Duration.FromMinutes(15), $"It took {took}.");
        var rows = await bench.OutboxAsync();
        Assert.DoesNotContain(rows, m => m.State is OutboxState.Waiting or OutboxState.Dead);
        Assert.Equal(bench.Transport.Sent.Count, bench.Transport.Sent.DistinctBy(s => s.Id).Count());
        var (late, dropped) = await LastWordsAsync(bench, booked, rows, back);
        Profile.Figure("FL04", string.Create(CultureInfo.InvariantCulture, $"24 h of {trouble}, {booked.Count} bookings: {bench.Transport.Sent.Count} sent and {rows.Count(m => m.State == OutboxState.Superseded)} superseded (of them {dropped} reminders too late), all within {took.TotalMinutes:0.##} min of the return; {late} useless reminders sent"));
    }

    [Fact]
    public async Task FL04_bookings_on_the_site_go_on_while_the_mail_server_is_gone()
    {
        var bookings = Profile.Of(quick: 40, full: 500);
        await using var sink = new SmtpSink();
        sink.Listen(false);
        await using var site = await BookingSteps.BusySiteAsync(with: s =>
        {
            foreach (var (key, value) in SmtpFaultTests.SettingsFor(sink, pinned: false, security: "None").Where(v => v.Value is not null))
            {
                s.Settings[key] = value!;
            }
        });
        var dispatcher = site.Services.GetRequiredService<OutboxDispatcher>();
        var browser = site.Visitor();
        var times = await TimesAsync(browser, bookings);
        foreach (var (service, practitioner, time) in times)
        {
            var page = await BookingSteps.DetailsAsync(browser, service, time, practitioner);
            var answer = await BookingSteps.Filled(page).SubmitAsync();
            Assert.True(answer.Location?.StartsWith("/appointments/", StringComparison.Ordinal), $"{(int)answer.Status} {answer.Text}");
            await DrainAsync(dispatcher);
            site.Clock.Advance(TimeSpan.FromMinutes(24 * 60.0 / bookings));
        }

        Assert.Empty(sink.Messages);
        sink.Listen(true);
        var polls = 0;
        while (await site.InDatabaseAsync(db => db.Outbox.AnyAsync(m => m.State == OutboxState.Waiting)) && polls++ < 400)
        {
            await DrainAsync(dispatcher);
            site.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.True(polls <= 60, $"{polls} polls of 15 s");
        var sent = await site.InDatabaseAsync(db => db.Outbox.CountAsync(m => m.State == OutboxState.Sent));
        Assert.Equal(sent, sink.Messages.Count);
        Assert.Equal(sent, sink.Messages.DistinctBy(m => m.Message.MessageId).Count());
        Assert.True(sent >= 2 * bookings);
        Profile.Figure("FL04", string.Create(CultureInfo.InvariantCulture, $"{bookings} bookings through the site in 24 h without a mail server: 0 failed; {sent} messages left within {polls * 0.25:0.##} min of its return"));
    }

    private static async Task<List<(string Service, string Practitioner, Instant Time)>> TimesAsync(HttpClient browser, int count)
    {
        var found = new List<(string, string, Instant)>();
        foreach (var practitioner in (string[])["maya-okafor", "tom-hale"])
        {
            var last = Instant.MinValue;
            foreach (var time in await BookingSteps.OfferedAsync(browser, BookingSteps.Video, new LocalDate(2026, 12, 4), 60, practitioner))
            {
                if (last == Instant.MinValue || time - last >= Duration.FromMinutes(45))
                {
                    found.Add((BookingSteps.Video, practitioner, time));
                    last = time;
                }
            }
        }

        Assert.True(found.Count >= count, $"Only {found.Count} times are offered.");
        return found[..count];
    }

    private static async Task DrainAsync(OutboxDispatcher dispatcher)
    {
        while (await dispatcher.DispatchOnceAsync(CancellationToken.None) > 0)
        {
            // More may be due.
        }
    }

    private static Task<Guid> BookAsync(MailBench bench, Instant start) => bench.WriteAsync(async db =>
    {
        var appointment = await bench.AddAsync(db, AppointmentStatus.Confirmed, start, change: null);
        ReminderSchedule.Plan(db, appointment, bench.Now);
        await bench.Notifications.QueueForClientAsync(db, appointment, f => new BookingConfirmedEmail(f), bench.Now, CancellationToken.None);
        await bench.Notifications.QueueForClinicAsync(db, appointment, f => new NewRequestNotice(f), bench.Now, CancellationToken.None);
        return appointment.Id;
    });

    private static async Task ChangeSomeAsync(MailBench bench, List<Guid> booked, Random random)
    {
        var id = booked[random.Next(booked.Count)];
        switch (random.Next(5))
        {
            case 0:
                await bench.WriteAsync(async db =>
                {
                    var a = await db.Appointments.Include(x => x.Service).Include(x => x.Practitioner).Include(x => x.Room).SingleAsync(x => x.Id == id);
                    if (a.Status == AppointmentStatus.Confirmed)
                    {
                        (a.Start, a.End) = (a.Start + Duration.FromHours(2), a.End + Duration.FromHours(2));
                        (a.CalendarSequence, a.TimeVersion) = (a.CalendarSequence + 1, a.TimeVersion + 1);
                        ReminderSchedule.Plan(db, a, bench.Now);
                        await bench.Notifications.QueueForClientAsync(db, a, f => new AppointmentMovedEmail(f), bench.Now, CancellationToken.None);
                    }

                    return true;
                });
                break;
            case 1:
                await bench.WriteAsync(async db =>
                {
                    var a = await db.Appointments.Include(x => x.Service).Include(x => x.Practitioner).Include(x => x.Room).SingleAsync(x => x.Id == id);
                    if (a.Status == AppointmentStatus.Confirmed)
                    {
                        (a.Status, a.CalendarSequence) = (AppointmentStatus.Cancelled, a.CalendarSequence + 1);
                        await bench.Notifications.QueueForClientAsync(db, a, f => new AppointmentCancelledEmail(f), bench.Now, CancellationToken.None);
                    }

                    return true;
                });
                break;
            default:
                break;
        }
    }

    private static async Task<int> WaitingAsync(MailBench bench)
    {
        await using var db = await bench.OpenAsync();
        return await db.Outbox.CountAsync(m => m.State == OutboxState.Waiting);
    }

    /// <summary>What each client heard: in order, ending with how the appointment stands; and no reminder that came too late.</summary>
    private static async Task<(int Late, int Dropped)> LastWordsAsync(MailBench bench, List<Guid> booked, IReadOnlyList<OutboxMessage> rows, Instant back)
    {
        await using var db = await bench.OpenAsync();
        var appointments = await db.Appointments.AsNoTracking().ToDictionaryAsync(a => a.Id);
        var sent = bench.Transport.Sent.ToDictionary(s => s.Id);
        foreach (var id in booked)
        {
            var heard = rows.Where(m => m.AppointmentId == id && m.Audience == MailAudience.Client && m.State == OutboxState.Sent)
                .OrderBy(m => m.StreamNumber).Select(m => SequenceOf(sent[m.Id])).ToList();
            Assert.Equal(heard.Order(), heard);
            Assert.Equal(appointments[id].CalendarSequence, heard[^1]);

            // A reminder may be dropped; the news before it may not be lost with it.
            var news = rows.Where(m => m.AppointmentId == id && m.Audience == MailAudience.Client && m.Kind is not nameof(AppointmentReminderEmail)).ToList();
            Assert.Equal(OutboxState.Sent, news.MaxBy(m => m.StreamNumber)!.State);
            Assert.Equal(1, news.Count(m => m.State == OutboxState.Sent));
        }

        var sentReminders = rows.Where(m => m is { State: OutboxState.Sent, Kind: nameof(AppointmentReminderEmail) }).ToList();
        var late = sentReminders.Count(m => m.SentAt >= appointments[m.AppointmentId!.Value].Start - Duration.FromMinutes(30));
        Assert.Equal(0, late);
        var dropped = rows.Count(m => m.LastError is "too late to be useful");
        Assert.Equal(dropped, await db.Audit.CountAsync(a => a.Action == "mail.dropped"));
        return (late, dropped);
    }

    private static int SequenceOf(Left left)
    {
        var line = left.Calendar!.Split("\r\n").Single(l => l.StartsWith("SEQUENCE:", StringComparison.Ordinal));
        return int.Parse(line["SEQUENCE:".Length..], CultureInfo.InvariantCulture);
    }
}
