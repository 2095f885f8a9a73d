using NodaTime;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class RetryScheduleTests
{
    [Fact]
    public void EM04_waits_double_from_one_minute_to_one_hour()
    {
        var minutes = Enumerable.Range(1, 9).Select(n => RetrySchedule.WaitAfter(n, 0).TotalMinutes);
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], minutes);
        Assert.Equal(Duration.FromHours(1), RetrySchedule.WaitAfter(RetrySchedule.MaxAttempts - 1, 0));
    }

    [Fact]
    public void EM04_chance_takes_off_a_tenth_at_most()
    {
        for (var attempts = 1; attempts < RetrySchedule.MaxAttempts; attempts++)
        {
            var full = RetrySchedule.WaitAfter(attempts, 0);
            Assert.InRange(RetrySchedule.WaitAfter(attempts, 0.999999), full * 0.9, full);
        }
    }

    [Fact]
    public void EM04_even_with_the_shortest_waits_a_message_is_tried_for_seventy_two_hours()
    {
        double Hours(int attempts) => Enumerable.Range(1, attempts - 1).Sum(n => RetrySchedule.WaitAfter(n, 0.999999).TotalHours);
        Assert.True(Hours(RetrySchedule.MaxAttempts) >= 72);
        Assert.True(Hours(RetrySchedule.MaxAttempts - 1) < 72);
    }
}
