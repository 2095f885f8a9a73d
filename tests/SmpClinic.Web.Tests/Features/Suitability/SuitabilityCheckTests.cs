using CsCheck;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Suitability;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Suitability;

public sealed class SuitabilityCheckTests
{
    private static readonly LocalDate Today = new(2026, 12, 1);

    /// <summary>Every answer that leads anywhere: intake row, answers, route, and the date where there is one.</summary>
    public static TheoryData<string, string, Route, string?> Rows => new()
    {
        { "A2", "age=no", Route.Stop, null },
        { "A6", "health=faint", Route.Review, null },
        { "B3", "treatment=brows;brow-wish=old", Route.Review, null },
        { "B4", "grow=yes", Route.Review, null },
        { "B4", "grow=unsure", Route.Review, null },
        { "B5", "look=not-cropped", Route.Review, null },
        { "B6", "life=lasting", Route.Fine, null },
        { "B7", "life=event", Route.Fine, null },
        { "B8", "worry=always", Route.Review, null },
        { "B8", "worry=disappointed", Route.Review, null },
        { "C2", "start=months", Route.Review, null },
        { "C2", "start=sudden", Route.Review, null },
        { "C3", "signs=patches", Route.Review, null },
        { "C3", "signs=burning,scaling", Route.Review, null },
        { "C4", "hairline=yes", Route.Review, null },
        { "C5", "diagnosis=areata", Route.Review, null },
        { "C5", "diagnosis=scarring", Route.Review, null },
        { "C5", "diagnosis=pulling", Route.Review, null },
        { "C5", "diagnosis=temporary", Route.Defer, "2027-12-01" },
        { "C5", "diagnosis=settled;settled-since=2026-03-31", Route.Defer, "2027-03-31" },
        { "C5", "diagnosis=settled;settled-since=2025-12-01", Route.Fine, null },
        { "C8", "transplant=had;transplant-date=2026-06-15", Route.Defer, "2027-06-15" },
        { "C8", "transplant=had;transplant-date=2025-12-01", Route.Fine, null },
        { "C9", "transplant=planned", Route.Review, null },
        { "C10", "old-work=pigment", Route.Review, null },
        { "C10", "old-work=removed;removal-date=2026-10-01", Route.Defer, "2026-12-30" },
        { "C10", "old-work=removed;removal-date=2026-09-02", Route.Review, null },
        { "D1", "treatment=brows;skin=oily;oily-brows=yes", Route.Review, null },
        { "D1", "treatment=brows;skin=oily;oily-brows=no", Route.Review, null },
        { "D1", "skin=flaky", Route.Fine, null },
        { "D3", "skin-now=eczema", Route.Defer, null },
        { "D3", "skin-now=sunburn", Route.Defer, "2026-12-15" },
        { "D4", "skin-ever=vitiligo", Route.Review, null },
        { "D5", "scars=family", Route.Review, null },
        { "D5", "scars=small", Route.Review, null },
        { "D5", "scars=keloid", Route.Stop, null },
        { "D6", "moles=yes", Route.Review, null },
        { "D7", "marks=yes", Route.Review, null },
        { "D8", "treatment=brows;brow-products=yes;brow-products-date=2026-11-30", Route.Defer, "2026-12-28" },
        { "D8", "treatment=brows;brow-products=yes;brow-products-date=2026-11-03", Route.Fine, null },
        { "D9", "scalp-products=yes;scalp-products-date=2026-11-25", Route.Defer, "2026-12-09" },
        { "D9", "scalp-products=yes;scalp-products-date=2026-11-17", Route.Fine, null },
        { "E1", "health=pregnant", Route.Stop, null },
        { "E1", "health=rather-not", Route.Review, null },
        { "E2", "health=baby;feeding=yes;birth=2026-11-30", Route.Defer, "2027-02-28" },
        { "E2", "health=baby;feeding=no;birth=2026-09-01", Route.Fine, null },
        { "E3", "health=diabetes;diabetes=yes", Route.Review, null },
        { "E3", "health=diabetes;diabetes=no", Route.Stop, null },
        { "E3", "health=diabetes;diabetes=unsure", Route.Stop, null },
        { "E4", "health=bleeding;bleeding=aspirin", Route.Fine, null },
        { "E4", "health=bleeding;bleeding=prescribed", Route.Review, null },
        { "E4", "health=bleeding;bleeding=disorder", Route.Stop, null },
        { "E5", "health=heart", Route.Review, null },
        { "E6", "health=pressure;pressure=yes", Route.Review, null },
        { "E6", "health=pressure;pressure=no", Route.Stop, null },
        { "E7", "health=fits;fit=2026-02-28", Route.Defer, "2028-02-28" },
        { "E7", "health=fits;fit=2024-12-01", Route.Review, null },
        { "E8", "health=cancer;cancer=now", Route.Stop, null },
        { "E8", "health=cancer;cancer=planned", Route.Stop, null },
        { "E8", "health=cancer;cancer=ended;cancer-end=2026-08-31", Route.Defer, "2027-02-28" },
        { "E8", "health=cancer;cancer=ended;cancer-end=2026-06-01", Route.Review, null },
        { "E9", "health=isotretinoin;isotretinoin=now", Route.Stop, null },
        { "E9", "health=isotretinoin;isotretinoin=ended;isotretinoin-end=2026-10-31", Route.Defer, "2027-04-30" },
        { "E9", "health=isotretinoin;isotretinoin=ended;isotretinoin-end=2026-06-01", Route.Review, null },
        { "E9", "health=isotretinoin;isotretinoin=ended;isotretinoin-end=2025-12-01", Route.Fine, null },
        { "E10", "health=immune", Route.Review, null },
        { "E12", "health=allergy;allergy=ink", Route.Stop, null },
        { "E12", "health=allergy;allergy=anaesthetic", Route.Review, null },
        { "E12", "health=allergy;allergy=dye", Route.Review, null },
        { "E12", "health=allergy;allergy=metal", Route.Review, null },
        { "E12", "health=allergy;allergy=latex", Route.Fine, null },
        { "E12", "health=allergy;allergy=shock", Route.Review, null },
        { "E12", "health=allergy;allergy=other", Route.Review, null },
        { "E13", "medicines=yes", Route.Review, null },
        { "E14", "health=ill", Route.Defer, "2026-12-15" },
        { "E15", "health=operation;operation=been;operation-date=2026-11-30", Route.Defer, "2027-02-28" },
        { "E15", "health=operation;operation=been;operation-date=2026-09-01", Route.Fine, null },
        { "E15", "health=operation;operation=planned", Route.Review, null },
        { "E16", "health=picking", Route.Review, null },
        { "E17", "life=mri,donor", Route.Fine, null },
        { "E18", "life=sun,smoke,sport,dust", Route.Fine, null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_answer_leads_where_the_intake_list_says(string row, string answers, Route route, string? notBefore)
    {
        var outcome = SuitabilityCheck.Judge(Given(answers), Today);

        Assert.Contains(Questions.All, question => question.Rows.Split(' ').Contains(row));
        Assert.Equal(route, outcome.Route);
        Assert.Equal(notBefore is null ? null : LocalDatePattern.Iso.Parse(notBefore).Value, outcome.NotBefore);
        Assert.True(route == Route.Fine || outcome.Findings[0].Reason.Length > 20);
    }

    [Fact]
    public void Every_choice_that_leads_anywhere_is_among_those_rows_and_every_date_too()
    {
        var given = Rows.SelectMany(row => row.Data.Item2.Split(';')).Select(part => part.Split('=')).ToLookup(part => part[0], part => part[1]);
        var leading = from question in Questions.All
                      from choice in question.Choices
                      where choice.Leads is not null
                      select (question, choice);

        // The alike signs and skin troubles are made of one line each; one of them stands for all.
        string[] alike = ["signs", "skin-now", "skin-ever"];
        Assert.All(leading.Where(pair => !alike.Contains(pair.question.Id)), pair =>
            Assert.True(given[pair.question.Id].Any(values => values.Split(',').Contains(pair.choice.Value)), $"{pair.question.Id}={pair.choice.Value}"));
        Assert.All(Questions.All.Where(question => question.Kind == QuestionKind.PastDate), question => Assert.True(given[question.Id].Any(), question.Id));
    }

    [Fact]
    public void Every_row_of_the_intake_list_is_asked_or_there_is_a_reason_why_not()
    {
        string[] rows = [.. Enumerable.Range(1, 6).Select(n => $"A{n}"), .. Enumerable.Range(1, 10).Select(n => $"B{n}"), .. Enumerable.Range(1, 11).Select(n => $"C{n}"), .. Enumerable.Range(1, 9).Select(n => $"D{n}"), .. Enumerable.Range(1, 19).Select(n => $"E{n}")];
        var asked = Questions.All.SelectMany(question => question.Rows.Split(' ')).ToHashSet();

        Assert.Equal(rows, rows.Where(row => asked.Contains(row) || Questions.NotAskedHere.ContainsKey(row)));
        Assert.DoesNotContain(Questions.NotAskedHere.Keys, asked.Contains);
    }

    [Fact]
    public void The_worst_answer_wins_and_the_latest_date_stands()
    {
        var outcome = SuitabilityCheck.Judge(Given("scars=keloid;moles=yes;skin-now=sunburn;transplant=had;transplant-date=2026-06-15"), Today);

        Assert.Equal(Route.Stop, outcome.Route);
        Assert.Equal(new LocalDate(2027, 6, 15), outcome.NotBefore);
        Assert.Equal([Route.Stop, Route.Defer, Route.Defer, Route.Review], outcome.Findings.Select(found => found.Route));
        Assert.True(outcome.DoctorsLetter);
    }

    [Theory]
    [InlineData("2024-02-29", "2026-02-28")] // 24 months on there is no such day: the last of the month
    [InlineData("2025-03-30", "2027-03-30")] // the day the clocks go forward
    [InlineData("2025-10-26", "2027-10-26")] // the day they go back
    public void Dates_are_counted_by_the_calendar(string fit, string until)
    {
        var outcome = SuitabilityCheck.Judge(Given("health=fits;fit=" + fit), new(2026, 2, 1));

        Assert.Equal(LocalDatePattern.Iso.Parse(until).Value, outcome.NotBefore);
    }

    [Fact]
    public void On_the_very_day_the_wait_is_over()
    {
        var answers = Given("transplant=had;transplant-date=2025-06-15");

        Assert.Equal(new LocalDate(2026, 6, 15), SuitabilityCheck.Judge(answers, new(2026, 6, 14)).NotBefore);
        Assert.Equal(Route.Fine, SuitabilityCheck.Judge(answers, new(2026, 6, 15)).Route);
    }

    [Fact]
    public void A_healthy_person_answers_few_questions_and_somebody_under_18_two()
    {
        Assert.InRange(SuitabilityCheck.Asked(Given("treatment=scalp;health=none")).Count(), 10, 22);
        Assert.Equal(["treatment", "age"], SuitabilityCheck.Asked(Answers.Read("@;treatment=scalp;age=no")).Select(question => question.Id));
    }

    [Fact]
    public void An_answer_that_no_longer_applies_is_forgotten()
    {
        var before = Given("treatment=unsure;brow-wish=old;health=diabetes;diabetes=no");
        var after = before.With("treatment", ["scalp"]).With("health", ["none"]);

        Assert.Null(after["brow-wish"]);
        Assert.Null(after["diabetes"]);
        Assert.Equal(Route.Fine, SuitabilityCheck.Judge(after, Today).Route);
    }

    [Fact]
    public void Whatever_is_answered_the_check_comes_to_an_end_and_survives_the_way_through_the_address() =>
        Gen.Int.Array[40].Sample(picks =>
        {
            var answers = new Answers();
            var asked = 0;
            while (SuitabilityCheck.Open(answers) is { } question)
            {
                Assert.True(asked < 40, "The check does not end.");
                var pick = Math.Abs((long)picks[asked++]);
                answers = Answers.Read(answers.With(question.Id, question.Kind == QuestionKind.PastDate
                    ? Answers.Of(Today.PlusDays(-(int)(pick % 1500)))
                    : [question.Choices[(int)(pick % question.Choices.Count)].Value]).Write());
            }

            var outcome = SuitabilityCheck.Judge(answers, Today);
            Assert.Equal(outcome.Findings.Select(found => found.Route).DefaultIfEmpty().Max(), outcome.Route);
            Assert.True(outcome.NotBefore is null || outcome.NotBefore > Today);
        });

    [Fact]
    public void No_words_of_the_check_tell_anybody_to_stop_a_medicine()
    {
        var words = Questions.All.SelectMany(question => question.Choices.Select(choice => choice.Leads?.Invoke(Today).Reason ?? string.Empty).Append(question.Heading).Append(question.Why));

        Assert.DoesNotContain(words, text => text.Contains("stop taking", StringComparison.OrdinalIgnoreCase) || text.Contains("stop your", StringComparison.OrdinalIgnoreCase) || text.Contains("come off", StringComparison.OrdinalIgnoreCase));
    }

    private static Answers Given(string answers)
    {
        var text = answers;
        text = text.Contains("treatment=", StringComparison.Ordinal) ? text : "treatment=scalp;" + text;
        text = text.Contains("age=", StringComparison.Ordinal) ? text : "age=yes;" + text;
        return Answers.Read("@;" + text);
    }
}
