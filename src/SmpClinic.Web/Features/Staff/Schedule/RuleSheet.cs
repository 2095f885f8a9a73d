using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>
/// Everything that is laid down about the diary, as rows that a change is made to: saved with the context, or only looked at and thrown
/// away with it. So what a preview shows is what would be saved.
/// </summary>
public sealed class RuleSheet
{
    private readonly ClinicDb _db;

    private RuleSheet(ClinicDb db, List<Service> services, List<Practitioner> practitioners, List<Room> rooms, List<ClinicClosure> closures) =>
        (_db, Services, Practitioners, Rooms, Closures) = (db, services, practitioners, rooms, closures);

    public List<Service> Services { get; }

    public List<Practitioner> Practitioners { get; }

    public List<Room> Rooms { get; }

    public List<ClinicClosure> Closures { get; }

    /// <summary>Reads it all, tracked.</summary>
    public static async Task<RuleSheet> ReadAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var rooms = await db.Rooms.OrderBy(r => r.SortOrder).ToListAsync(cancellationToken);
        var practitioners = await db.Practitioners.Include(p => p.WeeklyHours).ThenInclude(h => h.Breaks).Include(p => p.DatedHours).Include(p => p.TimeOff).Include(p => p.Rooms)
            .AsSplitQuery().OrderBy(p => p.SortOrder).ToListAsync(cancellationToken);
        var services = await db.Services.Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().OrderBy(s => s.SortOrder).ToListAsync(cancellationToken);
        return new(db, services, practitioners, rooms, await db.Closures.OrderBy(c => c.From).ToListAsync(cancellationToken));
    }

    /// <summary>The rules as they stand here, for <see cref="Diary.PeekAsync"/>.</summary>
    internal RuleBook ToBook() => new(
        0, [.. Services.Where(s => s.Active).OrderBy(s => s.SortOrder)], Practitioners, Closures.ConvertAll(c => new Closure(c.From, c.Until)));

    /// <summary>A practitioner by what addresses call them.</summary>
    public Practitioner? Person(string slug) => Practitioners.Find(p => p.Slug == slug);

    public void Add(Practitioner practitioner)
    {
        Practitioners.Add(practitioner);
        _db.Add(practitioner);
    }

    public void Add(Room room)
    {
        Rooms.Add(room);
        _db.Add(room);
    }

    public void Add(Service service)
    {
        Services.Add(service);
        _db.Add(service);
    }

    public void Add(ClinicClosure closure)
    {
        Closures.Add(closure);
        _db.Add(closure);
    }

    public void Remove(ClinicClosure closure)
    {
        Closures.Remove(closure);
        _db.Remove(closure);
    }

    /// <summary>Counts a change of what belongs to it as a change of it, so that of two who make one the second is told.</summary>
    public void Touch(IVersioned root)
    {
        var entry = _db.Entry(root);
        if (entry.State == EntityState.Unchanged)
        {
            entry.Property(nameof(IVersioned.Version)).IsModified = true;
        }
    }

    /// <summary>
    /// Makes a list of what belongs together hold the wanted ones and no others. Both ends count as changed: each has a form that shows the other.
    /// </summary>
    public void Pair<T>(List<T> list, IReadOnlyCollection<T> wanted)
        where T : class, IVersioned
    {
        foreach (var gone in list.FindAll(one => !wanted.Contains(one)))
        {
            list.Remove(gone);
            Touch(gone);
        }

        foreach (var added in wanted.Where(one => !list.Contains(one)))
        {
            list.Add(added);
            Touch(added);
        }
    }

    /// <summary>Has one thing stand in the lists of some services, and in no others.</summary>
    public void PairWithServices<T>(T one, Func<Service, List<T>> listOf, IReadOnlySet<int> serviceIds)
        where T : class, IVersioned
    {
        foreach (var service in Services)
        {
            var list = listOf(service);
            var wanted = serviceIds.Contains(service.Id);
            if (wanted == list.Contains(one))
            {
                continue;
            }

            if (wanted)
            {
                list.Add(one);
            }
            else
            {
                list.Remove(one);
            }

            Touch(service);
        }
    }
}

