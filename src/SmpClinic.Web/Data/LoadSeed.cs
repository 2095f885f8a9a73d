using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>How much a load is.</summary>
public readonly record struct LoadSize(int Appointments, int Cells, int Clients);

/// <summary>
/// Fills the diary for measuring at scale: invented practitioners with a room each, clients, and appointments in whole hours around
/// today, half of them past, two for each client. The same number and day give the same diary. Three quarters of the hours are
/// filled, so that there is still something to find.
/// </summary>
public sealed class LoadSeed(IDbContextFactory<ClinicDb> contexts, ClinicCalendar calendar, IClock clock)
{
    private const int FirstHour = 8;
    private const int HoursPerDay = 12;
    private const int SharePercent = 75;

    /// <summary>Adds the practitioners, their rooms, the clients with what they are found by, the appointments and their claims.</summary>
    /// <returns>How much was written.</returns>
    /// <exception cref="InvalidOperationException">The clinic offers no services yet, or the load is there already.</exception>
    public async Task<LoadSize> RunAsync(int appointments, int practitioners, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var services = await db.Services.Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery()
            .Where(s => s.Active).OrderBy(s => s.SortOrder).ToListAsync(cancellationToken);
        if (services.Count == 0)
        {
            throw new InvalidOperationException("The clinic offers no services yet; run 'seed demo' first.");
        }

        if (await db.Practitioners.AnyAsync(p => p.Slug == "load-practitioner-01", cancellationToken))
        {
            throw new InvalidOperationException("This database holds a load already; start from a fresh one.");
        }

        var closures = (await db.Closures.ToListAsync(cancellationToken)).ConvertAll(c => new Closure(c.From, c.Until));
        var staff = await AddStaffAsync(db, services, practitioners, cancellationToken);
        db.ChangeTracker.Clear();

        var written = await WriteAsync(db, services, staff, closures, appointments, cancellationToken);

        // Written past the context, which would have marked each day; what others had there before is to be counted with it.
        db.FigureChanges.AddRange(await DaysBeforeAsync(db, staff, cancellationToken));
        db.Stamps.Add(new() { Name = Stamp.Figures, Number = 1, At = clock.GetCurrentInstant() });
        await db.SaveChangesAsync(cancellationToken);
        return written;
    }

    /// <summary>Writes the clients, the visits with their cells, and then the figures that count them.</summary>
    private async Task<LoadSize> WriteAsync(
        ClinicDb db, List<Service> services, List<(int Practitioner, int Room)> staff, List<Closure> closures, int appointments, CancellationToken cancellationToken)
    {
        var writer = LoadWriter.For(db);
        using var turn = await db.EnterWriteAsync(cancellationToken);
        await writer.OpenAsync(cancellationToken);
        var clients = await LoadClients.WriteAsync(writer, Math.Max(1, appointments / 2), clock.GetCurrentInstant(), cancellationToken);
        var written = new LoadSize(0, 0, clients.Count);
        var figures = new FigureTable();
        for (var i = 0; i < staff.Count; i++)
        {
            var share = (appointments / staff.Count) + (i < appointments % staff.Count ? 1 : 0);
            var (visits, cells) = DiaryOf(staff[i].Practitioner, staff[i].Room, services, closures, share, written.Appointments, clients.OfPractitioner(i, staff.Count));
            await writer.WriteAsync(visits, cells, cancellationToken);
            visits.ForEach(visit => figures.Count(calendar.DateOf(visit.Start), CountedVisit.Of(visit)));
            written = written with { Appointments = written.Appointments + visits.Count, Cells = written.Cells + cells.Count };
        }

        await writer.WriteAsync(figures.Rows, cancellationToken);
        return written;
    }

    /// <summary>The days on which somebody else than the invented practitioners has visits: they are counted anew.</summary>
    private static async Task<List<FigureChange>> DaysBeforeAsync(ClinicDb db, List<(int Practitioner, int Room)> staff, CancellationToken cancellationToken)
    {
        var first = staff.Min(pair => pair.Practitioner);
        var starts = await db.Appointments.Where(a => a.PractitionerId < first).Select(a => a.Start).ToListAsync(cancellationToken);
        return starts.ConvertAll(start => new FigureChange { At = start });
    }

