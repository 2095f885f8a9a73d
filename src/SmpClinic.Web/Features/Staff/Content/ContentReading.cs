using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>Reads texts with their versions.</summary>
public sealed class ContentReading(ClinicDb db, IClock clock)
{
    private const string ByProgram = "the program";

    /// <summary>All texts, kind by kind.</summary>
    public async Task<IReadOnlyList<ContentList>> ListAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var versions = (await db.ContentVersions.AsNoTracking()
            .Select(v => new Head(v.Key, v.Number, v.Removed, v.SavedAt, v.SavedByName, v.PublishAt, v.WithdrawnAt)).ToListAsync(cancellationToken)).ToLookup(v => v.Key, StringComparer.Ordinal);
        var added = versions.Select(group => group.Key).Where(key => ShippedContent.Find(key) is null).ToList();
        var titles = await TitlesAsync(added, cancellationToken);
        return
        [
            .. ContentKinds.All.Select(kind => new ContentList(
                kind,
                [
                    .. ShippedContent.All.Where(text => text.Kind == kind).Select(text => Row(text.Key, text.Title, versions[text.Key], now)),
                    .. added.Where(key => key.StartsWith(kind.Name + "/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(key => Row(key, titles[key], versions[key], now)),
                ])),
        ];
    }

    /// <summary>The page of a text, with what stands in it now or with what was typed; null where there is no such text.</summary>
    public async Task<EditPage?> PageAsync(ContentKind kind, string? id, ContentForm? typed, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (id is null)
        {
            return kind.Add is null ? null : new(kind, string.Empty, kind.Add, null, typed ?? New(kind, now), new(), [], now);
        }

        var key = $"{kind.Name}/{id}";
        var shipped = ShippedContent.Find(key);
        var rows = await db.ContentVersions.AsNoTracking().Where(v => v.Key == key).OrderByDescending(v => v.Number).ToListAsync(cancellationToken);
        if (shipped is null && rows.Count == 0)
        {
            return null;
        }

        var read = Read(rows, now);
        var newest = rows.FirstOrDefault();
        var fields = newest is null ? shipped!.Fields : ContentFields.Read(newest.Fields);
        List<VersionRow> versions = [.. rows.Select(v => new VersionRow(v.Number, v.Removed, v.SavedAt, v.SavedByName, v.PublishAt, v.WithdrawnAt, v.Note, v.Number == read))];
        if (shipped is not null)
        {
            versions.Add(new(0, Removed: false, null, ByProgram, null, null, null, read == 0));
        }

        return new(
            kind, id, shipped?.Title ?? Title(kind, fields), shipped?.Path ?? (kind == ContentKinds.Journal ? "/journal/" + id : kind == ContentKinds.Faq ? "/faq#" + id : "/prices"),
            typed ?? ContentForm.Of(fields, newest?.Number ?? 0, newest?.Removed ?? false), new(), versions, now);
    }

    /// <summary>The page again, with what somebody else has saved since it was opened.</summary>
    public async Task<EditPage> StaleAsync(EditPage page, ContentKind kind, string id, int opened, CancellationToken cancellationToken)
    {
        var fresh = await PageAsync(kind, id, page.Form, cancellationToken) ?? page;
        var newest = fresh.Versions.Count == 0 ? 0 : fresh.Versions.Max(v => v.Number);
        return fresh with { Meanwhile = await CompareAsync(kind, id, opened, newest, cancellationToken), Mail = page.Mail };
    }

    /// <summary>One version of a text; null where there is none.</summary>
    public async Task<VersionPage?> VersionAsync(ContentKind kind, string id, int number, int? against, CancellationToken cancellationToken)
    {
        if (await PageAsync(kind, id, typed: null, cancellationToken) is not { } page || page.Versions.FirstOrDefault(v => v.Number == number) is not { } version)
        {
            return null;
        }

        var other = against ?? page.Versions.Where(v => v.Number < number).Select(v => (int?)v.Number).FirstOrDefault() ?? number;
        return await FieldsAsync(kind, id, number, cancellationToken) is { } fields && await CompareAsync(kind, id, other, number, cancellationToken) is { } changes
            ? new(page, version, changes, fields)
            : null;
    }

    /// <summary>Which version visitors read; 0 for the program's.</summary>
    public static int Read(IEnumerable<ContentVersion> versions, Instant now) => versions
        .Where(v => v.PublishAt <= now && v.WithdrawnAt is null).OrderBy(v => v.PublishAt).ThenBy(v => v.Number).LastOrDefault()?.Number ?? 0;

    private async Task<VersionComparison?> CompareAsync(ContentKind kind, string id, int older, int newer, CancellationToken cancellationToken)
    {
        var (a, b) = (await FieldsAsync(kind, id, older, cancellationToken), await FieldsAsync(kind, id, newer, cancellationToken));
        return a is null || b is null
            ? null
            : new(
                ContentWords.NameOf(older),
                ContentWords.NameOf(newer),
                [
                    .. kind.Fields.Select(field => new FieldDifference(field.Label, Diff.Of(a.GetValueOrDefault(field.Name) ?? string.Empty, b.GetValueOrDefault(field.Name) ?? string.Empty)))
                        .Where(field => field.Lines.Any(line => line.Mark != DiffMark.Same)),
                ]);
    }

    private async Task<IReadOnlyDictionary<string, string>?> FieldsAsync(ContentKind kind, string id, int number, CancellationToken cancellationToken)
    {
        var key = $"{kind.Name}/{id}";
        if (number == 0)
        {
            return ShippedContent.Find(key)?.Fields;
        }

        var stored = await db.ContentVersions.Where(v => v.Key == key && v.Number == number).Select(v => v.Fields).FirstOrDefaultAsync(cancellationToken);
        return stored is null ? null : ContentFields.Read(stored);
    }

    private async Task<Dictionary<string, string>> TitlesAsync(List<string> keys, CancellationToken cancellationToken)
    {
        var rows = await db.ContentVersions.AsNoTracking().Where(v => keys.Contains(v.Key)).OrderBy(v => v.Number).ToListAsync(cancellationToken);
        return rows.GroupBy(v => v.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Title(ContentKinds.Find(g.Key.Split('/')[0])!, ContentFields.Read(g.Last().Fields)), StringComparer.Ordinal);
    }

    private static string Title(ContentKind kind, IReadOnlyDictionary<string, string> fields) =>
        fields.GetValueOrDefault(kind.Fields.FirstOrDefault(field => field.Format == FieldFormat.Line)?.Name ?? string.Empty) ?? kind.Heading;

    private static ContentForm New(ContentKind kind, Instant now) => new()
    {
        Base = "0",
        Publish = "now",
        Fields = kind.Fields.Where(field => field.Format == FieldFormat.Date).ToDictionary(field => field.Name, string? (_) => NodaTime.Text.LocalDatePattern.Iso.Format(now.InUtc().Date), StringComparer.Ordinal),
    };

    private static ContentRow Row(string key, string title, IEnumerable<Head> versions, Instant now)
    {
        var all = versions.OrderBy(v => v.Number).ToList();
        var read = all.Where(v => v.PublishAt <= now && v.WithdrawnAt is null).OrderBy(v => v.PublishAt).ThenBy(v => v.Number).LastOrDefault();
        var newest = all.LastOrDefault();
        return new(
            key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..], title, read?.Number ?? 0, read?.Removed ?? false, newest is null ? null : (newest.SavedAt, newest.By),
            all.Where(v => v.PublishAt > now && v.WithdrawnAt is null).Min(v => v.PublishAt), newest is { PublishAt: null });
    }

    private sealed record Head(string Key, int Number, bool Removed, Instant SavedAt, string By, Instant? PublishAt, Instant? WithdrawnAt);
}
