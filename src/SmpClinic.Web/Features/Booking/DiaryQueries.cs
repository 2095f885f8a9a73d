using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>
/// The questions asked of the diary, translated once. A list of unknown length in a query is written out as SQL anew each time it
/// is asked, so up to <see cref="Few"/> resources stand in it one by one, the last repeated; only a larger clinic pays for the list.
/// </summary>
internal sealed class DiaryQueries
{
    /// <summary>How many resources the translated queries take.</summary>
    private const int Few = 8;

    // A translated query belongs to one model, and so to one provider: kept with whoever asks, not for the whole process.
    private readonly Func<ClinicDb, string, IAsyncEnumerable<Service>> _service = EF.CompileAsyncQuery(
        (ClinicDb db, string slug) => db.Services.AsNoTracking().Include(s => s.Practitioners).Where(s => s.Slug == slug && s.Active));

    private readonly Func<ClinicDb, int, IAsyncEnumerable<Room>> _rooms = EF.CompileAsyncQuery(
        (ClinicDb db, int service) => db.Rooms.AsNoTracking().Where(r => r.Services.Any(s => s.Id == service)));

    private readonly Func<ClinicDb, int, IAsyncEnumerable<WeeklyHours>> _weeklyOf = EF.CompileAsyncQuery(
        (ClinicDb db, int who) => db.WeeklyHours.AsNoTracking().Include(h => h.Breaks).Where(h => h.PractitionerId == who));

    private readonly Func<ClinicDb, int, int, int, int, int, int, int, int, IAsyncEnumerable<WeeklyHours>> _weekly = EF.CompileAsyncQuery(
        (ClinicDb db, int a, int b, int c, int d, int e, int f, int g, int h) =>
            db.WeeklyHours.AsNoTracking().Include(w => w.Breaks).Where(w => new[] { a, b, c, d, e, f, g, h }.Contains(w.PractitionerId)));

    private readonly Func<ClinicDb, int, LocalDate, LocalDate, IAsyncEnumerable<DatedHoursRow>> _datedOf = EF.CompileAsyncQuery(
        (ClinicDb db, int who, LocalDate from, LocalDate until) =>
            db.DatedHours.AsNoTracking().Where(r => r.PractitionerId == who && r.Date >= from && r.Date <= until));

    private readonly Func<ClinicDb, int, int, int, int, int, int, int, int, LocalDate, LocalDate, IAsyncEnumerable<DatedHoursRow>> _dated = EF.CompileAsyncQuery(
        (ClinicDb db, int a, int b, int c, int d, int e, int f, int g, int h, LocalDate from, LocalDate until) =>
            db.DatedHours.AsNoTracking().Where(r => new[] { a, b, c, d, e, f, g, h }.Contains(r.PractitionerId) && r.Date >= from && r.Date <= until));

    private readonly Func<ClinicDb, int, Instant, Instant, IAsyncEnumerable<TimeOff>> _timeOffOf = EF.CompileAsyncQuery(
        (ClinicDb db, int who, Instant start, Instant end) =>
            db.TimeOff.AsNoTracking().Where(t => t.PractitionerId == who && t.End > start && t.Start < end));

    private readonly Func<ClinicDb, int, int, int, int, int, int, int, int, Instant, Instant, IAsyncEnumerable<TimeOff>> _timeOff = EF.CompileAsyncQuery(
        (ClinicDb db, int a, int b, int c, int d, int e, int f, int g, int h, Instant start, Instant end) =>
            db.TimeOff.AsNoTracking().Where(t => new[] { a, b, c, d, e, f, g, h }.Contains(t.PractitionerId) && t.End > start && t.Start < end));

    private readonly Func<ClinicDb, LocalDate, LocalDate, IAsyncEnumerable<ClinicClosure>> _closures = EF.CompileAsyncQuery(
        (ClinicDb db, LocalDate from, LocalDate until) => db.Closures.AsNoTracking().Where(c => c.Until >= from && c.From <= until));

