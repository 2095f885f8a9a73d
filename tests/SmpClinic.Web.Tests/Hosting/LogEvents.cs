using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Serilog.Core;
using Serilog.Events;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>Everything a site logs, for a test to read.</summary>
internal sealed class LogEvents : ILogEventSink
{
    private readonly ConcurrentQueue<LogEvent> _events = [];

    public IEnumerable<LogEvent> All => _events;

    /// <summary>The text of a property, or null.</summary>
    public static string? Property(LogEvent one, string name) => one.Properties.TryGetValue(name, out var value) && value is ScalarValue { Value: { } text } ? text.ToString() : null;

    /// <summary>For <see cref="ClinicSite.WithServices"/>.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<ILogEventSink>(this);

    public void Emit(LogEvent logEvent) => _events.Enqueue(logEvent);
}
