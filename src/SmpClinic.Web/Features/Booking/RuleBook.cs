using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>
/// What the clinic has laid down about its diary, as it stood under one stamp: services, who offers them and where, hours, absences,
/// closures; everything but what is taken. One copy serves every reader and is never changed. What writes reads for itself, in
/// its own transaction.
/// </summary>
public sealed class RuleBook
{
    private readonly FrozenDictionary<string, Service> _bySlug;
    private readonly FrozenDictionary<int, Hours> _hours;
    private readonly List<Closure> _closures;

    /// <summary>Puts it together from rows, which may be changed ones that are not saved.</summary>
    /// <param name="number">The stamp under which they stand.</param>
    /// <param name="services">Those that can be booked, in the clinic's order.</param>
    /// <param name="practitioners">Everybody, with hours, absences and rooms.</param>
    /// <param name="closures">All of them.</param>
    internal RuleBook(long number, List<Service> services, List<Practitioner> practitioners, List<Closure> closures)
    {
        Number = number;
        Services = services;
        _bySlug = services.ToFrozenDictionary(s => s.Slug, StringComparer.Ordinal);
        _hours = practitioners.ToFrozenDictionary(p => p.Id, p => new Hours(p));
        Slugs = practitioners.ToFrozenDictionary(p => p.Id, p => p.Slug);
        _closures = closures;
    }

    /// <summary>The number of <see cref="Stamp.Rules"/> under which this was read.</summary>
    public long Number { get; }

    /// <summary>The services that can be booked, in the clinic's order, each with those who offer it and its rooms.</summary>
    public IReadOnlyList<Service> Services { get; }

    /// <summary>What every practitioner is called in addresses, by number.</summary>
    public IReadOnlyDictionary<int, string> Slugs { get; }

    /// <summary>A service that can be booked; null where there is none.</summary>
    public Service? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>Reads it all.</summary>
    internal static async Task<RuleBook> ReadAsync(ClinicDb db, long number, CancellationToken cancellationToken)
    {
        var services = await db.Services.AsNoTrackingWithIdentityResolution().Include(s => s.Practitioners).Include(s => s.Rooms)
            .AsSplitQuery().Where(s => s.Active).OrderBy(s => s.SortOrder).ToListAsync(cancellationToken);
        var practitioners = await db.Practitioners.AsNoTracking().Include(p => p.WeeklyHours).ThenInclude(h => h.Breaks)
            .Include(p => p.DatedHours).Include(p => p.TimeOff).Include(p => p.Rooms).AsSplitQuery().ToListAsync(cancellationToken);
        var closures = await db.Closures.AsNoTracking().ToListAsync(cancellationToken);
        return new(number, services, practitioners, closures.ConvertAll(c => new Closure(c.From, c.Until)));
    }

    /// <summary>The closures that touch a window of clinic dates, and the day before it: nights belong to the evening they began in.</summary>
    internal List<Closure> Closures(LocalDate from, LocalDate until)
    {
        var dayBefore = from.PlusDays(-1);
        return _closures.FindAll(c => c.Until >= dayBefore && c.From <= until);
    }

    /// <summary>One practitioner's diary over a window.</summary>
    internal PractitionerDiary DiaryOf(int practitioner, LocalDate from, LocalDate until, Interval span, Occupancy occupancy, ClinicCalendar calendar) =>
        _hours.GetValueOrDefault(practitioner) is { } hours
            ? hours.Within(practitioner, from.PlusDays(-1), until, span, occupancy, calendar)
            : new(practitioner, [], [], [], occupancy);

    private sealed class Hours(Practitioner practitioner)
    {
        private readonly List<WorkingHours> _weekly = practitioner.WeeklyHours.ConvertAll(DiaryRows.AsWorkingHours);
        private readonly List<DatedHours> _dated = DiaryRows.AsDatedHours(practitioner.DatedHours);
        private readonly List<Interval> _absences = practitioner.TimeOff.ConvertAll(t => new Interval(t.Start, t.End));
        private readonly LocalDate? _registrationEnds = practitioner.RegistrationEnds;
        private readonly FrozenSet<int>? _rooms = practitioner.Rooms.Count == 0 ? null : practitioner.Rooms.Select(r => r.Id).ToFrozenSet();

        public PractitionerDiary Within(int id, LocalDate from, LocalDate until, Interval span, Occupancy occupancy, ClinicCalendar calendar) => new(
            id,
            _weekly,
            _dated.FindAll(d => d.Date >= from && d.Date <= until),
            [.. _absences.Where(a => a.End > span.Start && a.Start < span.End), .. DiaryRows.AfterRegistration(_registrationEnds, calendar)],
            occupancy,
            _rooms);
    }
}

/// <summary>Keeps the present <see cref="RuleBook"/>: asks for its stamp at every use, and reads it again where that has changed.</summary>
internal sealed class RuleBooks : IDisposable
{
    private readonly Func<ClinicDb, string, IAsyncEnumerable<long>> _number = EF.CompileAsyncQuery(
        (ClinicDb db, string name) => db.Stamps.Where(s => s.Name == name).Select(s => s.Number));

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile RuleBook? _present;

    public async Task<RuleBook> PresentAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var number = await NumberAsync(db, cancellationToken);
        if (_present is { } present && present.Number == number)
        {
            return present;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            // The stamp first and the rows after it: what changes in between has a stamp of its own, and is read again.
            number = await NumberAsync(db, cancellationToken);
            return _present is { } meanwhile && meanwhile.Number == number
                ? meanwhile
                : _present = await RuleBook.ReadAsync(db, number, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>Nothing was ever stamped where nothing was ever laid down.</summary>
    private async Task<long> NumberAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var number = 0L;
        await foreach (var found in _number(db, Stamp.Rules).WithCancellation(cancellationToken))
        {
            number = found;
        }

        return number;
    }
}

/// <summary>Rows of the database as the arithmetic takes them.</summary>
internal static class DiaryRows
{
    public static WorkingHours AsWorkingHours(WeeklyHours row) => new(
        row.Day,
        new OpenHours(row.Opens, row.Closes, [.. row.Breaks.Select(b => new Break(b.Start, b.End))]),
        row.ValidFrom,
        row.ValidUntil);

    public static List<DatedHours> AsDatedHours(IEnumerable<DatedHoursRow> rows) =>
    [
        .. rows.GroupBy(r => (r.Date, r.InAddition)).Select(same => new DatedHours(
            same.Key.Date,
            [.. same.Where(r => r.Opens is not null && r.Closes is not null).Select(r => new OpenHours(r.Opens!.Value, r.Closes!.Value))],
            same.Key.InAddition)),
    ];

    /// <summary>Whoever's registration has run out is away from that day on, for good.</summary>
    public static IEnumerable<Interval> AfterRegistration(LocalDate? ends, ClinicCalendar calendar)
    {
        if (ends is { } date)
        {
            yield return new(calendar.DayOf(date).Start, null);
        }
    }
}
