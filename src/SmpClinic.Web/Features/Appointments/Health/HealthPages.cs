using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Suitability;

namespace SmpClinic.Web.Features.Appointments.Health;

/// <summary>The page before the first question.</summary>
public sealed record BeginPage(ClientAppointment Own, FormErrors Errors);

/// <summary>The sections, how far each is, and the button that sends it all off.</summary>
public sealed record OverviewPage(ClientAppointment Own, OwnQuestionnaire Form, FormErrors Errors)
{
    /// <summary>Whether something was saved just now, to be gone on with later.</summary>
    public bool Saved { get; init; }
}

/// <summary>One section.</summary>
/// <param name="Own">The appointment.</param>
/// <param name="Now">The questionnaire.</param>
/// <param name="Section">Which.</param>
/// <param name="Form">As answered before, or as typed just now.</param>
/// <param name="New">Questions that an answer has just raised.</param>
public sealed record SectionPage(ClientAppointment Own, OwnQuestionnaire Now, Section Section, SectionForm Form, IReadOnlyList<Question> New)
{
    /// <summary>The questions to show.</summary>
    public IReadOnlyList<Question> Questions { get; } = [.. Now.Progress.Asked(Section)];

    /// <summary>Which of how many.</summary>
    public string Place => $"Part {Now.Progress.Sections.TakeWhile(section => section != Section).Count() + 1} of {Now.Progress.Sections.Count()}";

    /// <summary>The date of the earlier answers that this section still shows as they were; null where it was gone through.</summary>
    public LocalDate? From => Now.Progress.Draft.Done.Contains(Section.Letter, StringComparison.Ordinal) ? null : Now.Progress.Draft.From;

    /// <summary>The page of a section.</summary>
    public static SectionPage Of(ClientAppointment own, OwnQuestionnaire now, Section section, bool more) => new(
        own, now, section, SectionForm.Of(now.Progress.Asked(section), now.Progress.Draft.Answers), more ? [.. now.Progress.Missing(section)] : []);
}

/// <summary>What came of it, for the client.</summary>
/// <param name="Own">The appointment.</param>
/// <param name="Form">The questionnaire.</param>
/// <param name="Outcome">Where the answers lead.</param>
/// <param name="TooEarly">Whether that speaks against the date of the visit.</param>
/// <param name="Words">What the practitioner wrote to the client.</param>
/// <param name="NotBefore">The first date, where one is to be waited for.</param>
public sealed record ResultPage(ClientAppointment Own, OwnQuestionnaire Form, SuitabilityOutcome Outcome, bool TooEarly, string? Words, LocalDate? NotBefore)
{
    /// <summary>Where something else can be booked, by what came of this.</summary>
    public required string Book { get; init; }
}
