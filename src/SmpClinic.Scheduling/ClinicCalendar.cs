using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>
/// The only place where the clinic's wall-clock time becomes an instant. Nothing here resolves skipped or repeated times
/// by a rule: a local time stands for every instant at which the clinic's clock shows it, be that none, one or two.
/// </summary>
public sealed class ClinicCalendar(DateTimeZone zone)
{
    /// <summary>The clinic's zone.</summary>
    public DateTimeZone Zone => zone;

    /// <summary>What the clinic's clock shows at an instant.</summary>
    public LocalDateTime LocalOf(Instant instant) => instant.InZone(zone).LocalDateTime;

    /// <summary>The clinic's date at an instant.</summary>
    public LocalDate DateOf(Instant instant) => LocalOf(instant).Date;

    /// <summary>The instants of one clinic date: 23 to 25 hours where the clocks change, empty for a date the zone skipped.</summary>
    public Interval DayOf(LocalDate date) => Span(date, date);

    /// <summary>The instants of the clinic dates from <paramref name="from"/> to <paramref name="until"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> lies before <paramref name="from"/>.</exception>
    public Interval Span(LocalDate from, LocalDate until)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(until, from);
        var shown = When(from.AtMidnight(), until.PlusDays(1).AtMidnight());
        if (shown.Count > 0)
        {
            return new(shown[0].Start, shown[^1].End);
        }

        var skipped = zone.MapLocal(from.AtMidnight()).EarlyInterval.End;
        return new(skipped, skipped);
    }

    /// <summary>
    /// Every instant at which the clinic's clock shows a time from <paramref name="from"/>, included, to
    /// <paramref name="until"/>, excluded: ascending, touching pieces joined. A repeated hour appears twice, a skipped one
    /// not at all; no instants where <paramref name="until"/> is not after <paramref name="from"/>.
    /// </summary>
    public IReadOnlyList<Interval> When(LocalDateTime from, LocalDateTime until)
    {
        var shown = new List<Interval>(1);
        if (until <= from)
        {
            return shown;
        }

        // However the zone's clocks stand, the wanted instants lie between these two.
        var around = new Interval(At(from, zone.MaxOffset), At(until, zone.MinOffset));
        foreach (var (steady, offset) in SteadyPieces(around))
        {
            var start = Instant.Max(steady.Start, At(from, offset));
            var end = Instant.Min(steady.End, At(until, offset));
            if (end <= start)
            {
                continue;
            }

            if (shown.Count > 0 && shown[^1].End == start)
            {
                shown[^1] = new(shown[^1].Start, end);
            }
            else
            {
                shown.Add(new(start, end));
            }
        }

        return shown;
    }

    /// <summary>The pieces of a bounded span in which the clinic's clock stays at one offset from UTC, in order.</summary>
    internal IEnumerable<(Interval Piece, Offset Offset)> SteadyPieces(Interval span)
    {
        foreach (var steady in zone.GetZoneIntervals(span))
        {
            var start = steady.HasStart ? Instant.Max(steady.Start, span.Start) : span.Start;
            var end = steady.HasEnd ? Instant.Min(steady.End, span.End) : span.End;
            yield return (new(start, end), steady.WallOffset);
        }
    }

    /// <summary>The instant at which a clock at the given offset from UTC shows <paramref name="local"/>.</summary>
    internal static Instant At(LocalDateTime local, Offset offset) => local.WithOffset(offset).ToInstant();
}
