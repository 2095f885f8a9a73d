namespace SmpClinic.Web.Features.Visualiser;

/// <summary>A picture drawn beforehand by the page's own script, for browsers without it.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Look">What it shows.</param>
/// <param name="Before">Shows the skin before anything was done.</param>
public sealed record DrawnPicture(string Name, Look Look, bool Before)
{
    public string Path => $"/img/visualiser/{Name}.webp";

    public string Alt => Before ? "Before anything is done. " + Look.Words[..(Look.Words.IndexOf('.', StringComparison.Ordinal) + 1)] : Look.Words;
}

/// <summary>
/// The pictures drawn beforehand: both areas, far and near, before and on the day and healed and years later, each on three tones.
/// Browser tests draw them (<c>UPDATE_PICTURES=1</c>) and hold them against what the script draws today.
/// </summary>
public static class DrawnPictures
{
    /// <summary>As in the files.</summary>
    public const int Width = 640;

    /// <inheritdoc cref="Width"/>
    public const int Height = 480;

    private static readonly string[] Tones = ["3", "5", "8"];

    public static IReadOnlyList<DrawnPicture> All { get; } = [.. Make()];

    /// <summary>The story on one tone: before, on the day, healed, years later, far and near.</summary>
    public static IEnumerable<DrawnPicture> Story(LookArea area) =>
        All.Where(picture => picture.Look.Area == area && picture.Look.Chosen(LookTables.Tone).Value == "5");

    /// <summary>The one that comes nearest to a look.</summary>
    public static DrawnPicture Nearest(Look look)
    {
        var tone = LookTables.Of(LookTables.Tone).IndexOf(look.Chosen(LookTables.Tone).Value) ?? 0;
        var nearest = tone < 4 ? Tones[0] : tone < 6 ? Tones[1] : Tones[2];
        var (view, age) = Names(look.Area);
        var far = look.Chosen(view).Value != "close";
        var when = Math.Min(2, LookTables.Of(age).IndexOf(look.Chosen(age).Value) ?? 0);
        return All.First(picture => !picture.Before
            && picture.Look.Area == look.Area
            && picture.Look.Chosen(LookTables.Tone).Value == nearest
            && picture.Look.Chosen(view).Value != "close" == far
            && Math.Min(2, LookTables.Of(age).IndexOf(picture.Look.Chosen(age).Value) ?? 0) == when);
    }

    private static (string View, string Age) Names(LookArea area) =>
        area == LookArea.Brows ? (LookTables.BrowView, LookTables.BrowAge) : (LookTables.View, LookTables.Age);

    private static IEnumerable<DrawnPicture> Make()
    {
        foreach (var area in Enum.GetValues<LookArea>())
        {
            var (view, age) = Names(area);
            var name = area == LookArea.Brows ? "brows" : "scalp";
            var last = LookTables.Of(age).Choices[^1].Value;
            foreach (var tone in Tones)
            {
                foreach (var seen in new[] { "front", "close" })
                {
                    var look = Look.Usual.With((LookTables.Area, name), (LookTables.Tone, tone), ("hair", tone == "8" ? "black" : "brown"), (view, seen));
                    if (seen == "front")
                    {
                        yield return new($"{name}-{tone}-{seen}-before", look.With((age, "healed")), Before: true);
                    }

                    foreach (var when in new[] { "fresh", "healed", last })
                    {
                        yield return new($"{name}-{tone}-{seen}-{when}", look.With((age, when)), Before: false);
                    }
                }
            }
        }
    }
}
