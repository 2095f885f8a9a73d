using SmpClinic.Web.Tests;
using Xunit;
using Xunit.Sdk;

namespace SmpClinic.Endurance.Tests;

public sealed class ProfileTests
{
    [Fact]
    public async Task A_failure_names_its_seed_and_the_line_that_replays_it()
    {
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => Profile.WithSeedAsync(17, _ => throw new InvalidOperationException("planted")));

        Assert.Contains("TEST_SEED=17", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--project tests/SmpClinic.Endurance.Tests --filter-method '*.A_failure_names_its_seed_and_the_line_that_replays_it'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("planted", failure.Message, StringComparison.Ordinal);
    }
}
