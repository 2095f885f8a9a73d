using NodaTime;

namespace SmpClinic.Web.Features.Gallery;

/// <summary>What a work shows.</summary>
public enum WorkKind
{
    Hairline,
    Density,
    Scar,
    Brows,
}

/// <summary>One piece of the clinic's own work, or in the demonstration a drawing of one.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="Title">In a line.</param>
/// <param name="Shows">What can be seen, before and after, in words.</param>
/// <param name="Sessions">How many sessions it took.</param>
/// <param name="Made">When the picture was made.</param>
/// <param name="DaysHealed">How many days after the last session the picture was made.</param>
/// <param name="Consent">What the person in the picture agreed to, and when; for a drawing, that there is nobody in it.</param>
public sealed record GalleryWork(WorkKind Kind, string Title, string Shows, int Sessions, LocalDate Made, int DaysHealed, string Consent)
{
    /// <summary>Drawn, not photographed.</summary>
    public bool IsDrawing { get; init; } = true;
}

/// <summary>
/// What <c>/gallery</c> shows. The demonstration clinic has no clients, so it has no photographs: it shows drawings and says so. A clinic
/// puts its own photographs here, healed, unaltered, each with the consent it has on file.
/// </summary>
public static class GalleryWorks
{
    private const string Nobody = "A drawing: nobody is shown, so nobody had to agree.";

    public static IReadOnlyList<GalleryWork> All { get; } =
    [
        new(WorkKind.Hairline, "A hairline, cropped hair",
            "On the left a hairline that has moved back at both temples. On the right dots fill the temples up to a soft, uneven line.",
            3, new(2026, 11, 20), 42, Nobody),
        new(WorkKind.Density, "A wide parting, longer hair",
            "On the left skin shows along the parting. On the right dots between the hairs make the parting look narrower. It can still be seen.",
            3, new(2026, 11, 20), 35, Nobody),
        new(WorkKind.Scar, "A scar from a strip transplant",
            "On the left a pale line across the back of the head. On the right dots soften the line. It has not gone.",
            4, new(2026, 11, 20), 56, Nobody),
        new(WorkKind.Brows, "Brows with gaps",
            "On the left a brow with two gaps. On the right strokes like hairs close the gaps and follow the way the hair grows.",
            2, new(2026, 11, 20), 49, Nobody),
    ];
}
