using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>What stands in the diary of the demonstration clinic. It looks first, so that running it again changes nothing.</summary>
public sealed class DemoDiary(IDbContextFactory<ClinicDb> contexts, ClinicCalendar calendar, IClock clock, Sealer sealer)
{
    private static readonly string[] Names =
    [
        "Amara Whitfield", "Owen Castellan", "Priya Sandhurst", "Callum Drayce", "Beatrix Holloway", "Idris Penhale", "Saoirse Quillan", "Marcus Aldane",
        "Yusuf Brantley", "Tamsin Orrell", "Kofi Lansdown", "Greta Faulkes", "Rhys Tolliver", "Nadia Kerswell", "Piotr Ashgrove", "Leila Marchbank",
        "Dylan Esterby", "Chidi Norbrook", "Hannah Velloway", "Siobhan Crest", "José Álvarez-Finch", "Zoë Brightwater", "Wendell Oakes", "Mei Lin Thornbury",
        "Anselm Greaves", "Ffion Dacre",
    ];

    /// <summary>A diary as it looks in the middle of a month: what has been, what is agreed, what waits for an answer.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Appointments.AnyAsync(cancellationToken))
        {
            return;
        }

        var now = clock.GetCurrentInstant();
        var today = calendar.DateOf(now);
        var services = await db.Services.Include(s => s.Practitioners).ThenInclude(p => p.WeeklyHours).ThenInclude(h => h.Breaks)
            .Include(s => s.Rooms).AsSplitQuery().OrderBy(s => s.SortOrder).ToListAsync(cancellationToken);
        var closures = (await db.Closures.ToListAsync(cancellationToken)).ConvertAll(c => new Closure(c.From, c.Until));
        var taken = services.SelectMany(s => s.Practitioners.Select(p => p.Id).Concat(s.Rooms.Select(r => r.Id))).Distinct().ToDictionary(id => id, _ => new List<int>());
        for (var i = 0; i < Names.Length; i++)
        {
            var service = services[i % services.Count];
            var date = today.PlusDays(-14 + (i * 28 / Names.Length));
            if (FreeSlot(service, date, i) is { } slot)
            {
                Book(service, slot, i);
            }
        }

        Record();
        await db.SaveChangesAsync(cancellationToken);

        // Who has been seen is on record; the others' bookings wait for somebody to link them. One was put on record twice.
        void Record()
        {
            var seen = db.ChangeTracker.Entries<Appointment>().Select(e => e.Entity).Where(a => a.Status is AppointmentStatus.Completed or AppointmentStatus.NoShow).OrderBy(a => a.Start).ToList();
            foreach (var visit in seen)
            {
                visit.Client = new() { Name = visit.ContactName, Email = visit.ContactEmail, EmailNormalised = visit.ContactEmailNormalised, Phone = visit.ContactPhone, CreatedAt = visit.CreatedAt };
            }

            if (seen is not [{ Client: { } first } visited, ..])
            {
                return;
            }

            db.ClientAlerts.Add(new() { ClientId = first.Id, Text = "Needs the ground floor", CreatedAt = visited.End, CreatedBy = "Demonstration" });
            var note = new ClientNote { ClientId = first.Id, Kind = NoteKind.Desk, CreatedAt = visited.End, LastNumber = 1 };
            note.Versions.Add(new() { Number = 1, Text = sealer.Seal("Rings back after five; prefers Thursdays.")!.Value, WrittenAt = visited.End, WrittenBy = "Demonstration" });
            db.ClientNotes.Add(note);
            db.Clients.Add(new() { Name = first.Name.Split(' ')[0], Email = "second." + first.Email, EmailNormalised = "second." + first.EmailNormalised, Phone = first.Phone, CreatedAt = visited.End });
        }

        Slot? FreeSlot(Service service, LocalDate date, int nth)
        {
            var rules = service.RulesForStaff;
            var wanted = date;
            for (var attempt = 0; attempt < 7; attempt++, wanted = wanted.PlusDays(1))
            {
                var cells = rules.CellsToRead(calendar, wanted, wanted);
                var availability = new Availability(
                    calendar, rules, closures,
                    [.. service.Practitioners.Select(p => new PractitionerDiary(p.Id, [.. p.WeeklyHours.Select(Weekly)], [], [], Occupancy.Of(cells, taken[p.Id])))],
                    [.. service.Rooms.Select(r => new RoomDiary(r.Id, Occupancy.Of(cells, taken[r.Id])))]);
                var slots = availability.Offer(calendar.DayOf(wanted).Start, wanted, wanted);
                if (slots.Count > 0)
                {
                    return slots[nth * 7 % slots.Count];
                }
            }

            return null;
        }

        void Book(Service service, Slot slot, int nth)
        {
            var name = Names[nth];
            var past = slot.End <= now;
            var status = (past, nth % 9) switch
            {
                (true, 3) => AppointmentStatus.NoShow,
                (true, 5) => AppointmentStatus.Cancelled,
                (true, _) => AppointmentStatus.Completed,
                (false, 8) => AppointmentStatus.Cancelled,
                (false, _) when service.Policy == BookingPolicy.OnRequest && slot.Start > now + Duration.FromDays(1) => AppointmentStatus.Requested,
                _ => AppointmentStatus.Confirmed,
            };
            var cells = service.RulesForStaff.Occupies(slot.Start);
            var email = $"{name.Split(' ')[0].ToLowerInvariant()}.{nth + 1}@example.com";
            var appointment = new Appointment
            {
                Reference = Reference(nth),
                ServiceId = service.Id,
                PractitionerId = slot.PractitionerId,
                RoomId = slot.RoomId,
                Status = status,
                Source = nth % 5 == 2 ? BookingSource.Staff : BookingSource.Website,
                Start = slot.Start,
                End = slot.End,
                FirstCell = cells.First,
                EndCell = cells.End,
                PriceMinorUnits = service.PriceMinorUnits,
                Currency = service.Currency,
                ContactName = name,
                ContactEmail = email,
                ContactEmailNormalised = email,
                ContactPhone = $"+447700900{nth + 100:000}",
                Hopes = nth % 4 == 0 ? sealer.Seal("I would like to know what is possible and what it would look like after a year.") : null,
                CancelReason = status == AppointmentStatus.Cancelled ? "Something came up at work" : null,
                CreatedAt = Instant.Min(now, slot.Start) - Duration.FromDays(3) - Duration.FromMinutes(nth * 37),
            };
            db.Appointments.Add(appointment);
            db.Audit.Add(new() { At = appointment.CreatedAt, ActorKind = ActorKind.System, ActorName = "Demonstration", Action = "appointment.seeded", AppointmentId = appointment.Id });
            if (!appointment.HoldsTime)
            {
                return;
            }

            foreach (var resource in new[] { slot.PractitionerId, slot.RoomId ?? 0 }.Where(id => id > 0))
            {
                taken[resource].AddRange(cells.Cells);
                db.ClaimedCells.AddRange(cells.Cells.Select(cell => new ClaimedCell { ResourceId = resource, Cell = cell, OccupationId = appointment.Id }));
            }
        }
    }

    private static WorkingHours Weekly(WeeklyHours row) =>
        new(row.Day, new OpenHours(row.Opens, row.Closes, [.. row.Breaks.Select(b => new Break(b.Start, b.End))]), row.ValidFrom, row.ValidUntil);

    private static string Reference(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"DEMO{number + 1:00}");
}
