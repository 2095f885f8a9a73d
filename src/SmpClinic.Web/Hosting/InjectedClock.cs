using NodaTime;

namespace SmpClinic.Web.Hosting;

/// <summary>NodaTime's clock over the injected <see cref="TimeProvider"/>, so that one fake moves everything.</summary>
public sealed class InjectedClock(TimeProvider time) : IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
