using System.Numerics;
using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>
/// The one function that answers both "what may be offered" and "is this one still fine", from the same data.
/// A visit lies wholly in one open stretch of one span of work and starts on that span's grid; it and its buffers meet no
/// taken cell. An appointment that is being moved stands in its own way unless its cells were left out of the occupancies.
/// </summary>
public sealed class Availability
{
    private const int WordBits = 64;

    private static readonly LocalDate Epoch = new(1970, 1, 1);

    private readonly ClinicCalendar calendar;
    private readonly BookingRules rules;
    private readonly IReadOnlyList<Closure> closures;
    private readonly PractitionerDiary[] practitioners;
    private readonly IReadOnlyList<RoomDiary> rooms;
    private readonly Dictionary<LocalDate, int> visitsOfDay;
    private readonly Dictionary<LocalDate, int> visitsOfWeek;

    /// <summary>Takes the diary as it was read.</summary>
    /// <param name="calendar">The clinic's calendar.</param>
    /// <param name="rules">What the service asks.</param>
    /// <param name="closures">Dates on which the clinic is shut.</param>
    /// <param name="practitioners">Those who offer the service, in any order.</param>
    /// <param name="rooms">Those in which it may take place, the preferred one first.</param>
    /// <param name="visits">The clinic date of every visit of the service there is already, in all weeks that are asked about; needed
    /// only where the rules limit their number.</param>
    /// <exception cref="ArgumentException">A practitioner is given twice.</exception>
    public Availability(
        ClinicCalendar calendar,
        BookingRules rules,
        IReadOnlyList<Closure> closures,
        IReadOnlyList<PractitionerDiary> practitioners,
        IReadOnlyList<RoomDiary> rooms,
        IReadOnlyList<LocalDate>? visits = null)
    {
        if (practitioners.DistinctBy(practitioner => practitioner.Id).Count() != practitioners.Count)
        {
            throw new ArgumentException("A practitioner has one diary.", nameof(practitioners));
        }

        this.calendar = calendar;
        this.rules = rules;
        this.closures = closures;
        this.practitioners = [.. practitioners.OrderBy(practitioner => practitioner.Id)];
        this.rooms = rooms;
        visitsOfDay = (visits ?? []).GroupBy(date => date).ToDictionary(day => day.Key, day => day.Count());
        visitsOfWeek = (visits ?? []).GroupBy(BookingRules.MondayOf).ToDictionary(week => week.Key, week => week.Count());
    }

    /// <summary>Every bookable (start, practitioner) on the clinic dates from <paramref name="from"/> to <paramref name="until"/>,
    /// both included, by start and then in the order of <see cref="Candidates"/>. A start belongs to the date on which it
    /// lies, also in a span that opened the evening before.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An occupancy does not cover
    /// <see cref="BookingRules.CellsToRead(ClinicCalendar, LocalDate, LocalDate)"/> for these dates.</exception>
    public IReadOnlyList<Slot> Offer(Instant now, LocalDate from, LocalDate until)
    {
        // A day's slack, because clocks that go back over midnight let an earlier date follow a later one.
        var earliest = now + rules.LeadTime;
        from = LocalDate.Max(from, calendar.DateOf(earliest).PlusDays(-1));
        until = LocalDate.Min(until, LastDate(now));
        if (until < from || practitioners.Length == 0 || rules.Closed)
        {
            return [];
        }

        MustHaveRead(rules.CellsToRead(calendar, from, until));
        var days = calendar.Span(from, until);
        var range = new CellRange(DiaryCell.AtOrAfter(Instant.Max(earliest, days.Start)), DiaryCell.AtOrAfter(days.End));
        var slots = new List<Slot>();
        if (range.Count <= 0)
        {
            return slots;
        }

        var starts = Array.ConvertAll(practitioners, practitioner => FreeStarts(practitioner, from, until, range));
        int[]? order = null;
        var orderedFor = default(LocalDate);
        for (var word = 0; word < starts[0].Length; word++)
        {
            var anyone = 0UL;
            foreach (var bits in starts)
            {
                anyone |= bits[word];
            }

            for (; anyone != 0; anyone &= anyone - 1)
            {
                var bit = BitOperations.TrailingZeroCount(anyone);
                var start = DiaryCell.Start(range.First + (word * WordBits) + bit);
                var date = calendar.DateOf(start);
                var room = FreeRoom(start, within: null);
                if (date < from || date > until || (rules.NeedsRoom && room is null) || IsFull(date))
                {
                    continue;
                }

                if (order is null || date != orderedFor)
                {
                    (order, orderedFor) = (FairestFirst(date), date);
                }

                foreach (var index in order)
                {
                    if ((starts[index][word] >> bit & 1) == 0)
                    {
                        continue;
                    }

                    var practitioner = practitioners[index];
                    var theirs = practitioner.Rooms is null ? room : FreeRoom(start, practitioner.Rooms);
                    if (!rules.NeedsRoom || theirs is not null)
                    {
                        slots.Add(SlotAt(start, practitioner, theirs));
                    }
                }
            }
        }

        return slots;
    }

