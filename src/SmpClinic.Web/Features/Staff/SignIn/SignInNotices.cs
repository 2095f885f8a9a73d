using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Tells staff by mail of what changes the way into their account, so that they notice when it was not they.</summary>
public sealed class SignInNotices(NotificationService notifications)
{
    /// <summary>Queues the notice in the caller's unit of work. Wake the outbox after the commit.</summary>
    public void Tell(ClinicDb unit, ClinicUser user, string what, string words, Instant now) => Tell(unit, user.Email!, what, words, now);

    /// <inheritdoc cref="Tell(ClinicDb, ClinicUser, string, string, Instant)"/>
    public void Tell(ClinicDb unit, string email, string what, string words, Instant now) =>
        notifications.Queue(unit, MailAudience.Staff, email, new SignInChangedEmail(what, words), now);
}
