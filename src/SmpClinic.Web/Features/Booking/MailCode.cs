using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>
/// Letters and digits mailed to an address: whoever types them reads its mail. Of what was mailed only a digest is kept, with the
/// address in it, under the counters, which are swept away after a day.
/// </summary>
public static class MailCode
{
    /// <summary>So long a code is good.</summary>
    public static readonly Duration Life = Duration.FromHours(1);

    /// <summary>A new code.</summary>
    public static string New() => EasyLetters.TwoGroups();

    /// <summary>A code as typed, without spaces and dashes; null where it cannot be one.</summary>
    public static string? TryRead(string? typed)
    {
        if (typed is not { Length: <= 40 })
        {
            return null;
        }

        var letters = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length == EasyLetters.Count ? letters : null;
    }

    /// <summary>Says that a code was mailed, within the caller's unit of work.</summary>
    public static void Note(ClinicDb db, EmailAddress mailbox, string code, Instant now) =>
        db.RateCounters.Add(new() { Key = KeyOf(mailbox, TryRead(code)!), WindowStart = now, Count = 1 });

    /// <summary>Whether this code, as <see cref="TryRead"/> gave it, was mailed to this address within its life.</summary>
    public static Task<bool> IsGoodAsync(ClinicDb db, EmailAddress mailbox, string code, Instant now, CancellationToken cancellationToken)
    {
        var key = KeyOf(mailbox, code);
        var since = now - Life;
        return db.RateCounters.AnyAsync(c => c.Key == key && c.WindowStart > since && c.WindowStart <= now, cancellationToken);
    }

    private static string KeyOf(EmailAddress mailbox, string code) => "mail-code:" + Secret.Hash(code + "\u001f" + mailbox.Normalised);
}

/// <summary>Letters and digits that are not mistaken for one another when read out or copied by hand; 32^8 of them.</summary>
public static class EasyLetters
{
    /// <summary>So many there are.</summary>
    public const int Count = 8;

    /// <summary>Two groups of four.</summary>
    public static string TwoGroups()
    {
        var text = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", Count);
        return text[..4] + "-" + text[4..];
    }
}