    /// <summary>Whether one start with one practitioner may be booked now. Of several reasons against it, the first in the
    /// order of <see cref="Refusal"/> is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An occupancy does not cover the visit and its buffers.</exception>
    public Verdict Check(Instant now, Instant start, int practitionerId)
    {
        var practitioner = Array.Find(practitioners, one => one.Id == practitionerId);
        if (practitioner is null)
        {
            return Refused(Refusal.NotOffered);
        }

        if (rules.Closed)
        {
            return Refused(Refusal.BookingClosed);
        }

        if (start < now + rules.LeadTime)
        {
            return Refused(Refusal.TooSoon);
        }

        var date = calendar.DateOf(start);
        if (date > LastDate(now))
        {
            return Refused(Refusal.TooFarAhead);
        }

        if (closures.Any(closure => closure.Includes(date)))
        {
            return Refused(Refusal.ClinicClosed);
        }

        var end = rules.EndOf(start);
        var holding = practitioner.OpenStretches(start, calendar, closures).Where(stretch => stretch.Holds(start, end)).ToList();
        if (holding.Count == 0)
        {
            return Refused(Refusal.NotWorking);
        }

        if (!holding.Exists(stretch => IsOnGrid(stretch, start)))
        {
            return Refused(Refusal.OffGrid);
        }

        if (IsFull(date))
        {
            return Refused(Refusal.FullyBooked);
        }

        if (!practitioner.Occupied.IsFree(rules.Occupies(start)))
        {
            return Refused(Refusal.Taken);
        }

        var room = FreeRoom(start, practitioner.Rooms);
        return rules.NeedsRoom && room is null
            ? Refused(Refusal.NoRoom)
            : new(SlotAt(start, practitioner, room), Refusal: null);
    }

    /// <summary>
    /// Every practitioner who could take this start, the fairest choice first: who has the fewest cells taken on the
    /// start's clinic date, and among equals the one whose turn it is on that date.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An occupancy does not cover
    /// <see cref="BookingRules.CellsToRead(ClinicCalendar, Instant)"/>.</exception>
    public IReadOnlyList<Slot> Candidates(Instant now, Instant start)
    {
        var able = Array.ConvertAll(practitioners, practitioner => Check(now, start, practitioner.Id).Slot);
        return Array.TrueForAll(able, slot => slot is null)
            ? []
            : [.. FairestFirst(calendar.DateOf(start)).Select(index => able[index]).OfType<Slot>()];
    }

    private int StepCells => rules.StepMinutes / DiaryCell.Minutes;

    private static Verdict Refused(Refusal reason) => new(Slot: null, reason);

    private Slot SlotAt(Instant start, PractitionerDiary practitioner, int? room) =>
        new(start, rules.EndOf(start), practitioner.Id, room);

    private LocalDate LastDate(Instant now) => calendar.DateOf(now).PlusDays(rules.HorizonDays);

