using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments.Emails;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>What became of a typed code.</summary>
public enum ClientCodeEnd
{
    /// <summary>It was the right one, and is spent now.</summary>
    Open,

    /// <summary>It was not, or is spent or too old.</summary>
    Wrong,

    /// <summary>Too many were tried.</summary>
    TooMany,
}

/// <summary>
/// The second proof for what is sensitive behind a client's link: whoever has the link shows that they read the mail of the address
/// that was booked with. A code opens once, for this appointment, in one browser, which then has a proof of its own. Only digests of
/// codes and proofs are kept, among the counters, which are swept away after a day.
/// </summary>
public sealed class ClientCodes(
    ClinicWrites writes, IDbContextFactory<ClinicDb> contexts, NotificationService notifications, OutboxSignal outbox, ClinicTime time, IOptions<SiteSettings> site, IClock clock)
{
    /// <summary>So long a code opens.</summary>
    public static readonly Duration CodeLife = Duration.FromMinutes(20);

    /// <summary>So long a browser stays let in: long enough for a long form with interruptions.</summary>
    public static readonly Duration ProofLife = Duration.FromHours(4);

    /// <summary>Codes mailed for one appointment in any hour.</summary>
    public const int MostCodes = 5;

    /// <summary>Codes tried for one appointment in any hour.</summary>
    public const int MostTries = 10;

    /// <summary>Mails a code to the address that was booked with; false where enough were mailed in this hour.</summary>
    /// <param name="own">The appointment behind the link.</param>
    /// <param name="below">The page that is to be opened, below the appointment's own.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<bool> SendAsync(ClientAppointment own, string below, CancellationToken cancellationToken)
    {
        var sent = await SettleAsync(async (db, now, ct) =>
        {
            var key = "client-code-sent:" + own.Appointment.Id.ToString("N");
            await RateCounting.StandInLineAsync(db, [key], now, ct);
            if (await RateCounting.InLastHourAsync(db, key, now, ct) >= MostCodes)
            {
                return false;
            }

            var code = MailCode.New();
            await RateCounting.CountAsync(db, key, now, ct);
            db.RateCounters.Add(new() { Key = CodeKey(own.Appointment, MailCode.TryRead(code)!), WindowStart = now, Count = 1 });
            var link = site.Value.Absolute(own.Path(below));
            notifications.Queue(db, MailAudience.Client, own.Appointment.ContactEmail, new ClientCodeEmail(code, now + CodeLife, time, link), now);
            return true;
        }, cancellationToken);
        outbox.Wake();
        return sent;
    }

    /// <summary>Spends a code. The proof it buys is to be kept by the browser.</summary>
    public async Task<(ClientCodeEnd End, string? Proof)> SpendAsync(Appointment appointment, string? typed, CancellationToken cancellationToken)
    {
        var proof = Secret.New();
        var end = await SettleAsync(async (db, now, ct) =>
        {
            var tries = "client-code-tries:" + appointment.Id.ToString("N");
            await RateCounting.StandInLineAsync(db, [tries], now, ct);
            if (await RateCounting.InLastHourAsync(db, tries, now, ct) >= MostTries)
            {
                return ClientCodeEnd.TooMany;
            }

            var since = now - CodeLife;
            var key = MailCode.TryRead(typed) is { } code ? CodeKey(appointment, code) : string.Empty;
            if (await db.RateCounters.Where(c => c.Key == key && c.WindowStart > since && c.WindowStart <= now).ExecuteDeleteAsync(ct) == 0)
            {
                await RateCounting.CountAsync(db, tries, now, ct);
                return ClientCodeEnd.Wrong;
            }

            db.RateCounters.Add(new() { Key = ProofKey(appointment, proof), WindowStart = now, Count = 1 });
            db.Audit.Add(new() { At = now, ActorKind = ActorKind.Client, Action = "client-code.accepted", AppointmentId = appointment.Id });
            return ClientCodeEnd.Open;
        }, cancellationToken);
        return (end, end == ClientCodeEnd.Open ? proof : null);
    }

    /// <summary>Whether a browser's proof lets it in here.</summary>
    public async Task<bool> IsProvedAsync(Appointment appointment, string? proof, CancellationToken cancellationToken)
    {
        if (proof is null)
        {
            return false;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (key, now) = (ProofKey(appointment, proof), clock.GetCurrentInstant());
        var since = now - ProofLife;
        return await db.RateCounters.AnyAsync(c => c.Key == key && c.WindowStart > since && c.WindowStart <= now, cancellationToken);
    }

    /// <summary>Ends a browser's proof.</summary>
    public Task<bool> EndAsync(Appointment appointment, string? proof, CancellationToken cancellationToken) => SettleAsync(
        async (db, _, ct) =>
        {
            var key = proof is null ? string.Empty : ProofKey(appointment, proof);
            return await db.RateCounters.Where(c => c.Key == key).ExecuteDeleteAsync(ct) > 0;
        },
        cancellationToken);

    private async Task<T> SettleAsync<T>(Func<ClinicDb, Instant, CancellationToken, Task<T>> unit, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var written = await writes.RunAsync((db, ct) => unit(db, clock.GetCurrentInstant(), ct), cancellationToken);
            if (written.End == WriteEnd.Committed)
            {
                return written.Value!;
            }

            if (attempt >= 4)
            {
                throw new DatabaseBusyException("The counters were written by others, time and again.");
            }
        }
    }

    /// <summary>With the mailbox in it: a code that was mailed to an address that was wrong opens nothing once it is put right.</summary>
    private static string CodeKey(Appointment appointment, string code) =>
        "client-code:" + Secret.Hash(string.Join('\u001f', code, appointment.Id, appointment.ContactEmailNormalised));

    private static string ProofKey(Appointment appointment, string proof) =>
        "client-proof:" + Secret.Hash(string.Join('\u001f', proof, appointment.Id, appointment.ContactEmailNormalised));
}

/// <summary>The cookie that holds a browser's proof. It names nobody; without it the link shows what it always shows.</summary>
public static class ProofCookie
{
    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-clinic-proof" : "clinic-proof";

    /// <summary>The browser's proof, if it has one.</summary>
    public static string? Of(HttpRequest request) => request.Cookies[NameFor(request)] is { Length: 43 } proof ? proof : null;

    /// <summary>Gives the browser a proof, until it is closed.</summary>
    public static void Set(HttpContext context, string proof) => context.Response.Cookies.Append(NameFor(context.Request), proof, Options(context));

    /// <summary>Takes it away.</summary>
    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context));

    // Lax: the way here is often a link in a mail.
    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
