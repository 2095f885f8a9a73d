using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Reads a window of the diary in a handful of range queries, and claims and frees its cells.</summary>
public sealed class Diary(ClinicCalendar calendar) : IDisposable
{
    private readonly DiaryQueries _queries = new();
    private readonly RuleBooks _books = new();

    /// <summary>The questions asked of the database, translated once.</summary>
    internal DiaryQueries Queries => _queries;

    /// <summary>A bookable service as it stands this moment, with those who offer it and, where it takes one, its rooms. Null where there is none.</summary>
    public Task<Service?> FindServiceAsync(ClinicDb db, string slug, CancellationToken cancellationToken) => _queries.ServiceAsync(db, slug, cancellationToken);

    /// <summary>What is laid down about services and hours, as it stands. For reading; what is acted on is read by <see cref="ReadAsync"/>.</summary>
    public Task<RuleBook> RulesAsync(ClinicDb db, CancellationToken cancellationToken) => _books.PresentAsync(db, cancellationToken);

    /// <summary>
    /// The same answer as <see cref="ReadAsync"/>, to be looked at and not acted on: only what is taken is asked of the database.
    /// </summary>
    public async Task<Availability> PeekAsync(
        ClinicDb db, RuleBook book, Service service, BookingRules rules, LocalDate from, LocalDate until, Instant now, Guid? own, int? only, CancellationToken cancellationToken)
    {
        var (people, rooms) = Resources(service, rules, only);
        var window = rules.CellsToRead(calendar, from, until);
        var span = calendar.Span(from, until);
        var taken = await TakenAsync(db, people, rooms, window, now, own, cancellationToken);
        return new(
            calendar,
            rules,
            book.Closures(from, until),
            people.ConvertAll(id => book.DiaryOf(id, from, until, span, Occupancy.OfRuns(window, taken[id]), calendar)),
            rooms.ConvertAll(r => new RoomDiary(r.Id, Occupancy.OfRuns(window, taken[r.Id]))),
            await VisitsAsync(db, service, rules, from, until, now, own, cancellationToken));
    }

