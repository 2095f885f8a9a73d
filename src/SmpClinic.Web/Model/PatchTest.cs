using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>What came of a patch test.</summary>
public enum PatchTestResult
{
    /// <summary>Nobody has recorded it yet.</summary>
    Waiting,

    /// <summary>Nothing was seen.</summary>
    None,

    /// <summary>Mild redness that was gone within a day.</summary>
    MildGone,

    /// <summary>Itching, swelling or a blister.</summary>
    Reaction,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>
/// Products put on a client's skin to see whether it bears them. It speaks for these products alone, from 48 hours after it until
/// 180 days after it, and only once its result is recorded.
/// </summary>
public sealed class PatchTest : IVersioned
{
    /// <summary>So long before a treatment it has to be.</summary>
    public static readonly Duration Ahead = Duration.FromHours(48);

    /// <summary>So long it speaks for its products.</summary>
    public static readonly Duration Life = Duration.FromDays(180);

    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The visit it was made at.</summary>
    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    public Instant TakenAt { get; set; }

    /// <summary>The brand of the pigment, as the services name it.</summary>
    public required string Pigment { get; set; }

    /// <summary>The numbing product, as the services name it; empty for none.</summary>
    public required string Numbing { get; set; }

    public PatchTestResult Result { get; set; }

    public Instant? ResultAt { get; set; }

    /// <summary>Who recorded the result.</summary>
    public string? ResultBy { get; set; }

    public long Version { get; set; }

    /// <summary>Whether the skin bore it.</summary>
    public bool IsClear => Result is PatchTestResult.None or PatchTestResult.MildGone;

    /// <summary>Whether it speaks for a treatment with a service's products at a time.</summary>
    public bool SpeaksFor(Service service, Instant start) =>
        Pigment == service.PatchPigment && Numbing == (service.PatchNumbing ?? string.Empty) && TakenAt + Ahead <= start && start <= TakenAt + Life;
}

/// <summary>What a client reported a day or two after a patch test.</summary>
public sealed class PatchTestReport
{
    public Guid PatchTestId { get; set; }

    public PatchTest? PatchTest { get; set; }

    /// <summary>24 or 48.</summary>
    public int Hours { get; set; }

    public PatchTestResult Saw { get; set; }

    /// <summary>In the client's own words; sealed for the test's row alone.</summary>
    public SealedText? Words { get; set; }

    public Instant At { get; set; }
}
