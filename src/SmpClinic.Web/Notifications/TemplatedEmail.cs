using NodaTime;

namespace SmpClinic.Web.Notifications;

/// <summary>A mail in the clinic's own words instead of the program's. Everything else about it stays what it was.</summary>
internal sealed class TemplatedEmail : IEmail
{
    private readonly IEmail _email;

    /// <exception cref="KeyNotFoundException">The template names a field that there is not.</exception>
    /// <exception cref="InvalidOperationException">The template has no button.</exception>
    public TemplatedEmail(IEmail email, MailTemplate template, MailTemplateKind kind, AppointmentFacts facts)
    {
        _email = email;
        Subject = template.SubjectFor(kind, facts, email);
        Body = template.BodyFor(kind, facts, email);
    }

    /// <inheritdoc/>
    public string Subject { get; }

    /// <inheritdoc/>
    public EmailBody Body { get; }

    /// <inheritdoc/>
    public Instant? UselessFrom => _email.UselessFrom;

    /// <inheritdoc/>
    public Instant? PreviousStart => _email.PreviousStart;

    /// <inheritdoc/>
    public string Kind => _email.Kind;

    /// <inheritdoc/>
    public string TemplateName => _email.TemplateName;
}
