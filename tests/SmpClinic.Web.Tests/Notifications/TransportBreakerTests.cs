using NodaTime;
using SmpClinic.Web.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Notifications;

public sealed class TransportBreakerTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void EM04_while_it_is_open_nothing_is_tried_until_the_pause_is_over()
    {
        var breaker = new TransportBreaker(_clock);
        Assert.True(breaker.MayTry);
        Assert.Null(breaker.UnusableSince);

        Assert.True(breaker.Open());
        Assert.False(breaker.MayTry);
        _clock.Now += TransportBreaker.Pause - Duration.Epsilon;
        Assert.False(breaker.MayTry);
        _clock.Now += Duration.Epsilon;
        Assert.True(breaker.MayTry);
        Assert.Equal(Duration.FromMinutes(1), TransportBreaker.Pause);
    }

    [Fact]
    public void EM04_it_says_once_that_the_transport_broke_and_since_when_and_once_that_it_works_again()
    {
        var breaker = new TransportBreaker(_clock);
        var since = _clock.Now;
        Assert.True(breaker.Open());
        _clock.Now += Duration.FromMinutes(5);
        Assert.False(breaker.Open());
        Assert.Equal(since, breaker.UnusableSince);
        Assert.False(breaker.MayTry);

        Assert.True(breaker.Close());
        Assert.Null(breaker.UnusableSince);
        Assert.True(breaker.MayTry);
        Assert.False(breaker.Close());
        Assert.True(breaker.Open());
    }

    [Fact]
    public void FL06_a_clock_set_back_does_not_keep_it_open()
    {
        var breaker = new TransportBreaker(_clock);
        breaker.Open();
        Assert.False(breaker.MayTry);
        _clock.Now -= Duration.FromHours(3);
        Assert.True(breaker.MayTry);
    }

    private sealed class HandClock : IClock
    {
        public Instant Now { get; set; } = Instant.FromUtc(2026, 12, 1, 9, 0);

        public Instant GetCurrentInstant() => Now;
    }
}
