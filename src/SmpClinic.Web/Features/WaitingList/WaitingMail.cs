using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>Queues mail to people on the waiting list, each with a secret link of its own, within the caller's unit of work.</summary>
public sealed class WaitingMail(NotificationService notifications, ClinicTime time, IOptions<ClinicDetails> clinic, IOptions<SiteSettings> site)
{
    /// <summary>Queues one.</summary>
    public void Queue(ClinicDb db, WaitingEntry entry, Func<WaitingFacts, IEmail> email, Instant now)
    {
        var secret = Secret.New();
        db.WaitingLinks.Add(new() { Hash = Secret.Hash(secret), EntryId = entry.Id, CreatedAt = now });
        var facts = WaitingFacts.Of(entry, site.Value.Absolute("/waiting-list/" + secret), clinic.Value, time);
        notifications.Queue(db, MailAudience.Client, entry.ContactEmail, email(facts), now);
    }
}
