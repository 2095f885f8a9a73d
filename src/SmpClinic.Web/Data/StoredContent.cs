using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>A text as it is read now.</summary>
public sealed record StoredText(string Key, int Number, IReadOnlyDictionary<string, string> Fields, bool Removed)
{
    /// <summary>What a field holds; nothing where there is none of that name.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field) ?? string.Empty;
}

/// <summary>Every text that was changed, as people read it at one moment. Never changed itself; another moment has another one.</summary>
/// <param name="Name">Names that state: two nodes have one name exactly when they hold the same texts.</param>
/// <param name="Texts">By their key.</param>
public sealed record StoredContent(string Name, FrozenDictionary<string, StoredText> Texts)
{
    /// <summary>Before anything was read: the program's own texts.</summary>
    public static StoredContent Unread { get; } = new("unread", FrozenDictionary<string, StoredText>.Empty);

    /// <summary>A text that was changed; null where the program's own stands.</summary>
    public StoredText? Find(string key) => Texts.GetValueOrDefault(key);

    /// <summary>The changed texts of one kind.</summary>
    public IEnumerable<StoredText> Of(string kind) => Texts.Values.Where(text => text.Key.StartsWith(kind + "/", StringComparison.Ordinal));
}

/// <summary>Fields as they are stored.</summary>
public static class ContentFields
{
    public static string Write(IReadOnlyDictionary<string, string> fields) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(fields.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal), FieldsJson.Default.SortedDictionaryStringString);

    public static IReadOnlyDictionary<string, string> Read(string stored) =>
        JsonSerializer.Deserialize(stored, FieldsJson.Default.SortedDictionaryStringString) ?? [];
}

[System.Text.Json.Serialization.JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class FieldsJson : System.Text.Json.Serialization.JsonSerializerContext;

/// <summary>
/// The texts as they stand, for everybody who renders. Looked at every few seconds; a version whose time comes makes another state as a saved
/// one does, on each node when its own clock says so, and without anybody having to do anything at that moment.
/// </summary>
public sealed class ContentShelf(IDbContextFactory<ClinicDb> contexts, IClock clock)
{
    private volatile StoredContent _present = StoredContent.Unread;

    /// <summary>As it was at the last look.</summary>
    public StoredContent Present => _present;

    /// <summary>Looks whether anything has changed or has come due since.</summary>
    public async Task<StoredContent> LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var number = await db.Stamps.Where(s => s.Name == Stamp.Content).Select(s => s.Number).FirstOrDefaultAsync(cancellationToken);
        var due = await Due(db, now).CountAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"{number}-{due}");
        if (string.Equals(name, _present.Name, StringComparison.Ordinal))
        {
            return _present;
        }

        var rows = await Due(db, now).ToListAsync(cancellationToken);
        return _present = new(name, rows.GroupBy(v => v.Key, StringComparer.Ordinal).Select(Latest).ToFrozenDictionary(text => text.Key, StringComparer.Ordinal));
    }

    /// <summary>The versions whose time has come.</summary>
    public static IQueryable<ContentVersion> Due(ClinicDb db, Instant now) =>
        db.ContentVersions.AsNoTracking().Where(v => v.PublishAt != null && v.PublishAt <= now && v.WithdrawnAt == null);

    private static StoredText Latest(IEnumerable<ContentVersion> versions)
    {
        // By when they were to be read, not by when they were written: a slip mended today does not undo what was planned for Monday.
        var latest = versions.OrderBy(v => v.PublishAt).ThenBy(v => v.Number).Last();
        return new(latest.Key, latest.Number, ContentFields.Read(latest.Fields), latest.Removed);
    }
}
