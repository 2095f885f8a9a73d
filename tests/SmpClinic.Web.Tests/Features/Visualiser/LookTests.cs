using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Visualiser;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Visualiser;

public sealed class LookTests
{
    [Fact]
    public async Task Every_look_is_read_back_from_its_code()
    {
        foreach (var seed in Profile.Seeds(20, 500))
        {
            await Profile.WithSeedAsync(seed, chance =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var look = Random(chance);
                    var again = Assert.IsType<Look>(Look.TryRead(look.Code));
                    Assert.Equal(look.Code, again.Code);
                    Assert.Equal(look.Words, again.Words);
                }

                return Task.CompletedTask;
            });
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("-")]
    [InlineData("zzzzzzzzzzzz")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("０123")]
    public void What_is_no_code_is_no_look(string? code) => Assert.Null(Look.TryRead(code));

    [Fact]
    public void A_code_that_was_altered_beyond_what_is_offered_is_no_look()
    {
        var code = Look.Usual.Code;
        Assert.Null(Look.TryRead(code + "0"));
        Assert.Null(Look.TryRead(code[..^1]));
        Assert.Null(Look.TryRead(code.ToUpperInvariant() + " "));
        for (var i = 0; i < code.Length; i++)
        {
            Assert.Null(Look.TryRead(code[..i] + "z" + code[(i + 1)..]));
            Assert.Null(Look.TryRead(code[..i] + "\u00e9" + code[(i + 1)..]));
        }
    }

    [Fact]
    public void Each_answer_is_said_in_words_and_no_place_for_one_is_left_open()
    {
        foreach (var question in LookTables.All)
        {
            var area = question.Only == LookArea.Brows ? "brows" : "scalp";
            foreach (var choice in question.Choices)
            {
                var look = Look.Usual.With((LookTables.Area, area)).With((question.Name, choice.Value));
                Assert.DoesNotContain("{", look.Words, StringComparison.Ordinal);
                Assert.EndsWith(".", look.Words, StringComparison.Ordinal);
                Assert.Contains(choice.Words, look.Words, StringComparison.OrdinalIgnoreCase);
                Assert.Contains(choice.Note ?? string.Empty, look.Words, StringComparison.Ordinal);
                Assert.True(look.ForBooking.Length <= BookingForm.LongestText, $"{look.ForBooking.Length} characters.");
            }
        }
    }

    [Fact]
    public void No_note_about_a_low_hairline_stands_where_the_hairline_stays()
    {
        var look = Look.Usual.With((LookTables.Stage, "ludwig-2"), ("height", "low"));

        Assert.DoesNotContain("hairline cannot", look.Words, StringComparison.Ordinal);
        Assert.Contains("the hairline is left as it is", look.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Skin_tones_run_from_the_lightest_to_the_deepest_and_pictures_exist_for_light_middle_and_deep()
    {
        var tones = LookTables.Of(LookTables.Tone).Choices;

        Assert.Equal(10, tones.Count);
        foreach (var tone in tones)
        {
            Assert.NotNull(tone.Colour);
            foreach (var question in new[] { (LookTables.View, LookTables.Age, "scalp"), (LookTables.BrowView, LookTables.BrowAge, "brows") })
            {
                var (view, age, area) = question;
                foreach (var seen in LookTables.Of(view).Choices)
                {
                    foreach (var when in LookTables.Of(age).Choices)
                    {
                        var nearest = DrawnPictures.Nearest(Look.Usual.With((LookTables.Area, area), (LookTables.Tone, tone.Value), (view, seen.Value), (age, when.Value)));
                        Assert.False(nearest.Before);
                        Assert.Equal(seen.Value == "close", nearest.Look.Chosen(view).Value == "close");
                        Assert.Equal(when.Value == "fresh", nearest.Look.Chosen(age).Value == "fresh");
                    }
                }
            }
        }
    }

    [Fact]
    public void An_address_with_answers_that_are_not_offered_shows_the_usual_ones_and_says_so()
    {
        var (look, known) = Look.Read(new QueryCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            [LookTables.Area] = "feet",
            [LookTables.Tone] = new(["1", "2"]),
            [LookTables.Stage] = "norwood-7",
        }));

        Assert.False(known);
        Assert.Equal(LookArea.Scalp, look.Area);
        Assert.Equal("5", look.Chosen(LookTables.Tone).Value);
        Assert.Equal("norwood-7", look.Chosen(LookTables.Stage).Value);
    }

    internal static Look Random(Random chance) =>
        Look.Usual.With([.. LookTables.All.Select(question => (question.Name, question.Choices[chance.Next(question.Choices.Count)].Value))]);
}
