using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests;

public sealed class TimeCodeTests
{
    /// <summary>"12345678901234567890" in Base32, the secret of RFC 6238's examples.</summary>
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /// <summary>The examples of RFC 6238, appendix B, of which an app shows the last six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long second, string code) =>
        Assert.Equal(code, TimeCode.Of(Secret, TimeCode.StepAt(Instant.FromUnixTimeSeconds(second))));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void AU10_a_code_is_good_for_its_step_and_one_on_either_side(int steps, bool good)
    {
        var now = Instant.FromUnixTimeSeconds(1_900_000_000);
        var secret = TimeCode.NewSecret();
        var step = TimeCode.StepAt(now) + steps;
        Assert.Equal(good ? step : null, TimeCode.Match(secret, TimeCode.Of(secret, step), now, lastStep: 0));
        Assert.Null(TimeCode.Match(secret, TimeCode.Of(secret, step), now, lastStep: step));
    }

    [Fact]
    public void A_secret_is_160_bits_that_apps_can_read()
    {
        var secrets = Enumerable.Range(0, 50).Select(_ => TimeCode.NewSecret()).ToList();
        Assert.All(secrets, s => Assert.Matches("^[A-Z2-7]{32}$", s));
        Assert.Equal(50, secrets.Distinct().Count());
    }
}
