using CsCheck;
using NodaTime;

namespace SmpClinic.Scheduling.Tests;

/// <summary>A practitioner with the taken cells laid open, so that the oracle can count them itself.</summary>
public sealed record CasePractitioner(
    int Id,
    IReadOnlyList<WorkingHours> Weekly,
    IReadOnlyList<DatedHours> Dated,
    IReadOnlyList<Interval> TimeOff,
    IReadOnlySet<int> Taken)
{
    /// <summary>The rooms they work in; null for any.</summary>
    public IReadOnlySet<int>? Rooms { get; init; }
}

/// <summary>A room with the taken cells laid open.</summary>
public sealed record CaseRoom(int Id, IReadOnlySet<int> Taken);

/// <summary>One random diary and the question asked of it.</summary>
public sealed record BookingCase(
    DateTimeZone Zone,
    LocalDate From,
    LocalDate Until,
    Instant Now,
    BookingRules Rules,
    IReadOnlyList<Closure> Closures,
    IReadOnlyList<CasePractitioner> Practitioners,
    IReadOnlyList<CaseRoom> Rooms)
{
    /// <summary>The clinic dates of the visits of the service there are already.</summary>
    public IReadOnlyList<LocalDate> Visits { get; init; } = [];

    // The clocks of these zones change at midnight, by half an hour, by two hours, for Ramadan, or never.
    private static readonly string[] ZoneIds =
    [
        "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana", "Africa/Casablanca",
        "America/Nuuk", "Antarctica/Troll", "Africa/Cairo", "Pacific/Chatham", "Asia/Kathmandu", "America/Santiago",
    ];

    private static readonly int[] AwkwardMinutes = [0, 30, 60, 90, 120, 150, 180, 240, 540, 720, 1200, 1320, 1380, 1410];

    private static readonly Gen<LocalTime> AnyTime =
        Gen.Frequency(
            (6, Gen.OneOf(AwkwardMinutes)),
            (5, Gen.Int[0, 287].Select(cell => cell * 5)),
            (1, Gen.Int[0, 1439]))
        .Select(minute => LocalTime.Midnight.PlusMinutes(minute));

    private static readonly Gen<Break> AnyBreak =
        Gen.Select(AnyTime, Gen.OneOf(0, 5, 15, 30, 60, 61, 180), (start, minutes) => new Break(start, start.PlusMinutes(minutes)));

    private static readonly Gen<OpenHours> AnyHours =
        Gen.Select(AnyTime, AnyTime, AnyBreak.List[0, 2], (opens, closes, breaks) => new OpenHours(opens, closes, breaks));

    private static readonly Gen<OpenHours> OvernightHours =
        Gen.Select(Gen.Int[216, 287], Gen.Int[0, 72], AnyBreak.List[0, 2], (opens, closes, breaks) => new OpenHours(
            LocalTime.Midnight.PlusMinutes(opens * 5), LocalTime.Midnight.PlusMinutes(closes * 5), breaks));

    private static readonly Gen<BookingRules> AnyRules =
        Gen.Select(
            Gen.OneOf(5, 10, 15, 30, 45, 60, 90, 240),
            Gen.OneOf(0, 0, 5, 10, 30),
            Gen.OneOf(0, 0, 5, 15, 60),
            Gen.OneOf(5, 10, 15, 20, 25, 30, 60),
            Gen.OneOf(0, 5, 60, 90, 1440),
            Gen.OneOf(0, 1, 2, 60),
            Gen.Select(Gen.Bool, Limit(3), Limit(4), Gen.Int[0, 30]),
            (length, before, after, step, lead, horizon, more) =>
                new BookingRules(length, before, after, step, Duration.FromMinutes(lead), horizon, more.Item1) { MostPerDay = more.Item2, MostPerWeek = more.Item3, Closed = more.Item4 == 0 });

    private static readonly (DateTimeZone Zone, LocalDate[] ChangeDates)[] Zones =
        [.. ZoneIds.Select(id => DateTimeZoneProviders.Tzdb[id]).Select(zone => (zone, ClockChange.Of(zone).Select(change => change.DateBefore).ToArray()))];

    private static readonly Gen<(DateTimeZone Zone, LocalDate Date)> AnyDate =
        from zone in Gen.OneOf(Zones)
        from monthEnd in Gen.Select(Gen.Int[2024, 2036], Gen.Int[1, 12], (year, month) => new YearMonth(year, month).OnDayOfMonth(1).PlusDays(-1))
        from date in zone.ChangeDates.Length == 0
            ? Gen.Const(monthEnd)
            : Gen.Frequency((3, Gen.OneOf(zone.ChangeDates)), (1, Gen.Const(monthEnd)))
        from shift in Gen.Int[-1, 1]
        select (zone.Zone, date.PlusDays(shift));

    /// <summary>Diaries of any kind, aimed at edges that touch, clock changes, midnights and month ends.</summary>
    public static Gen<BookingCase> Any { get; } = With(AnyHours);

    /// <summary>Diaries whose every span runs past midnight.</summary>
    public static Gen<BookingCase> Overnight { get; } = With(OvernightHours);

    /// <summary>The code under test, over this diary.</summary>
    public Availability ToAvailability()
    {
        var calendar = new ClinicCalendar(Zone);
        var window = Rules.CellsToRead(calendar, From, Until);
        return new(
            calendar,
            Rules,
            Closures,
            [.. Practitioners.Select(one => new PractitionerDiary(one.Id, one.Weekly, one.Dated, one.TimeOff, Occupancy.Of(window, one.Taken), one.Rooms))],
            [.. Rooms.Select(room => new RoomDiary(room.Id, Occupancy.Of(window, room.Taken)))],
            Visits);
    }

    /// <summary>The case in words, for a failure's message.</summary>
    public string Describe() => string.Join(
        Environment.NewLine,
        [
            $"{Zone.Id} {From:R} to {Until:R}, now {Now:g}, {Rules}",
            .. Closures.Select(closure => $"closed {closure.From:R} to {closure.Until:R}"),
            .. Practitioners.Select(one => $"practitioner {one.Id}: "
                + string.Join("; ", one.Weekly.Select(row => $"{row.Day} {Describe(row.Hours)} valid {row.ValidFrom:R}..{row.ValidUntil:R}"))
                + string.Concat(one.Dated.Select(dated => $"; on {dated.Date:R}{(dated.InAddition ? " in addition" : null)} [{string.Join(", ", dated.Hours.Select(Describe))}]"))
                + string.Concat(one.TimeOff.Select(off => $"; off {off}"))
                + (one.Rooms is null ? null : $"; only in rooms {string.Join(' ', one.Rooms.Order())}")
                + $"; taken {string.Join(' ', one.Taken.Order())}"),
            "visits on " + string.Join(' ', Visits.Select(date => $"{date:R}")),
            .. Rooms.Select(room => $"room {room.Id}: taken {string.Join(' ', room.Taken.Order())}"),
        ]);

    private static string Describe(OpenHours hours) =>
        $"{hours.Opens:r}-{hours.Closes:r}" + string.Concat(hours.Breaks.Select(pause => $" break {pause.Start:r}-{pause.End:r}"));

    private static Gen<BookingCase> With(Gen<OpenHours> hours) =>
        from day in AnyDate
        from days in Gen.Int[0, 1]
        from rules in AnyRules
        from now in MinutesFrom(day.Date, -2880, 1440)
        from jitter in Gen.Int[-1, 1]
        from closures in Gen.Frequency(
            (4, Gen.Const(new List<Closure>())),
            (1, AnyClosure(day.Date).List[1, 2]))
        from practitioners in Practitioner(day.Date, hours).List[1, 3]
        from rooms in Taken(day.Date).List[0, 2]
        from visits in Gen.Int[-7, 8].Select(shift => day.Date.PlusDays(shift)).List[0, 5]
        select new BookingCase(
            day.Zone,
            day.Date,
            day.Date.PlusDays(days),
            now + Duration.FromSeconds(jitter),
            rules,
            closures,
            [.. practitioners.Select((one, index) => one with { Id = 7 + (index * 4) })],
            [.. rooms.Select((taken, index) => new CaseRoom(20 - index, taken))])
        {
            Visits = visits,
        };

    private static Gen<int?> Limit(int most) => Gen.Frequency((4, Gen.Const((int?)null)), (1, Gen.Int[0, most].Select(number => (int?)number)));

    private static Gen<Closure> AnyClosure(LocalDate date) =>
        Gen.Select(Gen.Int[-1, 2], Gen.Int[0, 1], (shift, more) => new Closure(date.PlusDays(shift), date.PlusDays(shift + more)));

    private static Gen<CasePractitioner> Practitioner(LocalDate date, Gen<OpenHours> hours)
    {
        var weekly = Gen.Select(
            Gen.Int[-1, 2],
            hours,
            Gen.Frequency((5, Gen.Const((int?)null)), (1, Gen.Int[-1, 2].Select(shift => (int?)shift))),
            Gen.Frequency((5, Gen.Const((int?)null)), (1, Gen.Int[-1, 2].Select(shift => (int?)shift))),
            (day, span, from, until) => new WorkingHours(
                date.PlusDays(day).DayOfWeek,
                span,
                from is { } first ? date.PlusDays(first) : null,
                until is { } last ? date.PlusDays(last) : null));
        var dated = Gen.Select(Gen.Int[-1, 1], hours.List[0, 2], Gen.Int[0, 2], (day, spans, kind) => new DatedHours(date.PlusDays(day), spans, kind == 0));
        var timeOff = Gen.Select(
            Gen.Frequency((3, Gen.Const(5)), (1, Gen.Const(1))).SelectMany(grain => MinutesFrom(date, -600, 3000, grain)),
            Gen.OneOf(0, 5, 30, 60, 240, 1440),
            Gen.Int[0, 15],
            (start, minutes, kind) => new Interval(kind == 0 ? null : start, kind == 15 ? null : start + Duration.FromMinutes(minutes)));
        var rooms = Gen.Frequency((3, Gen.Const((IReadOnlySet<int>?)null)), (1, Gen.Int[19, 20].List[0, 2].Select(ids => (IReadOnlySet<int>?)ids.ToHashSet())));
        return Gen.Select(weekly.List[0, 4], Rarely(dated), Rarely(timeOff), Taken(date), rooms, (rows, exceptions, absences, taken, only) =>
            new CasePractitioner(Id: 0, rows, exceptions, absences, taken) { Rooms = only });
    }

    private static Gen<List<T>> Rarely<T>(Gen<T> one) => Gen.Frequency((2, Gen.Const(0).Select(_ => new List<T>())), (1, one.List[1, 2]));

    private static Gen<HashSet<int>> Taken(LocalDate date) =>
        Gen.Select(MinutesFrom(date, -720, 3600), Gen.OneOf(1, 2, 6, 12, 18), (start, cells) => (First: DiaryCell.Containing(start), Cells: cells))
            .List[0, 12]
            .Select(visits => visits.SelectMany(visit => Enumerable.Range(visit.First, visit.Cells)).ToHashSet());

    private static Gen<Instant> MinutesFrom(LocalDate date, int low, int high, int grain = 5) =>
        Gen.Int[low / grain, high / grain].Select(count => date.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(count * grain));
}