    private readonly Func<ClinicDb, int, int, int, Instant, Guid, IAsyncEnumerable<Taken>> _takenOf = EF.CompileAsyncQuery(
        (ClinicDb db, int resource, int first, int end, Instant now, Guid own) => db.ClaimedCells.AsNoTracking()
            .Where(c => new[] { resource, -resource }.Contains(c.ResourceId) && c.Cell >= first && c.Cell < end && (c.HeldUntil == null || c.HeldUntil > now) && c.OccupationId != own)
            .GroupBy(c => new { c.ResourceId, c.OccupationId })
            .Select(g => new Taken(g.Key.ResourceId, g.Min(c => c.Cell), g.Max(c => c.Cell))));

    private readonly Func<ClinicDb, int, int, int, int, int, int, int, int, int, int, Instant, Guid, IAsyncEnumerable<Taken>> _taken = EF.CompileAsyncQuery(
        (ClinicDb db, int a, int b, int c, int d, int e, int f, int g, int h, int first, int end, Instant now, Guid own) => db.ClaimedCells.AsNoTracking()
            .Where(t => new[] { a, -a, b, -b, c, -c, d, -d, e, -e, f, -f, g, -g, h, -h }.Contains(t.ResourceId) && t.Cell >= first && t.Cell < end && (t.HeldUntil == null || t.HeldUntil > now) && t.OccupationId != own)
            .GroupBy(t => new { t.ResourceId, t.OccupationId })
            .Select(g => new Taken(g.Key.ResourceId, g.Min(t => t.Cell), g.Max(t => t.Cell))));

    private readonly Func<ClinicDb, IAsyncEnumerable<Place>> _places = EF.CompileAsyncQuery(
        (ClinicDb db) => db.Practitioners.AsNoTracking().SelectMany(p => p.Rooms, (p, r) => new Place(p.Id, r.Id)));

    private readonly Func<ClinicDb, int, Instant, Instant, Guid, IAsyncEnumerable<Instant>> _visits = EF.CompileAsyncQuery(
        (ClinicDb db, int service, Instant start, Instant end, Guid own) => db.Appointments
            .Where(a => a.ServiceId == service && a.Start >= start && a.Start < end && a.Id != own
                && a.Status != AppointmentStatus.Cancelled && a.Status != AppointmentStatus.Declined)
            .Select(a => a.Start));

    private readonly Func<ClinicDb, int, Instant, Instant, Instant, Guid, IAsyncEnumerable<Instant>> _held = EF.CompileAsyncQuery(
        (ClinicDb db, int service, Instant start, Instant end, Instant now, Guid own) => db.SlotHolds
            .Where(h => h.ServiceId == service && h.Start >= start && h.Start < end && h.ExpiresAt > now && h.Id != own)
            .Select(h => h.Start));

    private readonly Func<ClinicDb, string, IAsyncEnumerable<Service>> _serviceToBook = EF.CompileAsyncQuery(
        (ClinicDb db, string slug) => db.Services.Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().Where(s => s.Slug == slug && s.Active));

    private readonly Func<ClinicDb, string, string, IAsyncEnumerable<Service>> _serviceToBookWith = EF.CompileAsyncQuery(
        (ClinicDb db, string slug, string with) =>
            db.Services.Include(s => s.Practitioners.Where(p => p.Slug == with)).Include(s => s.Rooms).AsSplitQuery().Where(s => s.Slug == slug && s.Active));

    private readonly Func<ClinicDb, string, IAsyncEnumerable<IdempotencyKey>> _key = EF.CompileAsyncQuery(
        (ClinicDb db, string hash) => db.IdempotencyKeys.AsNoTracking().Where(k => k.Hash == hash));

    private readonly Func<ClinicDb, string, IAsyncEnumerable<SlotHold>> _hold = EF.CompileAsyncQuery(
        (ClinicDb db, string visitor) => db.SlotHolds.Where(h => h.VisitorHash == visitor));

