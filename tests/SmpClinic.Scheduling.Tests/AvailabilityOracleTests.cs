using System.Globalization;
using CsCheck;
using NodaTime;
using Xunit;

namespace SmpClinic.Scheduling.Tests;

/// <summary>
/// The availability against the oracle, on random diaries. A failure prints the case and its seed; to replay just that one:
/// <code>BK07_CASES=1 CsCheck_Seed=9XnTaWxSjQN1 dotnet test --project tests/SmpClinic.Scheduling.Tests --filter-method "*BK07_every_offered*"</code>
/// The nightly run sets BK07_CASES=1000000.
/// </summary>
public sealed class AvailabilityOracleTests
{
    private static readonly int Cases =
        int.Parse(Environment.GetEnvironmentVariable("BK07_CASES") ?? "10000", CultureInfo.InvariantCulture);

    /// <summary>Mistakes a programmer might make. Each is made in what the code under test is told, never in the oracle.</summary>
    public static TheoryData<string> Mistakes => [.. Distortions.Keys];

    private static Dictionary<string, Func<BookingCase, BookingCase>> Distortions { get; } = new(StringComparer.Ordinal)
    {
        ["breaks are worked through"] = asked => EachSpan(asked, hours => hours with { Breaks = [] }),
        ["closures are forgotten"] = asked => asked with { Closures = [] },
        ["time off is forgotten"] = asked => EachPractitioner(asked, one => one with { TimeOff = [] }),
        ["dated hours are forgotten"] = asked => EachPractitioner(asked, one => one with { Dated = [] }),
        ["hours in addition take the place of the usual ones"] = asked => EachPractitioner(asked, one => one with { Dated = [.. one.Dated.Select(dated => dated with { InAddition = false })] }),
        ["everybody works in every room"] = asked => EachPractitioner(asked, one => one with { Rooms = null }),
        ["the limit of a day is forgotten"] = asked => asked with { Rules = asked.Rules with { MostPerDay = null } },
        ["the limit of a week is forgotten"] = asked => asked with { Rules = asked.Rules with { MostPerWeek = null } },
        ["what is closed is offered"] = asked => asked with { Rules = asked.Rules with { Closed = false } },
        ["the buffer before is forgotten"] = asked => asked with { Rules = asked.Rules with { BufferBeforeMinutes = 0 } },
        ["the buffer after is forgotten"] = asked => asked with { Rules = asked.Rules with { BufferAfterMinutes = 0 } },
        ["the grid is too fine"] = asked => asked with { Rules = asked.Rules with { StepMinutes = 5 } },
        ["the lead time is a second short"] = asked => asked with { Rules = asked.Rules with { LeadTime = Duration.Max(Duration.Zero, asked.Rules.LeadTime - Duration.FromSeconds(1)) } },
        ["the horizon is a day too far"] = asked => asked with { Rules = asked.Rules with { HorizonDays = asked.Rules.HorizonDays + 1 } },
        ["rooms are not needed"] = asked => asked with { Rules = asked.Rules with { NeedsRoom = false } },
        ["the clocks never change"] = asked => asked with { Zone = DateTimeZone.ForOffset(asked.Zone.GetUtcOffset(asked.Now)) },
        ["hours that ended are still worked"] = asked => EachPractitioner(asked, one => one with { Weekly = [.. one.Weekly.Select(row => row with { ValidUntil = null })] }),
        ["the last cell of every visit is free"] = asked => EachPractitioner(asked, one => one with { Taken = one.Taken.Where(cell => one.Taken.Contains(cell + 1)).ToHashSet() }),
    };

    [Fact]
    public void BK07_every_offered_slot_is_accepted_and_nothing_else_is() =>
        BookingCase.Any.Sample(Agree, iter: Cases, print: asked => asked.Describe());

    [Fact]
    public void BK10_spans_across_midnight_and_month_ends_agree_with_the_oracle() =>
        BookingCase.Overnight.Sample(Agree, iter: Math.Max(1, Cases / 5), print: asked => asked.Describe());

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void BK07_the_oracle_notices_when(string mistake)
    {
        var dice = new PCG(stream: 1, seed: 2026);
        var noticed = Enumerable.Range(0, 1000)
            .Select(_ => BookingCase.Any.Generate(dice, min: null, out var _))
            .Any(asked => FirstMismatch(asked, Distortions[mistake](asked).ToAvailability()) is not null);
        Assert.True(noticed, $"A thousand cases agree although {mistake}.");
    }

    private static void Agree(BookingCase asked)
    {
        var mismatch = FirstMismatch(asked, asked.ToAvailability());
        Assert.True(mismatch is null, mismatch);
    }

    /// <summary>The first difference between the code and the oracle, in words; null if there is none.</summary>
    private static string? FirstMismatch(BookingCase asked, Availability availability)
    {
        var oracle = new MinuteOracle(asked);
        var offer = availability.Offer(asked.Now, asked.From, asked.Until);
        var expected = new List<Slot>();
        var turn = asked.Now.ToUnixTimeSeconds() % 7;
        foreach (var start in oracle.Starts())
        {
            var verdicts = asked.Practitioners.Select(one => oracle.Judge(start, one.Id)).ToList();
            var candidates = oracle.Candidates(start, verdicts);
            expected.AddRange(candidates);

            // The offer below covers every start. To ask singly too is dear: of the starts that nobody can take, it is
            // done for one in three, and the cases differ in which.
            for (var i = 0; i < verdicts.Count && (candidates.Count > 0 || turn % 3 == 0); i++)
            {
                if (availability.Check(asked.Now, start, asked.Practitioners[i].Id) is var answer && answer != verdicts[i])
                {
                    return $"{start} with {asked.Practitioners[i].Id}: got {answer}, expected {verdicts[i]}";
                }
            }

            if (turn++ % 7 != 0)
            {
                continue;
            }

            var offGrid = start + Duration.FromMinutes(2);
            if (availability.Check(asked.Now, offGrid, asked.Practitioners[0].Id) is var refusal && refusal != oracle.Judge(offGrid, asked.Practitioners[0].Id))
            {
                return $"{offGrid}: got {refusal}, expected {oracle.Judge(offGrid, asked.Practitioners[0].Id)}";
            }

            if (!availability.Candidates(asked.Now, start).SequenceEqual(candidates))
            {
                return $"{start}: the candidates differ";
            }
        }

        return offer.SequenceEqual(expected)
            ? null
            : $"offered but not bookable: {string.Join(", ", offer.Except(expected))}; bookable but not offered: {string.Join(", ", expected.Except(offer))}; or their order";
    }

    private static BookingCase EachPractitioner(BookingCase asked, Func<CasePractitioner, CasePractitioner> change) =>
        asked with { Practitioners = [.. asked.Practitioners.Select(change)] };

    private static BookingCase EachSpan(BookingCase asked, Func<OpenHours, OpenHours> change) =>
        EachPractitioner(asked, one => one with
        {
            Weekly = [.. one.Weekly.Select(row => row with { Hours = change(row.Hours) })],
            Dated = [.. one.Dated.Select(dated => dated with { Hours = [.. dated.Hours.Select(change)] })],
        });
}
