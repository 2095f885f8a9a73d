namespace SmpClinic.Web.Features.Art;

/// <summary>
/// Numbers that look random and are the same on every machine and every version of the runtime (SplitMix64): a drawing is a fact about
/// its seed. Nothing secret is made from it.
/// </summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (mixed >> 11) * (1.0 / (1UL << 53));
    }

    public double Between(double least, double most) => least + ((most - least) * Next());

    /// <summary>Around zero, mostly within one either way: three dice, as a hand trembles.</summary>
    public double Tremble() => ((Next() + Next() + Next()) * 2 / 3) - 1;
}