    private readonly Func<ClinicDb, string, string, Instant, IAsyncEnumerable<Guid>> _open = EF.CompileAsyncQuery(
        (ClinicDb db, string email, string phone, Instant now) => db.Appointments
            .Where(a => (a.ContactEmailNormalised == email || a.ContactPhone == phone)
                && a.Start > now && a.ClientId == null
                && (a.Status == AppointmentStatus.Requested || a.Status == AppointmentStatus.Confirmed))
            .Select(a => a.Id));

    /// <summary>
    /// A bookable service with everybody who offers it, or with the one who was asked for and nobody else, and its rooms; tracked, so that an
    /// appointment can point at them.
    /// </summary>
    public Task<Service?> ServiceToBookAsync(ClinicDb db, string slug, string? with, CancellationToken cancellationToken) =>
        FirstAsync(with is null ? _serviceToBook(db, slug) : _serviceToBookWith(db, slug, with), cancellationToken);

    /// <summary>What a form's key stands for, if it was sent before.</summary>
    public Task<IdempotencyKey?> KeyAsync(ClinicDb db, string hash, CancellationToken cancellationToken) => FirstAsync(_key(db, hash), cancellationToken);

    /// <summary>What a visitor holds, tracked.</summary>
    public Task<SlotHold?> HoldAsync(ClinicDb db, string visitorHash, CancellationToken cancellationToken) => FirstAsync(_hold(db, visitorHash), cancellationToken);

    /// <summary>How many open appointments to come there are for a contact that no member of staff has linked to a client.</summary>
    public async Task<int> OpenAsync(ClinicDb db, EmailAddress email, PhoneNumber phone, Instant now, CancellationToken cancellationToken) =>
        (await ListAsync(_open(db, email.Normalised, phone.E164, now), cancellationToken)).Count;

    /// <summary>A bookable service with those who offer it, and its rooms where it takes one. Nothing is tracked.</summary>
    public async Task<Service?> ServiceAsync(ClinicDb db, string slug, CancellationToken cancellationToken)
    {
        var found = await ListAsync(_service(db, slug), cancellationToken);
        if (found is not [var service])
        {
            return null;
        }

        if (service.NeedsRoom)
        {
            service.Rooms.AddRange(await ListAsync(_rooms(db, service.Id), cancellationToken));
        }

        return service;
    }

    public Task<List<WeeklyHours>> WeeklyAsync(ClinicDb db, List<int> people, CancellationToken cancellationToken) => ListAsync(
        people switch
        {
            [] => Nothing<WeeklyHours>(),
            [var who] => _weeklyOf(db, who),
            { Count: <= Few } p => _weekly(db, p[0], At(p, 1), At(p, 2), At(p, 3), At(p, 4), At(p, 5), At(p, 6), At(p, 7)),
            _ => db.WeeklyHours.AsNoTracking().Include(h => h.Breaks).Where(h => people.Contains(h.PractitionerId)).AsAsyncEnumerable(),
        },
        cancellationToken);

    public Task<List<DatedHoursRow>> DatedAsync(ClinicDb db, List<int> people, LocalDate from, LocalDate until, CancellationToken cancellationToken) => ListAsync(
        people switch
        {
            [] => Nothing<DatedHoursRow>(),
            [var who] => _datedOf(db, who, from, until),
            { Count: <= Few } p => _dated(db, p[0], At(p, 1), At(p, 2), At(p, 3), At(p, 4), At(p, 5), At(p, 6), At(p, 7), from, until),
            _ => db.DatedHours.AsNoTracking().Where(h => people.Contains(h.PractitionerId) && h.Date >= from && h.Date <= until).AsAsyncEnumerable(),
        },
        cancellationToken);

