using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications.Emails;

/// <summary>To the client, a day and two days after a test: how does it look? Neutral, for it is read on locked screens.</summary>
public sealed class PatchTestEmail(AppointmentFacts facts, QuestionnaireReminderKind kind) : IEmail
{
    /// <inheritdoc/>
    public string Subject => kind == QuestionnaireReminderKind.ADayAfterTest ? "A question, a day after your visit" : "A question, two days after your visit";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = kind == QuestionnaireReminderKind.ADayAfterTest ? "A day after your test" : "Two days after your test",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "Please look at the spot in good light and tell us what you see, also when there is nothing. Without an answer we cannot go on.",
            "If your face or throat swells or you find it hard to breathe, ring 999 at once.",
        ],
        Facts = [new("With", facts.PractitionerName), new("Reference", facts.Reference)],
        Button = new("Tell us what you see", facts.Link + "/patch-test"),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
