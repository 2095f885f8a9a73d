using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>A practitioner as the diary sees them.</summary>
/// <param name="Id">The practitioner's resource number.</param>
/// <param name="Weekly">Weekly hours.</param>
/// <param name="Dated">Dates on which other hours, or none, apply.</param>
/// <param name="TimeOff">Spans of absence.</param>
/// <param name="Occupied">Cells taken in the window that was read.</param>
public sealed record PractitionerDiary(
    int Id,
    IReadOnlyList<WorkingHours> Weekly,
    IReadOnlyList<DatedHours> Dated,
    IReadOnlyList<Interval> TimeOff,
    Occupancy Occupied);

/// <summary>A room as the diary sees it.</summary>
public sealed record RoomDiary(int Id, Occupancy Occupied);

/// <summary>
/// The one function that answers both "what may be offered" and "is this one still fine", from the same data.
/// </summary>
public sealed class Availability(
    ClinicCalendar calendar,
    BookingRules rules,
    IReadOnlyList<Closure> closures,
    IReadOnlyList<PractitionerDiary> practitioners,
    IReadOnlyList<RoomDiary> rooms)
{
    private readonly object _all = (calendar, rules, closures, practitioners, rooms);

    /// <summary>Every bookable (start, practitioner) on the clinic dates from <paramref name="from"/> to <paramref name="until"/>,
    /// both included, by start and then in the order of <see cref="Candidates"/>.</summary>
    public IReadOnlyList<Slot> Offer(Instant now, LocalDate from, LocalDate until) => throw new NotSupportedException();

    /// <summary>Whether one start with one practitioner may be booked now.</summary>
    public Verdict Check(Instant now, Instant start, int practitionerId) => throw new NotSupportedException();

    /// <summary>Every practitioner who could take this start, the fairest choice first.</summary>
    public IReadOnlyList<Slot> Candidates(Instant now, Instant start) => throw new NotSupportedException();
}

/// <summary>Which cells of a window are taken.</summary>
public sealed class Occupancy
{
    /// <summary>Builds from the claimed cells that were read for <paramref name="window"/>; cells outside it are ignored.</summary>
    public static Occupancy Of(CellRange window, IEnumerable<int> cells) => throw new NotSupportedException();
}

/// <summary>The only place where the clinic's wall-clock time becomes an instant.</summary>
public sealed class ClinicCalendar(DateTimeZone zone)
{
    /// <summary>The clinic's zone.</summary>
    public DateTimeZone Zone => zone;
}