    /// <summary>
    /// What may be booked of <paramref name="service"/> between two clinic dates, both included. Expired holds count as free.
    /// </summary>
    /// <param name="db">The database, within a transaction where the answer is acted on.</param>
    /// <param name="service">With its practitioners and rooms loaded.</param>
    /// <param name="rules">The rules to judge by: a visitor's or staff's.</param>
    /// <param name="from">The first clinic date.</param>
    /// <param name="until">The last clinic date.</param>
    /// <param name="now">When holds are judged.</param>
    /// <param name="own">One's own hold or appointment, which never stands in one's way.</param>
    /// <param name="only">The one practitioner who is asked about; null for all who offer the service.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public Task<Availability> ReadAsync(
        ClinicDb db, Service service, BookingRules rules, LocalDate from, LocalDate until, Instant now, Guid? own, int? only, CancellationToken cancellationToken) =>
        ReadAsync(db, service, rules, from, until, now, own, only, room: null, cancellationToken);

    /// <inheritdoc cref="ReadAsync(ClinicDb, Service, BookingRules, LocalDate, LocalDate, Instant, Guid?, int?, CancellationToken)"/>
    /// <param name="room">The room that is asked about, or comes first; null for the clinic's order.</param>
    public async Task<Availability> ReadAsync(
        ClinicDb db, Service service, BookingRules rules, LocalDate from, LocalDate until, Instant now, Guid? own, int? only, RoomWish? room, CancellationToken cancellationToken)
    {
        var (people, rooms) = Resources(service, rules, only);
        if (room is { } wish)
        {
            rooms = wish.NoOther ? rooms.FindAll(r => r.Id == wish.Id) : [.. rooms.OrderBy(r => r.Id != wish.Id)];
        }

        var window = rules.CellsToRead(calendar, from, until);
        var span = calendar.Span(from, until);
        var dayBefore = from.PlusDays(-1);

        var weekly = await _queries.WeeklyAsync(db, people, cancellationToken);
        var dated = await _queries.DatedAsync(db, people, dayBefore, until, cancellationToken);
        var timeOff = await _queries.TimeOffAsync(db, people, span, cancellationToken);
        var closures = await _queries.ClosuresAsync(db, dayBefore, until, cancellationToken);
        var taken = await TakenAsync(db, people, rooms, window, now, own, cancellationToken);
        var places = rooms.Count == 0 ? Enumerable.Empty<DiaryQueries.Place>().ToLookup(p => p.Practitioner) : (await _queries.PlacesAsync(db, cancellationToken)).ToLookup(p => p.Practitioner);
        return new(
            calendar,
            rules,
            closures.ConvertAll(c => new Closure(c.From, c.Until)),
            people.ConvertAll(id => new PractitionerDiary(
                id,
                [.. weekly.Where(h => h.PractitionerId == id).Select(DiaryRows.AsWorkingHours)],
                DiaryRows.AsDatedHours(dated.Where(h => h.PractitionerId == id)),
                [
                    .. timeOff.Where(t => t.PractitionerId == id).Select(t => new Interval(t.Start, t.End)),
                    .. DiaryRows.AfterRegistration(service.Practitioners.Find(p => p.Id == id)?.RegistrationEnds, calendar),
                ],
                Occupancy.OfRuns(window, taken[id]),
                places.Contains(id) ? places[id].Select(p => p.Room).ToHashSet() : null)),
            rooms.ConvertAll(r => new RoomDiary(r.Id, Occupancy.OfRuns(window, taken[r.Id]))),
            await VisitsAsync(db, service, rules, from, until, now, own, cancellationToken));
    }

    /// <summary>
    /// Claims every cell for every resource; the save fails on the key where somebody else was quicker. What is left of holds
    /// that ran out is swept away first.
    /// </summary>
    public static async Task ClaimAsync(
        ClinicDb db, Guid occupation, IReadOnlyList<int> resources, CellRange cells, Instant? heldUntil, Instant now, CancellationToken cancellationToken)
    {
        foreach (var resource in resources.Order())
        {
            await db.ClaimedCells
                .Where(c => c.ResourceId == resource && c.Cell >= cells.First && c.Cell < cells.End && c.HeldUntil != null && c.HeldUntil <= now)
                .ExecuteDeleteAsync(cancellationToken);
            db.ClaimedCells.AddRange(cells.Cells.Select(cell => new ClaimedCell
            {
                ResourceId = resource,
                Cell = cell,
                OccupationId = occupation,
                HeldUntil = heldUntil,
            }));
        }
    }

    /// <summary>
    /// Claims every cell for every resource on purpose, also those that somebody has: these in the second lane, which holds one visit as
    /// the first does. The save fails on the key where the second lane is taken as well, or where a cell was taken since it was looked at.
    /// </summary>
    /// <returns>Whether anything was taken.</returns>
    public static async Task<bool> ClaimOverAsync(
        ClinicDb db, Guid occupation, IReadOnlyList<int> resources, CellRange cells, Instant now, CancellationToken cancellationToken)
    {
        var taken = (await db.ClaimedCells.AsNoTracking()
            .Where(c => resources.Contains(c.ResourceId) && c.Cell >= cells.First && c.Cell < cells.End && c.OccupationId != occupation && (c.HeldUntil == null || c.HeldUntil > now))
            .Select(c => new { c.ResourceId, c.Cell })
            .ToListAsync(cancellationToken)).Select(c => (c.ResourceId, c.Cell)).ToHashSet();
        foreach (var resource in resources.Order())
        {
            await db.ClaimedCells
                .Where(c => c.ResourceId == resource && c.Cell >= cells.First && c.Cell < cells.End && c.HeldUntil != null && c.HeldUntil <= now)
                .ExecuteDeleteAsync(cancellationToken);
            db.ClaimedCells.AddRange(cells.Cells.Select(cell => new ClaimedCell
            {
                ResourceId = taken.Contains((resource, cell)) ? ClaimedCell.SecondLane(resource) : resource,
                Cell = cell,
                OccupationId = occupation,
            }));
        }

        return taken.Count > 0;
    }

    /// <summary>Frees what a visit claims, in either lane.</summary>
    public static Task FreeAsync(ClinicDb db, Appointment visit, CancellationToken cancellationToken)
    {
        var resources = Resources(visit.PractitionerId, visit.RoomId);
        return FreeAsync(db, visit.Id, visit.Overbooked ? [.. resources, .. resources.Select(ClaimedCell.SecondLane)] : resources, visit.Cells, cancellationToken);
    }

    /// <summary>Frees the cells an occupation claims; those of others in the same range stay.</summary>
    public static Task FreeAsync(
        ClinicDb db, Guid occupation, IReadOnlyList<int> resources, CellRange cells, CancellationToken cancellationToken) =>
        db.ClaimedCells
            .Where(c => resources.Contains(c.ResourceId) && c.Cell >= cells.First && c.Cell < cells.End && c.OccupationId == occupation)
            .ExecuteDeleteAsync(cancellationToken);

    /// <summary>The resources of a visit: who, and where if anywhere.</summary>
    public static IReadOnlyList<int> Resources(int practitionerId, int? roomId) =>
        roomId is { } room ? [practitionerId, room] : [practitionerId];

    /// <inheritdoc/>
    public void Dispose() => _books.Dispose();

    /// <summary>The practitioners' numbers and the rooms that come into question, each in the clinic's order.</summary>
    private static (List<int> People, List<Room> Rooms) Resources(Service service, BookingRules rules, int? only) => (
        only is { } one
            ? service.Practitioners.Exists(p => p.Id == one && p.Active) ? [one] : []
            : [.. service.Practitioners.Where(p => p.Active).OrderBy(p => p.SortOrder).Select(p => p.Id)],
        rules.NeedsRoom ? [.. service.Rooms.Where(r => r.Active).OrderBy(r => r.SortOrder)] : []);

    /// <summary>
    /// Has those who book, hold or move a service whose number of visits is limited do so one after the other, where writers do not take
    /// turns anyhow: two with different people share no cell, and each would count the day without the other.
    /// </summary>
    /// <returns>The lines to stand in, for <see cref="RateCounting.StandInLineAsync"/>.</returns>
    public static async Task<IReadOnlyList<string>> LinesAsync(ClinicDb db, string service, CancellationToken cancellationToken) =>
        !db.WritersTakeTurns && await db.Services.AnyAsync(s => s.Slug == service && (s.MostPerDay != null || s.MostPerWeek != null), cancellationToken)
            ? ["limit:" + service]
            : [];

    /// <summary>The dates of the visits there are of a service, in the whole weeks that a window touches; nothing where no limit asks for them.</summary>
    private async Task<IReadOnlyList<LocalDate>?> VisitsAsync(
        ClinicDb db, Service service, BookingRules rules, LocalDate from, LocalDate until, Instant now, Guid? own, CancellationToken cancellationToken)
    {
        if (!rules.HasLimits)
        {
            return null;
        }

        var weeks = calendar.Span(BookingRules.MondayOf(from), BookingRules.MondayOf(until).PlusDays(6));
        return (await _queries.VisitsAsync(db, service.Id, weeks, now, own, cancellationToken)).ConvertAll(calendar.DateOf);
    }

    private async Task<ILookup<int, CellRange>> TakenAsync(
        ClinicDb db, List<int> people, List<Room> rooms, CellRange window, Instant now, Guid? own, CancellationToken cancellationToken) =>
        (await _queries.TakenAsync(db, [.. people, .. rooms.Select(r => r.Id)], window, now, own, cancellationToken))
            .ToLookup(t => Math.Abs(t.ResourceId), t => new CellRange(t.First, t.Last + 1));
}

/// <summary>A room somebody would rather have.</summary>
/// <param name="Id">Which.</param>
/// <param name="NoOther">Whether no other will do.</param>
public readonly record struct RoomWish(int Id, bool NoOther);
