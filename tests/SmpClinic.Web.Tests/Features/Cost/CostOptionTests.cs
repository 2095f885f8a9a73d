using CsCheck;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Cost;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Cost;

public sealed class CostOptionTests
{
    private const long MostMinorUnits = CostForm.HighestPrice * 100L;

    private static readonly Gen<PriceRange> Prices =
        Gen.Select(Gen.Long[0, MostMinorUnits], Gen.Long[0, MostMinorUnits]).Select((a, b) => new PriceRange(Math.Min(a, b), Math.Max(a, b)));

    private static readonly Gen<CostOption> Options = Gen.Select(Gen.Enum<CostKind>(), Prices, Prices, Gen.Int[0, 120])
        .Select((kind, first, again, months) => new CostOption(kind, first, again, months == 0 ? null : months));

    // Each sum below was worked out by hand.
    [Theory]
    [InlineData(5, 113_050, 199_500)] // 850 + one touch-up of 280.50; 1,500 + 495
    [InlineData(3, 85_000, 150_000)] // the touch-up at the end of year three belongs to year four
    [InlineData(4, 113_050, 199_500)]
    [InlineData(15, 197_200, 348_000)] // touch-ups at years 3, 6, 9 and 12
    public void A_plan_in_the_middle_stage_with_a_touch_up_every_three_years(int years, long low, long high)
    {
        var smp = Compared(new CostForm()).Scalp!;

        Assert.Equal(new PriceRange(low, high), smp.After(years));
    }

    [Theory]
    [InlineData(CostKind.Medication, 54_000, 192_000)] // 60 months at 9 and at 32
    [InlineData(CostKind.HairSystem, 500_000, 1_750_000)] // 5 years at 1,000 and at 3,500
    [InlineData(CostKind.HairTransplant, 400_000, 1_500_000)] // once
    [InlineData(CostKind.Microblading, 70_000, 190_000)] // 400 and 3 × 100; 1,000 and 3 × 300
    [InlineData(CostKind.ScalpMicropigmentation, 46_550, 798_000)] // 350 and 115.50; 6,000 and 1,980
    public void Five_years_in_dollars_are_the_sums_worked_out_by_hand(CostKind kind, long low, long high)
    {
        var sums = Compared(new CostForm { Currency = "USD" });

        Assert.Equal(new PriceRange(low, high), sums.Options.Single(option => option.Kind == kind).After(5));
    }

    [Theory]
    [InlineData("4", 113_333, 200_000)]
    [InlineData("2", 56_667, 100_000)]
    public void More_or_fewer_sessions_change_the_price_by_thirds(string sessions, long low, long high) =>
        Assert.Equal(new PriceRange(low, high), Compared(new CostForm { Sessions = sessions }).Scalp!.First);

    [Fact]
    public void A_second_operation_doubles_the_price() =>
        Assert.Equal(new PriceRange(200_000, 6_000_000), Compared(new CostForm { Operations = "2" }).Others.Single().After(1));

    [Fact]
    public void Nothing_is_ever_cheaper_after_more_years() =>
        Gen.Select(Options, Gen.Int[1, CostForm.LongestYears - 1]).Sample((option, years) =>
        {
            var (now, later) = (option.After(years), option.After(years + 1));
            return now.Low <= later.Low && now.High <= later.High;
        });

    [Fact]
    public void The_lowest_is_never_above_the_highest_nor_below_nothing_also_at_the_limits() =>
        Gen.Select(Options, Gen.Int[1, CostForm.LongestYears]).Sample((option, years) =>
        {
            var sum = option.After(years);
            return sum.Low >= 0 && sum.Low <= sum.High && sum.High <= MostMinorUnits * (1 + (12L * years));
        });

    [Fact]
    public void A_sum_is_its_first_price_and_every_payment_that_falls_before_the_end() =>
        Gen.Select(Options, Gen.Int[1, CostForm.LongestYears]).Sample((option, years) =>
        {
            var sum = option.First;
            for (var month = option.EveryMonths ?? int.MaxValue; month < years * 12; month += option.EveryMonths!.Value)
            {
                sum += option.Again;
            }

            return sum == option.After(years);
        });

    [Fact]
    public void A_verdict_is_given_only_where_the_ranges_do_not_touch() =>
        Gen.Select(Prices, Prices).Sample((ours, theirs) =>
        {
            var (scalp, other) = (new CostOption(CostKind.ScalpMicropigmentation, ours, default, null), new CostOption(CostKind.Fibres, theirs, default, null));
            var touch = ours.Low <= theirs.High && theirs.Low <= ours.High;
            var verdict = new CostComparison("GBP", 5, [scalp, other]).Judge(scalp, other);
            return touch == (verdict == CostVerdict.Overlapping) && (verdict != CostVerdict.Less || ours.High < theirs.Low) && (verdict != CostVerdict.More || ours.Low > theirs.High);
        });

    [Fact]
    public void Every_published_price_names_its_source_in_the_list()
    {
        Assert.All(PublishedPrices.Shipped.Select(one => one.Price).OfType<PublishedPrice>(), price => Assert.All(price.Sources.Split(' '), id => Web.Features.Content.SourceList.Get(id)));
    }

    private static CostComparison Compared(CostForm form)
    {
        var sums = form.TryRead(new(id => PublishedPrices.Shipped.Single(one => one.Id == id).Price), out FormErrors errors);
        Assert.Empty(errors.All);
        return Assert.IsType<CostComparison>(sums);
    }
}