    private static async Task<List<(int Practitioner, int Room)>> AddStaffAsync(
        ClinicDb db, List<Service> services, int practitioners, CancellationToken cancellationToken)
    {
        var staff = new List<(Practitioner Who, Room Where)>();
        for (var i = 1; i <= practitioners; i++)
        {
            var number = i.ToString("00", CultureInfo.InvariantCulture);
            var who = new Practitioner { Name = $"Load Practitioner {number}", Slug = $"load-practitioner-{number}", Role = "Invented for measuring", SortOrder = 100 + i };
            who.WeeklyHours.AddRange(Enum.GetValues<IsoDayOfWeek>().Where(day => day is not (IsoDayOfWeek.None or IsoDayOfWeek.Sunday))
                .Select(day => new WeeklyHours { Day = day, Opens = new(FirstHour, 0), Closes = new(FirstHour + HoursPerDay, 0) }));
            staff.Add((who, new Room { Name = $"Load Room {number}", SortOrder = 100 + i }));
        }

        foreach (var service in services)
        {
            service.Practitioners.AddRange(staff.Select(pair => pair.Who));
            if (service.NeedsRoom)
            {
                service.Rooms.AddRange(staff.Select(pair => pair.Where));
            }
        }

        db.AddRange(staff.Select(pair => pair.Who));
        db.AddRange(staff.Select(pair => pair.Where));
        await db.SaveChangesAsync(cancellationToken);
        return staff.ConvertAll(pair => (pair.Who.Id, pair.Where.Id));
    }

    private (List<Appointment> Visits, List<ClaimedCell> Cells) DiaryOf(
        int practitioner, int room, List<Service> services, List<Closure> closures, int count, int firstNumber, LoadClients.Share clients)
    {
        // Repeatable on purpose: nothing here is a secret.
        var random = new Random(practitioner);
        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var starts = Hours(today.PlusDays(-1), -1, closures, random).Take(count / 2).Reverse()
            .Concat(Hours(today.PlusDays(1), 1, closures, random).Take(count - (count / 2)));
        var visits = new List<Appointment>(count);
        var cells = new List<ClaimedCell>(count * 16);
        foreach (var start in starts)
        {
            var service = random.Next(2) == 0 ? services[0] : services[random.Next(services.Count)];
            var visit = Visit(service, practitioner, service.NeedsRoom ? room : null, start, now, firstNumber + visits.Count, clients.Next(random), random);
            visits.Add(visit);
            if (visit.HoldsTime)
            {
                cells.AddRange(visit.Cells.Cells.Select(cell => new ClaimedCell { ResourceId = practitioner, Cell = cell, OccupationId = visit.Id }));
                if (visit.RoomId is { } taken)
                {
                    cells.AddRange(visit.Cells.Cells.Select(cell => new ClaimedCell { ResourceId = taken, Cell = cell, OccupationId = visit.Id }));
                }
            }
        }

        return (visits, cells);
    }

    /// <summary>Full hours of open days, from one date on, a quarter of them left out. Visits of less than an hour with their buffers cannot meet.</summary>
    private IEnumerable<Instant> Hours(LocalDate from, int step, List<Closure> closures, Random random)
    {
        for (var date = from; ; date = date.PlusDays(step))
        {
            if (date.DayOfWeek == IsoDayOfWeek.Sunday || closures.Exists(closure => closure.Includes(date)))
            {
                continue;
            }

            for (var i = 0; i < HoursPerDay; i++)
            {
                var opens = date + new LocalTime(step > 0 ? FirstHour + i : FirstHour + HoursPerDay - 1 - i, 0);
                if (random.Next(100) < SharePercent && calendar.When(opens, opens.PlusHours(1)) is [var hour, ..])
                {
                    yield return hour.Start;
                }
            }
        }
    }

    private static Appointment Visit(Service service, int practitioner, int? room, Instant start, Instant now, int number, Client client, Random random)
    {
        var cells = service.RulesForStaff.Occupies(start);
        var chance = random.Next(100);
        var created = Instant.Min(start, now) - Duration.FromMinutes(60 + random.Next(40_000));
        return new()
        {
            Id = IdAt(created, random),
            Reference = "L" + number.ToString("X7", CultureInfo.InvariantCulture),
            ServiceId = service.Id,
            PractitionerId = practitioner,
            RoomId = room,
            Status = start < now
                ? (chance < 10 ? AppointmentStatus.Cancelled : chance < 15 ? AppointmentStatus.NoShow : AppointmentStatus.Completed)
                : (chance < 10 ? AppointmentStatus.Cancelled : chance < 25 && service.Policy == BookingPolicy.OnRequest ? AppointmentStatus.Requested : AppointmentStatus.Confirmed),
            Source = (number % 4) switch { 0 => BookingSource.Staff, 1 when number % 12 == 1 => BookingSource.WaitingList, _ => BookingSource.Website },
            Start = start,
            End = service.RulesForStaff.EndOf(start),
            FirstCell = cells.First,
            EndCell = cells.End,
            PriceMinorUnits = service.PriceMinorUnits,
            Currency = service.Currency,
            ClientId = client.Id,
            ContactName = client.Name,
            ContactEmail = client.Email,
            ContactEmailNormalised = client.EmailNormalised,
            ContactPhone = client.Phone,
            CreatedAt = created,
            Version = 1,
        };
    }

    /// <summary>A version 7 identifier of that moment, with repeatable chance bits.</summary>
    internal static Guid IdAt(Instant at, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
