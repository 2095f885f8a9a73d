using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications.Emails;

/// <summary>To the client: the appointment is near. Says everything again, for it may be the only mail that arrives.</summary>
public sealed class AppointmentReminderEmail(AppointmentFacts facts, ReminderKind kind) : IEmail
{
    /// <inheritdoc/>
    public string Subject => kind == ReminderKind.TwoDaysBefore
        ? $"Reminder: your appointment on {facts.ShortWhen}"
        : $"Your appointment at {facts.Time.Time(facts.Start)} ({ClinicTime.DateShort(facts.Time.DateOf(facts.Start))})";

    /// <inheritdoc/>
    public Instant? UselessFrom => facts.Start - ReminderSchedule.UselessFrom(kind);

    /// <inheritdoc/>
    public string TemplateName => $"{nameof(AppointmentReminderEmail)}-{kind}";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = kind == ReminderKind.TwoDaysBefore ? "Your appointment is in two days" : "Your appointment is soon",
        Paragraphs = [$"Hello {facts.ClientName},", "If you cannot come, please tell us: somebody else may be waiting for a time."],
        Facts = ClientFacts.Visit(facts),
        Button = ClientFacts.Manage(facts),
        SmallPrint = ClientFacts.SmallPrint(facts),
    };
}
