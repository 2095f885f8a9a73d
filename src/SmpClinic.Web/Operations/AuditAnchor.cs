using System.Text.Json;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Operations;

/// <summary>Where this machine last saw the chain over history end.</summary>
/// <param name="Number">The last link's number.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When, in words.</param>
/// <param name="Note">What else is to be known: that a backup was put back, and when.</param>
/// <param name="Seal">A keyed hash of all of it.</param>
public sealed record Anchored(long Number, string Hash, string At, string? Note, string Seal)
{
    /// <summary>Whether it was written with this key.</summary>
    public bool Fits(string key) => string.Equals(Seal, SealOf(key, Number, Hash, At, Note), StringComparison.Ordinal);

    internal static string SealOf(string key, long number, string hash, string at, string? note) =>
        AuditChain.Keyed(key, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"anchor {number} {hash} {at} {note}"));
}

/// <summary>
/// The end of the chain, written down outside the database: in a file beside the keys, and once a minute in the log. Links cut off at the
/// end leave a chain that is whole in itself; the anchor knows that there were more.
/// </summary>
public sealed class AuditAnchor(StartSettings settings, IClock clock, ILogger<AuditAnchor> log)
{
    private static readonly Duration LogStep = Duration.FromMinutes(1);

    private Instant _logged = Instant.MinValue;

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(settings.KeyFolder, "audit-anchor.json");

    /// <summary>What the file says; null without one.</summary>
    /// <exception cref="JsonException">It is no anchor.</exception>
    public Anchored? Read() => File.Exists(Path) ? JsonSerializer.Deserialize<Anchored>(File.ReadAllText(Path)) : null;

    /// <summary>Notes the end after links were added. That the file cannot be written does not undo the links; the next round tries again.</summary>
    public void Note(string key, long number, string hash)
    {
        var now = clock.GetCurrentInstant();
        try
        {
            Write(key, number, hash, now, Read()?.Note);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            log.LogWarning(e, "The end of the chain over history could not be written down in {File}", Path);
        }

        if (now - _logged >= LogStep)
        {
            _logged = now;
            log.LogInformation("History is sealed up to link {Number}, hash {Hash}", number, hash);
        }
    }

    /// <summary>Notes that a backup was put back, whose chain may end sooner. Without a key the backup is from before there was a chain.</summary>
    public void NoteRestored(string? key, long number, string hash)
    {
        if (key is null)
        {
            if (File.Exists(Path))
            {
                File.Delete(Path);
            }

            return;
        }

        var now = clock.GetCurrentInstant();
        Write(key, number, hash, now, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a backup was put back at {now}, whose history ends with link {number}"));
    }

    private void Write(string key, long number, string hash, Instant now, string? note)
    {
        Directory.CreateDirectory(settings.KeyFolder);
        var at = now.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
        var unfinished = Path + ".part";
        File.Delete(unfinished);
        PrivateFile.Make(unfinished);
        File.WriteAllText(unfinished, JsonSerializer.Serialize(new Anchored(number, hash, at, note, Anchored.SealOf(key, number, hash, at, note))));
        File.Move(unfinished, Path, overwrite: true);
    }
}
