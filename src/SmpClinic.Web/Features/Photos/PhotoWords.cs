using System.Globalization;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Photos;

/// <summary>What people agree to about photos, and what angles and uses are called. A changed text gets a new version; old ones stay as they were agreed to.</summary>
public static class PhotoWords
{
    /// <summary>The version of the texts below.</summary>
    public const string TextVersion = "photos-2026-12";

    /// <summary>The consent that stands before everything else.</summary>
    public const string RecordText =
        "I agree that the clinic keeps photos of my scalp or brows in my record, to assess and to treat me. They say something about my health. "
        + "Only the practitioner who treats me sees them. They are shown nowhere else. I can take this back at any time.";

    /// <summary>The explanation of uses beyond the record.</summary>
    public const string UsesText =
        "You can say no to all of these and are treated just the same. You can take back each of them at any time, and the photo goes at once from our own website. "
        + "What others have copied from a website or a social network we may not be able to get back.";

    /// <summary>What an angle is called.</summary>
    public static string Of(PhotoAngle angle) => angle switch
    {
        PhotoAngle.Front => "From the front",
        PhotoAngle.LeftSide => "Left side",
        PhotoAngle.RightSide => "Right side",
        PhotoAngle.Top => "Top",
        PhotoAngle.Crown => "Crown",
        PhotoAngle.Back => "Back of the head",
        PhotoAngle.CloseUp => "Hairline or scar, close",
        PhotoAngle.BrowsFront => "Both brows, straight on",
        PhotoAngle.BrowsLeft => "Left brow",
        _ => "Right brow",
    };

    /// <summary>How to take it.</summary>
    public static string How(PhotoAngle angle) => angle switch
    {
        PhotoAngle.Front => "Hold the phone at the height of your forehead. Look straight ahead.",
        PhotoAngle.LeftSide => "Turn your head so that the left ear faces the phone.",
        PhotoAngle.RightSide => "Turn your head so that the right ear faces the phone.",
        PhotoAngle.Top => "Bow your head, or hold the phone above it. Somebody else’s hands help.",
        PhotoAngle.Crown => "From behind and above, so that the whirl of the hair is in the middle.",
        PhotoAngle.Back => "From behind, down to the neck.",
        PhotoAngle.CloseUp => "A hand’s width away, sharp, without flash.",
        PhotoAngle.BrowsFront => "Face relaxed, no make-up, the phone at the height of your eyes.",
        PhotoAngle.BrowsLeft => "Turn a little to the right, so that the whole left brow can be seen.",
        _ => "Turn a little to the left, so that the whole right brow can be seen.",
    };

    /// <summary>What a moment is called.</summary>
    public static string Of(PhotoMoment moment) => moment switch
    {
        PhotoMoment.Before => "Before",
        PhotoMoment.StraightAfter => "Straight after",
        _ => "Healed",
    };

    /// <summary>What a use is called.</summary>
    public static string Of(PhotoUse use) => use switch
    {
        PhotoUse.Record => "Kept in the record",
        PhotoUse.Website => "In the gallery on our website",
        PhotoUse.Social => "On our pages in social networks",
        PhotoUse.Print => "In print, and on screens at the clinic",
        _ => "For teaching other practitioners",
    };

    /// <summary>The uses beyond the record, each asked by itself.</summary>
    public static IReadOnlyList<PhotoUse> Uses { get; } = [PhotoUse.Website, PhotoUse.Social, PhotoUse.Print, PhotoUse.Teaching];

    /// <summary>The angles asked of a client for a treatment; for one that is neither scalp nor brows, all.</summary>
    public static IReadOnlyList<PhotoAngle> AnglesFor(string service) => service switch
    {
        _ when service.StartsWith("smp", StringComparison.Ordinal) => Scalp,
        _ when service.StartsWith("microblading", StringComparison.Ordinal) || service.Contains("brow", StringComparison.Ordinal) => Brows,
        _ => [.. Scalp, .. Brows],
    };

    /// <summary>What can be seen, for whoever cannot see it.</summary>
    public static string Alt(Photo photo) => string.Create(CultureInfo.InvariantCulture, $"Photo, {Of(photo.Angle).ToLowerInvariant()}, {Of(photo.Moment).ToLowerInvariant()}");

    private static readonly IReadOnlyList<PhotoAngle> Scalp =
        [PhotoAngle.Front, PhotoAngle.LeftSide, PhotoAngle.RightSide, PhotoAngle.Top, PhotoAngle.Crown, PhotoAngle.Back, PhotoAngle.CloseUp];

    private static readonly IReadOnlyList<PhotoAngle> Brows = [PhotoAngle.BrowsFront, PhotoAngle.BrowsLeft, PhotoAngle.BrowsRight];
}
