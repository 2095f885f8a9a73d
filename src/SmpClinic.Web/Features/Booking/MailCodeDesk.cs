using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Booking;

/// <summary>What became of asking for a code by mail.</summary>
public enum MailCodeEnd
{
    /// <summary>It is on its way; or one was mailed there within the hour, which is good still. Nothing tells which.</summary>
    Sent,

    /// <summary>The address has bookings left: no code is needed.</summary>
    NotNeeded,

    /// <summary>From this address enough codes were asked for in this hour.</summary>
    TooMany,
}

/// <summary>
/// Lets a person book whose network has used up its bookings (an office, a hostel, a telephone company): they confirm their
/// e-mail address. It mails nothing to anybody before that limit is met, and little after.
/// </summary>
public sealed class MailCodeDesk(
    ClinicWrites writes, NotificationService notifications, OutboxSignal outbox, ClinicTime time, IOptions<BookingLimits> limits, IOptions<SiteSettings> site, IClock clock)
{
    /// <summary>Mails in any hour asked for from one network address.</summary>
    public const int MostFromAddress = 20;

    /// <summary>Mails a code, at most one an hour to a mailbox.</summary>
    /// <param name="mailbox">Where to.</param>
    /// <param name="addressHash">Which network address asks, hashed.</param>
    /// <param name="start">The time it is about.</param>
    /// <param name="way">The form for that time, from the site's root, with at least one query value.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<MailCodeEnd> SendAsync(EmailAddress mailbox, string addressHash, Instant start, string way, CancellationToken cancellationToken)
    {
        var code = MailCode.New();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => TrySendAsync(db, mailbox, code, addressHash, start, way, ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                outbox.Wake();
                return written.Value;
            }
        }

        return MailCodeEnd.TooMany;
    }

    private async Task<MailCodeEnd> TrySendAsync(
        ClinicDb db, EmailAddress mailbox, string code, string addressHash, Instant start, string way, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var (from, to) = ("mail-code-from:" + addressHash, "mail-code-to:" + Secret.Hash(mailbox.Normalised));
        await RateCounting.StandInLineAsync(db, [from, to], now, cancellationToken);
        if (await RateCounting.InLastHourAsync(db, BookingRequest.AddressKeyOf(addressHash), now, cancellationToken) < limits.Value.BookingsPerAddressPerHour)
        {
            return MailCodeEnd.NotNeeded;
        }

        if (await RateCounting.InLastHourAsync(db, from, now, cancellationToken) >= MostFromAddress)
        {
            return MailCodeEnd.TooMany;
        }

        if (await RateCounting.InLastHourAsync(db, to, now, cancellationToken) == 0)
        {
            await RateCounting.CountAsync(db, from, now, cancellationToken);
            await RateCounting.CountAsync(db, to, now, cancellationToken);
            MailCode.Note(db, mailbox, code, now);
            var link = site.Value.Absolute(way + "&code=" + code);
            notifications.Queue(db, MailAudience.Client, mailbox.Text, new BookingCodeEmail(code, time.When(start), now + MailCode.Life, time, link), now);
        }

        return MailCodeEnd.Sent;
    }
}