/// <summary>What speaks against a visit under the rules, whoever booked it.</summary>
[Flags]
public enum VisitTrouble
{
    None = 0,
    ClinicClosed = 1,
    Away = 2,
    OutsideHours = 4,
    NotHere = 8,
    NotRegistered = 16,
    NotOffered = 32,
    RoomShut = 64,
    OtherRooms = 128,
}

/// <summary>The rules at one moment, as far as they bear on visits that are booked already. It stays as it is when the rows change.</summary>
public sealed class RuleSnapshot
{
    private readonly Dictionary<int, Person> _people;
    private readonly HashSet<int> _openRooms;
    private readonly Dictionary<int, (HashSet<int> People, HashSet<int> Rooms)> _services;
    private readonly List<Closure> _closures;

    public RuleSnapshot(RuleSheet sheet)
    {
        _people = sheet.Practitioners.Where(p => p.Id != 0).ToDictionary(p => p.Id, p => new Person(p));
        _openRooms = [.. sheet.Rooms.Where(r => r.Active).Select(r => r.Id)];
        _services = sheet.Services.Where(s => s.Id != 0).ToDictionary(s => s.Id, s => (s.Practitioners.Select(p => p.Id).ToHashSet(), s.Rooms.Select(r => r.Id).ToHashSet()));
        _closures = sheet.Closures.ConvertAll(c => new Closure(c.From, c.Until));
    }

    /// <summary>All that speaks against a visit.</summary>
    public VisitTrouble Against(AffectedVisit visit, ClinicCalendar calendar)
    {
        if (!_people.TryGetValue(visit.PractitionerId, out var person) || !_services.TryGetValue(visit.ServiceId, out var service))
        {
            return VisitTrouble.NotHere;
        }

        var (first, last) = (calendar.DateOf(visit.Start), calendar.DateOf(visit.End - Duration.Epsilon));
        var trouble = person.Against(visit, first, calendar);
        trouble |= _closures.Exists(c => c.From <= last && c.Until >= first) ? VisitTrouble.ClinicClosed : VisitTrouble.None;
        trouble |= service.People.Contains(visit.PractitionerId) ? VisitTrouble.None : VisitTrouble.NotOffered;
        return visit.RoomId is not { } room ? trouble
            : trouble | (_openRooms.Contains(room) && service.Rooms.Contains(room) ? VisitTrouble.None : VisitTrouble.RoomShut);
    }

    private sealed class Person(Practitioner practitioner)
    {
        private readonly bool _active = practitioner.Active;
        private readonly LocalDate? _registrationEnds = practitioner.RegistrationEnds;
        private readonly HashSet<int> _rooms = [.. practitioner.Rooms.Select(r => r.Id)];
        private readonly List<Interval> _absences = practitioner.TimeOff.ConvertAll(t => new Interval(t.Start, t.End));
        private readonly PractitionerDiary _hours = new(
            practitioner.Id, practitioner.WeeklyHours.ConvertAll(DiaryRows.AsWorkingHours), DiaryRows.AsDatedHours(practitioner.DatedHours), [], Occupancy.Of(new(0, 0), []));

        public VisitTrouble Against(AffectedVisit visit, LocalDate date, ClinicCalendar calendar)
        {
            var trouble = _active ? VisitTrouble.None : VisitTrouble.NotHere;
            trouble |= _registrationEnds <= date ? VisitTrouble.NotRegistered : VisitTrouble.None;
            trouble |= _absences.Exists(a => a.Start < visit.End && a.End > visit.Start) ? VisitTrouble.Away : VisitTrouble.None;
            trouble |= _hours.OpenStretches(visit.Start, calendar, []).Any(s => s.Holds(visit.Start, visit.End)) ? VisitTrouble.None : VisitTrouble.OutsideHours;
            return visit.RoomId is { } room && _rooms.Count > 0 && !_rooms.Contains(room) ? trouble | VisitTrouble.OtherRooms : trouble;
        }
    }
}
