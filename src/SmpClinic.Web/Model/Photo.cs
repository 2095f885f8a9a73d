using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>From where a photo is taken.</summary>
public enum PhotoAngle
{
    Front,
    LeftSide,
    RightSide,
    Top,
    Crown,
    Back,
    CloseUp,
    BrowsFront,
    BrowsLeft,
    BrowsRight,
}

/// <summary>When in a treatment it was taken.</summary>
public enum PhotoMoment
{
    Before,
    StraightAfter,
    Healed,
}

/// <summary>What somebody may do with a photo; each is asked by itself.</summary>
public enum PhotoUse
{
    /// <summary>Kept in the file, to assess and to treat.</summary>
    Record,

    /// <summary>Shown in the gallery of the website.</summary>
    Website,

    /// <summary>Shown on the clinic's pages of social networks.</summary>
    Social,

    /// <summary>Shown in leaflets and at the clinic.</summary>
    Print,

    /// <summary>Shown to people who learn the trade.</summary>
    Teaching,
}

/// <summary>A photo of a client. The picture itself lies enciphered in files; see <see cref="Data.PhotoStore"/>.</summary>
public sealed class Photo : IVersioned
{
    /// <summary>The length of <see cref="Name"/>: 160 bits in hexadecimal.</summary>
    public const int NameLength = 40;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Random; in addresses and as the name of its files.</summary>
    public required string Name { get; set; }

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    public PhotoAngle Angle { get; set; }

    public PhotoMoment Moment { get; set; }

    /// <summary>Whether the client sent it; otherwise staff took it.</summary>
    public bool ByClient { get; set; }

    /// <summary>The member of staff who took it.</summary>
    public Guid? TakenBy { get; set; }

    public Instant AddedAt { get; set; }

    /// <summary>The day it was added, at the clinic.</summary>
    public LocalDate Day { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>The key of its files, sealed by the key ring for this photo alone: without the row its files are noise.</summary>
    public required byte[] SealedKey { get; set; }

    public long Version { get; set; }

    public List<PhotoConsent> Consents { get; } = [];
}

/// <summary>What was agreed to for one photo and one use: in which wording, from when, until when.</summary>
public sealed class PhotoConsent
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid PhotoId { get; set; }

    public PhotoUse Use { get; set; }

    /// <summary>Only if nobody can tell whose face it is.</summary>
    public bool FaceHidden { get; set; }

    /// <summary>The last day it is good for; null for as long as it is not taken back.</summary>
    public LocalDate? Until { get; set; }

    public required string TextVersion { get; set; }

    public Instant GivenAt { get; set; }

    public Instant? WithdrawnAt { get; set; }

    /// <summary>Who wrote it down: the client, by their link, or staff, who were told.</summary>
    public ActorKind NotedBy { get; set; }

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(LocalDate day) => WithdrawnAt is null && (Until is null || Until >= day);
}

/// <summary>Two photos of one person that show what changed, laid over one another, and what the gallery says about them.</summary>
public sealed class PhotoPair : IVersioned
{
    public const int LongestTitle = 100;
    public const int LongestShows = 500;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid BeforeId { get; set; }

    public Photo? Before { get; set; }

    public Guid AfterId { get; set; }

    public Photo? After { get; set; }

    /// <summary>How large the photo after is drawn over the one before, in percent.</summary>
    public int ScalePercent { get; set; } = 100;

    /// <summary>How far it is moved to the right, in thousandths of the width.</summary>
    public int ShiftX { get; set; }

    /// <summary>How far it is moved down, in thousandths of the width.</summary>
    public int ShiftY { get; set; }

    /// <summary>What the gallery calls it.</summary>
    public string? Title { get; set; }

    /// <summary>What can be seen, before and after, in words: also for whoever cannot see it.</summary>
    public string? Shows { get; set; }

    public int Sessions { get; set; }

    public int DaysHealed { get; set; }

    /// <summary>Set while it is in the gallery.</summary>
    public Instant? PublishedAt { get; set; }

    /// <summary>Random, anew for each publication: where the gallery has the photo before.</summary>
    public string? BeforeName { get; set; }

    /// <summary>Where the gallery has the photo after.</summary>
    public string? AfterName { get; set; }

    public Instant CreatedAt { get; set; }

    public long Version { get; set; }

    /// <summary>Takes it out of the gallery.</summary>
    public void Withdraw() => (PublishedAt, BeforeName, AfterName) = (null, null, null);
}
