using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications.Emails;

/// <summary>To the client: there is a form to fill in before the visit. Neutral, for it is read on locked screens.</summary>
public sealed class QuestionnaireEmail(AppointmentFacts facts, QuestionnaireReminderKind kind) : IEmail
{
    /// <inheritdoc/>
    public string Subject => kind == QuestionnaireReminderKind.Asked
        ? $"Before your appointment on {facts.ShortWhen}"
        : $"Reminder: your form before {facts.ShortWhen}";

    /// <inheritdoc/>
    public Instant? UselessFrom => facts.Start;

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "Please fill in a form before your visit",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "There is a form for you to fill in before you come. It takes about ten minutes, is saved section by section, and can be finished on another device.",
            "Please send it off at least two days before the visit, so that there is time to read it.",
        ],
        Facts = [new("When", facts.When), new("With", facts.PractitionerName), new("Reference", facts.Reference)],
        Button = new("Open the form", facts.Link + "/health"),
        SmallPrint = ["Before it opens we mail you a code, so that nobody else reads what you write.", .. ClientFacts.SmallPrint(facts)],
    };
}

/// <summary>To the client: the date that had to be waited for has come.</summary>
public sealed class WaitIsOverEmail(AppointmentFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "The date we agreed to wait for";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "The date we agreed to wait for has come",
        Paragraphs = [$"Hello {facts.ClientName},", "By your form, today is the first date that we could go on. Have a look at it: is everything still as you wrote?"],
        Facts = [new("Reference", facts.Reference)],
        Button = new("Open the form", facts.Link + "/health"),
        SmallPrint = ["If you have changed your mind, there is nothing to do.", .. ClientFacts.SmallPrint(facts)],
    };
}