    /// <summary>
    /// The grid is counted on the clock's face: from the instant at which the span would have opened, had the clocks always
    /// stood as they stand at the start.
    /// </summary>
    private bool IsOnGrid(OpenStretch stretch, Instant start)
    {
        var anchor = ClinicCalendar.At(stretch.Opens, calendar.Zone.GetUtcOffset(start));
        return DiaryCell.IsAligned(start)
            && DiaryCell.IsAligned(anchor)
            && (DiaryCell.Containing(start) - DiaryCell.Containing(anchor)) % StepCells == 0;
    }

    /// <summary>One bit for each cell of <paramref name="range"/>: set if a visit may start there and the practitioner is free.</summary>
    private ulong[] FreeStarts(PractitionerDiary practitioner, LocalDate from, LocalDate until, CellRange range)
    {
        var starts = new ulong[(range.Count + WordBits - 1) / WordBits];
        var reach = rules.Occupies(DiaryCell.Start(0));
        for (var date = from.PlusDays(-1); date <= until; date = date.PlusDays(1))
        {
            foreach (var stretch in practitioner.OpenStretches(date, calendar, closures))
            {
                foreach (var (steady, offset) in calendar.SteadyPieces(stretch.Open))
                {
                    var anchor = ClinicCalendar.At(stretch.Opens, offset);
                    if (!DiaryCell.IsAligned(anchor))
                    {
                        continue;
                    }

                    var first = Math.Max(range.First, DiaryCell.AtOrAfter(steady.Start));
                    var lastFitting = DiaryCell.Containing(stretch.Open.End - Duration.FromMinutes(rules.LengthMinutes));
                    var end = Math.Min(range.End, Math.Min(lastFitting + 1, DiaryCell.AtOrAfter(steady.End)));
                    var missing = (first - DiaryCell.Containing(anchor)) % StepCells;
                    for (var cell = missing == 0 ? first : first - missing + StepCells; cell < end; cell += StepCells)
                    {
                        if (practitioner.Occupied.IsFree(new(cell + reach.First, cell + reach.End)))
                        {
                            starts[(cell - range.First) / WordBits] |= 1UL << ((cell - range.First) % WordBits);
                        }
                    }
                }
            }
        }

        return starts;
    }

    /// <summary>Whether the date, or its week, has as many visits of the service as it may have.</summary>
    private bool IsFull(LocalDate date) =>
        visitsOfDay.GetValueOrDefault(date) >= rules.MostPerDay || visitsOfWeek.GetValueOrDefault(BookingRules.MondayOf(date)) >= rules.MostPerWeek;

    /// <summary>The first room of the list, or of those of it that are asked for, that is free for the visit; null if none is, or none is needed.</summary>
    private int? FreeRoom(Instant start, IReadOnlySet<int>? within)
    {
        if (rules.NeedsRoom)
        {
            var cells = rules.Occupies(start);
            foreach (var room in rooms)
            {
                if ((within is null || within.Contains(room.Id)) && room.Occupied.IsFree(cells))
                {
                    return room.Id;
                }
            }
        }

        return null;
    }

    /// <summary>The practitioners' indices, the fairest choice for a visit on <paramref name="date"/> first.</summary>
    private int[] FairestFirst(LocalDate date)
    {
        // Practitioners stand in the order of their numbers and the turn moves on by one each date, so that equals share
        // the work and the same question always has the same answer.
        var day = calendar.DayOf(date);
        var cells = CellRange.Covering(day.Start, day.End);
        var turn = Period.DaysBetween(Epoch, date);
        return [.. Enumerable.Range(0, practitioners.Length)
            .OrderBy(index => practitioners[index].Occupied.CountTaken(cells))
            .ThenBy(index => (((index + turn) % practitioners.Length) + practitioners.Length) % practitioners.Length)];
    }

    /// <summary>Fails at once where the caller read too little, rather than on the day a visit happens to fall there.</summary>
    private void MustHaveRead(CellRange cells)
    {
        foreach (var practitioner in practitioners)
        {
            practitioner.Occupied.MustCover(cells);
        }

        if (rules.NeedsRoom)
        {
            foreach (var room in rooms)
            {
                room.Occupied.MustCover(cells);
            }
        }
    }
}
