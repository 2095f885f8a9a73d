using System.Runtime.CompilerServices;
using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>What a service asks of the diary. Lengths are whole minutes and multiples of <see cref="DiaryCell.Minutes"/>.</summary>
/// <param name="LengthMinutes">The visit itself; at least one cell.</param>
/// <param name="BufferBeforeMinutes">Kept free before the visit; it needs the resources free, not the clinic open.</param>
/// <param name="BufferAfterMinutes">Kept free after the visit; likewise.</param>
/// <param name="StepMinutes">Distance of start times on the clock's face, counted from the opening time of the span; at least one cell.</param>
/// <param name="LeadTime">How long before the start a booking must be made; not negative.</param>
/// <param name="HorizonDays">How many clinic dates after today may be booked; not negative.</param>
/// <param name="NeedsRoom">Whether a room is claimed as well.</param>
/// <exception cref="ArgumentOutOfRangeException">A number breaks these rules.</exception>
public sealed record BookingRules(
    int LengthMinutes,
    int BufferBeforeMinutes,
    int BufferAfterMinutes,
    int StepMinutes,
    Duration LeadTime,
    int HorizonDays,
    bool NeedsRoom)
{
    /// <inheritdoc cref="BookingRules" path="/param[@name='LengthMinutes']"/>
    public int LengthMinutes { get; init => field = WholeCells(value, DiaryCell.Minutes); } = WholeCells(LengthMinutes, DiaryCell.Minutes);

    /// <inheritdoc cref="BookingRules" path="/param[@name='BufferBeforeMinutes']"/>
    public int BufferBeforeMinutes { get; init => field = WholeCells(value, 0); } = WholeCells(BufferBeforeMinutes, 0);

    /// <inheritdoc cref="BookingRules" path="/param[@name='BufferAfterMinutes']"/>
    public int BufferAfterMinutes { get; init => field = WholeCells(value, 0); } = WholeCells(BufferAfterMinutes, 0);

    /// <inheritdoc cref="BookingRules" path="/param[@name='StepMinutes']"/>
    public int StepMinutes { get; init => field = WholeCells(value, DiaryCell.Minutes); } = WholeCells(StepMinutes, DiaryCell.Minutes);

    /// <inheritdoc cref="BookingRules" path="/param[@name='LeadTime']"/>
    public Duration LeadTime { get; init => field = NotNegative(value); } = NotNegative(LeadTime);

    /// <inheritdoc cref="BookingRules" path="/param[@name='HorizonDays']"/>
    public int HorizonDays { get; init => field = NotNegative(value); } = NotNegative(HorizonDays);

    /// <summary>Whether nothing can be booked for the time being.</summary>
    public bool Closed { get; init; }

    /// <summary>The most visits of the service on one clinic date; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int? MostPerDay { get; init => field = value is { } most ? NotNegative(most) : null; }

    /// <summary>The most visits of the service from a Monday to the Sunday after it; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int? MostPerWeek { get; init => field = value is { } most ? NotNegative(most) : null; }

    /// <summary>Whether the number of visits is limited, so that those there are have to be read.</summary>
    public bool HasLimits => MostPerDay is not null || MostPerWeek is not null;

    /// <summary>The Monday of a date's week.</summary>
    public static LocalDate MondayOf(LocalDate date) => date.PlusDays(1 - (int)date.DayOfWeek);

    /// <summary>When a visit that starts at <paramref name="start"/> ends, buffers left out.</summary>
    public Instant EndOf(Instant start) => start + Duration.FromMinutes(LengthMinutes);

    /// <summary>The cells a visit starting at <paramref name="start"/> occupies, buffers included.</summary>
    public CellRange Occupies(Instant start) => CellRange.Covering(
        start - Duration.FromMinutes(BufferBeforeMinutes),
        start + Duration.FromMinutes(LengthMinutes + BufferAfterMinutes));

    /// <summary>
    /// The cells whose claims must be read before <see cref="Availability.Offer"/> is asked about the clinic dates from
    /// <paramref name="from"/> to <paramref name="until"/>, both included: those dates whole, and as far before and after
    /// them as a visit that starts within can reach with its buffers.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="until"/> lies before <paramref name="from"/>.</exception>
    public CellRange CellsToRead(ClinicCalendar calendar, LocalDate from, LocalDate until)
    {
        var days = calendar.Span(from, until);
        return CellRange.Covering(
            days.Start - Duration.FromMinutes(BufferBeforeMinutes),
            days.End + Duration.FromMinutes(LengthMinutes + BufferAfterMinutes));
    }

    /// <summary>
    /// The cells whose claims must be read before <see cref="Availability.Check"/> or <see cref="Availability.Candidates"/>
    /// is asked about one start: its whole clinic date (a fair choice counts the day's work) and the visit with its buffers.
    /// </summary>
    public CellRange CellsToRead(ClinicCalendar calendar, Instant start)
    {
        var date = calendar.DateOf(start);
        return CellsToRead(calendar, date, date);
    }

    private static int WholeCells(int minutes, int atLeast, [CallerMemberName] string property = "") =>
        minutes >= atLeast && minutes % DiaryCell.Minutes == 0
            ? minutes
            : throw new ArgumentOutOfRangeException(property, minutes, $"Minutes come in multiples of {DiaryCell.Minutes}, here at least {atLeast}.");

    private static T NotNegative<T>(T value, [CallerMemberName] string property = "")
        where T : struct, IComparable<T> =>
        value.CompareTo(default) >= 0
            ? value
            : throw new ArgumentOutOfRangeException(property, value, "Must not be negative.");
}
