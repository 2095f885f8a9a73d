using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>Everybody, every room and the closures to come.</summary>
public sealed record SchedulePage(IReadOnlyList<Practitioner> People, IReadOnlyList<Room> Rooms, IReadOnlyList<ClinicClosure> Closures, LocalDate Today, bool MayChange)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>One practitioner's rules.</summary>
/// <param name="Person">With hours, dates, absences, services and rooms.</param>
/// <param name="Weeks">The working weeks that hold or are to hold.</param>
/// <param name="Dates">The dates to come that are worked otherwise.</param>
/// <param name="Absences">Those that are not over.</param>
/// <param name="Out">Visits to come that the rules no longer have where they stand.</param>
/// <param name="Today">The clinic's date.</param>
/// <param name="MayChange">Whether the caller may change the rules.</param>
/// <param name="MayPlan">Whether the caller may enter absences.</param>
public sealed record PersonPage(
    Practitioner Person, IReadOnlyList<WeekPattern> Weeks, IReadOnlyList<DatedHours> Dates, IReadOnlyList<TimeOff> Absences, IReadOnlyList<AffectedVisit> Out, LocalDate Today, bool MayChange, bool MayPlan)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>Services and rooms to choose from.</summary>
public sealed record RuleChoices(IReadOnlyList<Service> Services, IReadOnlyList<Room> Rooms, IReadOnlyList<Practitioner> People);

/// <summary>
/// Reads what is laid down, as far as the caller may see it: administrators and the front desk everything, practitioners themselves. The
/// rules are changed by administrators alone; absences are entered by whoever plans the day, and by practitioners for themselves.
/// </summary>
public sealed class ScheduleDesk(ClinicDb db, ClinicCalendar calendar, IClock clock)
{
    /// <summary>The clinic's date.</summary>
    public LocalDate Today => calendar.DateOf(clock.GetCurrentInstant());

    /// <summary>The moment.</summary>
    public Instant Now => clock.GetCurrentInstant();

    /// <summary>Whether the caller may change the rules.</summary>
    public static bool MayChange(StaffCaller caller) => caller.Role == StaffRoles.Administrator;

    /// <summary>Whether the caller may enter absences of somebody they can see.</summary>
    public static bool MayPlan(StaffCaller caller, Practitioner person) => caller.WithinDiaryOf is not { } own || own == person.Id;

    /// <summary>The overview.</summary>
    public async Task<SchedulePage> OverviewAsync(StaffCaller caller, CancellationToken cancellationToken)
    {
        var (only, today) = (caller.WithinDiaryOf, Today);
        var people = await db.Practitioners.AsNoTracking().Include(p => p.Services).Include(p => p.Rooms).Include(p => p.TimeOff.Where(t => t.End > Now))
            .AsSplitQuery().Where(p => only == null || p.Id == only).OrderBy(p => p.SortOrder).ToListAsync(cancellationToken);
        var rooms = await db.Rooms.AsNoTracking().Include(r => r.Services).OrderBy(r => r.SortOrder).ToListAsync(cancellationToken);
        var closures = await db.Closures.AsNoTracking().Where(c => c.Until >= today).OrderBy(c => c.From).Take(5).ToListAsync(cancellationToken);
        return new(people, rooms, closures, today, MayChange(caller));
    }

    /// <summary>One practitioner the caller may see, with everything; null where there is none.</summary>
    public Task<Practitioner?> PersonAsync(StaffCaller caller, string slug, CancellationToken cancellationToken)
    {
        var only = caller.WithinDiaryOf;
        return db.Practitioners.AsNoTracking().Include(p => p.Services).Include(p => p.Rooms).Include(p => p.WeeklyHours).ThenInclude(h => h.Breaks).Include(p => p.DatedHours).Include(p => p.TimeOff)
            .AsSplitQuery().FirstOrDefaultAsync(p => p.Slug == slug && (only == null || p.Id == only), cancellationToken);
    }

    /// <summary>One practitioner's page; null where the caller may see none.</summary>
    public async Task<PersonPage?> PersonPageAsync(StaffCaller caller, string slug, CancellationToken cancellationToken)
    {
        if (await PersonAsync(caller, slug, cancellationToken) is not { } person)
        {
            return null;
        }

        var (now, today) = (Now, Today);
        var weeks = WeekPatterns.Of(person.WeeklyHours.ConvertAll(Booking.DiaryRows.AsWorkingHours)).Where(week => !(week.Until < today)).ToList();
        var sheet = await RuleSheet.ReadAsync(db, cancellationToken);
        var outside = await AffectedVisits.ReadAsync(db, before: null, new(sheet), new(slug, []) { Only = sheet.Person(slug) }, calendar, now, cancellationToken);
        return new(
            person,
            weeks,
            [.. Booking.DiaryRows.AsDatedHours(person.DatedHours).Where(date => date.Date >= today).OrderBy(date => date.Date)],
            [.. person.TimeOff.Where(t => t.End > now).OrderBy(t => t.Start)],
            outside,
            today,
            MayChange(caller),
            MayPlan(caller, person));
    }

    /// <summary>What can be chosen in the forms.</summary>
    public async Task<RuleChoices> ChoicesAsync(CancellationToken cancellationToken) => new(
        await db.Services.AsNoTracking().OrderBy(s => s.SortOrder).ToListAsync(cancellationToken),
        await db.Rooms.AsNoTracking().OrderBy(r => r.SortOrder).ToListAsync(cancellationToken),
        await db.Practitioners.AsNoTracking().OrderBy(p => p.SortOrder).ToListAsync(cancellationToken));

    /// <summary>A room with the services it is for; null where there is none.</summary>
    public Task<Room?> RoomAsync(int id, CancellationToken cancellationToken) =>
        db.Rooms.AsNoTracking().Include(r => r.Services).FirstOrDefaultAsync(r => r.Id == id, cancellationToken);

    /// <summary>The closures that are not over, and the bank holidays of this year and the next that are none yet.</summary>
    public async Task<(IReadOnlyList<ClinicClosure> Closures, IReadOnlyList<BankHoliday> Suggested)> ClosuresAsync(UkNation nation, CancellationToken cancellationToken)
    {
        var today = Today;
        var closures = await db.Closures.AsNoTracking().Where(c => c.Until >= today).OrderBy(c => c.From).ToListAsync(cancellationToken);
        return (closures,
        [
            .. Enumerable.Range(today.Year, 3).SelectMany(year => BankHolidays.Of(nation, year))
                .Where(day => day.Date >= today && day.Date < today.PlusYears(2) && !closures.Exists(c => c.From <= day.Date && day.Date <= c.Until)),
        ]);
    }
}