    public Task<List<TimeOff>> TimeOffAsync(ClinicDb db, List<int> people, Interval span, CancellationToken cancellationToken) => ListAsync(
        people switch
        {
            [] => Nothing<TimeOff>(),
            [var who] => _timeOffOf(db, who, span.Start, span.End),
            { Count: <= Few } p => _timeOff(db, p[0], At(p, 1), At(p, 2), At(p, 3), At(p, 4), At(p, 5), At(p, 6), At(p, 7), span.Start, span.End),
            _ => db.TimeOff.AsNoTracking().Where(t => people.Contains(t.PractitionerId) && t.End > span.Start && t.Start < span.End).AsAsyncEnumerable(),
        },
        cancellationToken);

    public Task<List<ClinicClosure>> ClosuresAsync(ClinicDb db, LocalDate from, LocalDate until, CancellationToken cancellationToken) =>
        ListAsync(_closures(db, from, until), cancellationToken);

    /// <summary>
    /// What is claimed in a window, without expired holds and what is one's own. One row for each occupation and resource: a visit
    /// claims its cells one after the other, and reading them all would be most of the work of a page of times. The second lanes,
    /// in which overbooked visits claim, are read with the first.
    /// </summary>
    public Task<List<Taken>> TakenAsync(ClinicDb db, List<int> resources, CellRange window, Instant now, Guid? own, CancellationToken cancellationToken)
    {
        // No occupation has the empty number.
        var (first, end, mine) = (window.First, window.End, own ?? Guid.Empty);
        List<int> lanes = resources.Count <= Few ? [] : [.. resources, .. resources.Select(ClaimedCell.SecondLane)];
        return ListAsync(
            resources switch
            {
                [] => Nothing<Taken>(),
                [var one] => _takenOf(db, one, first, end, now, mine),
                { Count: <= Few } p => _taken(db, p[0], At(p, 1), At(p, 2), At(p, 3), At(p, 4), At(p, 5), At(p, 6), At(p, 7), first, end, now, mine),
                _ => db.ClaimedCells.AsNoTracking()
                    .Where(c => lanes.Contains(c.ResourceId) && c.Cell >= first && c.Cell < end && (c.HeldUntil == null || c.HeldUntil > now) && c.OccupationId != mine)
                    .GroupBy(c => new { c.ResourceId, c.OccupationId })
                    .Select(g => new Taken(g.Key.ResourceId, g.Min(c => c.Cell), g.Max(c => c.Cell))).AsAsyncEnumerable(),
            },
            cancellationToken);
    }

    /// <summary>Who works in which rooms; nobody is in it who works in any.</summary>
    public Task<List<Place>> PlacesAsync(ClinicDb db, CancellationToken cancellationToken) => ListAsync(_places(db), cancellationToken);

    /// <summary>When the visits of a service start that there are in a span, and those that visitors hold; one's own left out.</summary>
    public async Task<List<Instant>> VisitsAsync(ClinicDb db, int service, Interval span, Instant now, Guid? own, CancellationToken cancellationToken)
    {
        var mine = own ?? Guid.Empty;
        var visits = await ListAsync(_visits(db, service, span.Start, span.End, mine), cancellationToken);
        visits.AddRange(await ListAsync(_held(db, service, span.Start, span.End, now, mine), cancellationToken));
        return visits;
    }

    private static int At(List<int> numbers, int index) => numbers[Math.Min(index, numbers.Count - 1)];

    private static IAsyncEnumerable<T> Nothing<T>() => AsyncEnumerable.Empty<T>();

    private static async Task<T?> FirstAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        // Read to the end: an unfinished reader would stand in the way of the next statement.
        var all = await ListAsync(rows, cancellationToken);
        return all.Count > 0 ? all[0] : null;
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var list = new List<T>();
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            list.Add(row);
        }

        return list;
    }

    /// <summary>A room somebody works in.</summary>
    internal readonly record struct Place(int Practitioner, int Room);

    /// <summary>The cells of one resource that one visit or hold takes within the window, both included.</summary>
    internal readonly record struct Taken(int ResourceId, int First, int Last);
}
