using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>What a service asks of the diary. Lengths are whole minutes and multiples of <see cref="DiaryCell.Minutes"/>.</summary>
/// <param name="LengthMinutes">The visit itself.</param>
/// <param name="BufferBeforeMinutes">Kept free before the visit; it needs the resources free, not the clinic open.</param>
/// <param name="BufferAfterMinutes">Kept free after the visit; likewise.</param>
/// <param name="StepMinutes">Distance of start times on the clock's face, counted from the opening time of the span.</param>
/// <param name="LeadTime">How long before the start a booking must be made.</param>
/// <param name="HorizonDays">How many clinic dates after today may be booked.</param>
/// <param name="NeedsRoom">Whether a room is claimed as well.</param>
public sealed record BookingRules(
    int LengthMinutes,
    int BufferBeforeMinutes,
    int BufferAfterMinutes,
    int StepMinutes,
    Duration LeadTime,
    int HorizonDays,
    bool NeedsRoom)
{
    /// <summary>The cells a visit starting at <paramref name="start"/> occupies, buffers included.</summary>
    public CellRange Occupies(Instant start) => CellRange.Covering(
        start - Duration.FromMinutes(BufferBeforeMinutes),
        start + Duration.FromMinutes(LengthMinutes + BufferAfterMinutes));
}
