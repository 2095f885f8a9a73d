using System.Diagnostics;
using Xunit;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>Waits for conditions, never for time to pass.</summary>
internal static class Until
{
    public static Task TrueAsync(Func<bool> condition, TimeSpan patience) => TrueAsync(() => Task.FromResult(condition()), patience);

    /// <summary>Looks again and again until it is so.</summary>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < patience, $"It did not come true within {patience}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }
}
