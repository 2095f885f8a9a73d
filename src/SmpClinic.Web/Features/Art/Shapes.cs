namespace SmpClinic.Web.Features.Art;

/// <summary>A place on a drawing, in its own units, y downwards.</summary>
public readonly record struct Spot(double X, double Y)
{
    public double DistanceTo(Spot other) => Math.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}

/// <summary>One dot of pigment.</summary>
/// <param name="At">Its middle.</param>
/// <param name="Width">Across, in the drawing's units.</param>
internal readonly record struct Dot(Spot At, double Width);

/// <summary>One stroke of the hand: pressed at the root, lifted at the tip, bent on the way.</summary>
/// <param name="Root">Where the tool is set down.</param>
/// <param name="Bend">Towards which it is pulled on the way.</param>
/// <param name="Tip">Where it leaves the skin.</param>
/// <param name="Width">At its widest, in the drawing's units.</param>
internal readonly record struct Stroke(Spot Root, Spot Bend, Spot Tip, double Width);
