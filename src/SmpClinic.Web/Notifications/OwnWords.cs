using SmpClinic.Web.Data;

namespace SmpClinic.Web.Notifications;

/// <summary>Puts the clinic's own words in the place of the program's, where it has set any down for a mail and they can be used.</summary>
public sealed class OwnWords(ContentShelf shelf, ILogger<OwnWords> log)
{
    /// <summary>The mail to send: a mail is owed whatever became of a template, so where that cannot be used the program's own words go out.</summary>
    public IEmail Of(IEmail email, AppointmentFacts facts)
    {
        if (MailTemplates.Find(email.TemplateName) is not { } kind || shelf.Present.Find("mail/" + kind.Name) is not { Removed: false } stored)
        {
            return email;
        }

        var template = MailTemplate.Of(stored.Fields);
        if (template.FaultsFor(kind).FirstOrDefault() is { } fault)
        {
            log.LogWarning("Version {Version} of the words of {Mail} cannot be used, and the program's own go out instead: {Part}: {Why}", stored.Number, kind.Name, fault.Part, fault.Message);
            return email;
        }

        return new TemplatedEmail(email, template, kind, facts);
    }
}
