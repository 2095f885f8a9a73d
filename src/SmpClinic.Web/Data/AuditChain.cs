using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>
/// The keyed hash that ties an entry of history to all before it. Whoever can write the database but does not have the key, which lies
/// under the key ring, can make up no link; and a link that is gone, or an entry that was changed, shows.
/// </summary>
public static class AuditChain
{
    /// <summary>What the first link follows.</summary>
    public static readonly string Beginning = new('0', 64);

    /// <summary>A new key.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The link's hash.</summary>
    /// <param name="key">The chain's key.</param>
    /// <param name="number">The link's number.</param>
    /// <param name="before">The hash of the link before.</param>
    /// <param name="entry">The entry as the database has it.</param>
    public static string HashOf(string key, long number, string before, AuditEntry entry) => Keyed(key, Words(number, before, entry));

    /// <summary>A keyed hash of words of ours.</summary>
    public static string Keyed(string key, string words) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(words)));

    /// <summary>
    /// Each value with its name and length, so that no two entries have the same words. What is empty is left out: a column that is added one
    /// day changes nothing about the links that are there.
    /// </summary>
    private static string Words(long number, string before, AuditEntry entry)
    {
        var words = new StringBuilder();
        Add("number", number.ToString(CultureInfo.InvariantCulture));
        Add("before", before);
        Add("id", entry.Id.ToString("N"));
        Add("at", entry.At.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture));
        Add("actor-kind", ((int)entry.ActorKind).ToString(CultureInfo.InvariantCulture));
        Add("actor", entry.ActorId?.ToString("N"));
        Add("actor-name", entry.ActorName);
        Add("action", entry.Action);
        Add("appointment", entry.AppointmentId?.ToString("N"));
        Add("record-kind", entry.RecordKind);
        Add("record", entry.RecordId);
        Add("detail", entry.Detail);
        Add("was", entry.Before);
        Add("is", entry.After);
        return words.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                words.Append(CultureInfo.InvariantCulture, $"{name}:{value.Length}:{value}\n");
            }
        }
    }
}
