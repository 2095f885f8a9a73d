using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>
/// The invented clinic that a fresh copy shows: three practitioners, two rooms, five services, closures, and for Development
/// staff who can sign in. Each part looks first, so that running it again changes nothing.
/// </summary>
public sealed class DemoClinic(
    IDbContextFactory<ClinicDb> contexts, ClinicCalendar calendar, IClock clock, IPasswordHasher<ClinicUser> hasher, ILookupNormalizer normalizer, Sealer sealer)
{
    /// <summary>Known to all, so it is set in Development alone, past the rules that would refuse it.</summary>
    public const string StaffPassword = "stipple-and-stroke-demo";

    /// <summary>The key of the demonstration's authenticators, as known as the password: it is set in Development alone.</summary>
    public const string StaffAppKey = "STIPPLEANDSTROKEDEMOCLINICBRISTO";

    private const int WholeDays = 24 * 60;

    private static readonly (string Email, string Name, string Role, string? Slug)[] Staff =
    [
        ("admin@example.com", "Ada Marsh", StaffRoles.Administrator, null),
        ("front.desk@example.com", "Finn Doyle", StaffRoles.FrontDesk, null),
        ("maya@example.com", "Maya Okafor", StaffRoles.Practitioner, "maya-okafor"),
    ];

    /// <summary>Public holidays of England as GOV.UK lists them (gov.uk/bank-holidays), joined where they touch, and with the
    /// feast itself where only its substitute day is a bank holiday.</summary>
    private static readonly (LocalDate From, LocalDate Until, string Reason)[] Holidays =
    [
        Day(2026, 1, 1, "New Year's Day"), Day(2026, 4, 3, "Good Friday"), Day(2026, 4, 6, "Easter Monday"), Day(2026, 5, 4, "Early May bank holiday"),
        Day(2026, 5, 25, "Spring bank holiday"), Day(2026, 8, 31, "Summer bank holiday"),
        (new(2026, 12, 25), new(2026, 12, 28), "Christmas and Boxing Day"),
        Day(2027, 1, 1, "New Year's Day"), Day(2027, 3, 26, "Good Friday"), Day(2027, 3, 29, "Easter Monday"), Day(2027, 5, 3, "Early May bank holiday"),
        Day(2027, 5, 31, "Spring bank holiday"), Day(2027, 8, 30, "Summer bank holiday"),
        (new(2027, 12, 25), new(2027, 12, 28), "Christmas and Boxing Day"),
        (new(2028, 1, 1), new(2028, 1, 3), "New Year's Day"), Day(2028, 4, 14, "Good Friday"), Day(2028, 4, 17, "Easter Monday"),
        Day(2028, 5, 1, "Early May bank holiday"), Day(2028, 5, 29, "Spring bank holiday"), Day(2028, 8, 28, "Summer bank holiday"),
        (new(2028, 12, 25), new(2028, 12, 26), "Christmas and Boxing Day"),
    ];

    public static IEnumerable<string> StaffEmails => Staff.Select(one => one.Email);

    /// <summary>Who works here, what can be booked, and when the clinic is shut.</summary>
    public async Task SeedClinicAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Services.AnyAsync(cancellationToken))
        {
            return;
        }

        var today = calendar.DateOf(clock.GetCurrentInstant());
        var maya = Person("Maya Okafor", "maya-okafor", "SMP lead", 1);
        maya.WeeklyHours.AddRange(TuesdayToFriday.Select(day => Hours(day, (10, 0), (18, 0), ((13, 0), (13, 45)))));
        maya.WeeklyHours.Add(Hours(IsoDayOfWeek.Saturday, (9, 0), (16, 0), ((12, 30), (13, 0))));
        var tom = Person("Tom Hale", "tom-hale", "SMP and scar work", 2);
        tom.WeeklyHours.AddRange(TuesdayToFriday.Where(day => day != IsoDayOfWeek.Tuesday).Select(day => Hours(day, (10, 0), (18, 0), ((12, 30), (13, 15)))));
        tom.WeeklyHours.Add(Hours(IsoDayOfWeek.Saturday, (10, 0), (16, 0), ((13, 0), (13, 30))));
        var elin = Person("Elin Pryce", "elin-pryce", "Microblading and brows", 3);
        elin.WeeklyHours.Add(Hours(IsoDayOfWeek.Tuesday, (10, 0), (18, 0), ((13, 30), (14, 15))));
        elin.WeeklyHours.Add(Hours(IsoDayOfWeek.Thursday, (10, 0), (18, 0), ((13, 30), (14, 15))));
        elin.WeeklyHours.Add(Hours(IsoDayOfWeek.Friday, (10, 0), (16, 0), ((13, 0), (13, 30))));
        elin.WeeklyHours.Add(Hours(IsoDayOfWeek.Saturday, (9, 0), (14, 0)));

        // One date with other hours and one absence, far enough ahead to leave the coming weeks plain.
        var shortSaturday = today.PlusDays(28).With(DateAdjusters.NextOrSame(IsoDayOfWeek.Saturday));
        maya.DatedHours.Add(new() { Date = shortSaturday, Opens = new(10, 0), Closes = new(13, 0) });
        var away = today.PlusDays(35).With(DateAdjusters.NextOrSame(IsoDayOfWeek.Wednesday));
        var absence = calendar.Span(away, away.PlusDays(1));
        tom.TimeOff.Add(new() { Start = absence.Start, End = absence.End, Reason = "Training course" });

        var marlowe = new Room { Name = "Marlowe Room", SortOrder = 1 };
        var garden = new Room { Name = "Garden Room", SortOrder = 2 };
        db.AddRange(maya, tom, elin, marlowe, garden);
        db.AddRange(Holidays.Select(holiday => new ClinicClosure { From = holiday.From, Until = holiday.Until, Reason = holiday.Reason }));

        db.Add(Offered(
            new()
            {
                Slug = "smp-consultation",
                Name = "Scalp micropigmentation consultation",
                SortOrder = 1,
                Summary = "We look at your scalp in good light, talk through what SMP can and cannot do for you, and agree a plan and a price. We check your request and confirm it by e-mail.",
                LengthMinutes = 45,
                BufferBeforeMinutes = 5,
                BufferAfterMinutes = 10,
                LeadTimeMinutes = WholeDays,
                HorizonDays = 84,
                MoveCutoffMinutes = WholeDays,
                CancelCutoffMinutes = WholeDays,
                Mode = VisitMode.InPerson,
                Policy = BookingPolicy.OnRequest,
                PriceMinorUnits = 3000,
                Currency = "GBP",
                PriceNote = "You pay at the visit. If you go ahead, it comes off the price of your first session.",
                WhatToBring = "A list of any medicines you take, and older photos of your hair if you have them. Please come without hair fibres or concealer.",
            },
            [maya, tom], [marlowe, garden]));
        db.Add(Offered(
            new()
            {
                Slug = "smp-video-consultation",
                Name = "Scalp micropigmentation video chat",
                SortOrder = 2,
                Summary = "Half an hour by video with one of our SMP practitioners, to find out whether it is worth coming in. We send the link before the call.",
                LengthMinutes = 30,
                LeadTimeMinutes = 4 * 60,
                HorizonDays = 84,
                MoveCutoffMinutes = 4 * 60,
                CancelCutoffMinutes = 2 * 60,
                Mode = VisitMode.Video,
                Policy = BookingPolicy.Instant,
                PriceMinorUnits = 0,
                Currency = "GBP",
                PriceNote = "Free, with nothing to sign up for.",
                WhatToBring = "A phone or computer with a camera, daylight from the front, and a way to show the top of your head.",
            },
            [maya, tom], []));
        db.Add(Offered(
            new()
            {
                Slug = "microblading-consultation",
                Name = "Microblading consultation",
                SortOrder = 3,
                Summary = "We look at your brows and skin, draw a shape with you, and say plainly whether microblading or another technique would suit you.",
                LengthMinutes = 30,
                BufferAfterMinutes = 10,
                LeadTimeMinutes = WholeDays,
                HorizonDays = 84,
                MoveCutoffMinutes = WholeDays,
                CancelCutoffMinutes = WholeDays,
                Mode = VisitMode.InPerson,
                Policy = BookingPolicy.Instant,
                PriceMinorUnits = 0,
                Currency = "GBP",
                PriceNote = "Free. A patch test on the same day is free as well.",
                WhatToBring = "A list of any medicines you take. Come with your brows as you usually wear them; we take make-up off and put it back.",
            },
            [elin], [marlowe, garden]));
        db.Add(Offered(
            new()
            {
                Slug = "patch-test",
                Name = "Patch test",
                SortOrder = 4,
                Summary = "A dot of pigment on the skin to look for an allergic reaction. It is needed at least 48 hours before a first treatment.",
                LengthMinutes = 15,
                BufferAfterMinutes = 5,
                LeadTimeMinutes = WholeDays,
                HorizonDays = 84,
                MoveCutoffMinutes = WholeDays,
                CancelCutoffMinutes = WholeDays,
                Mode = VisitMode.InPerson,
                Policy = BookingPolicy.Instant,
                PriceMinorUnits = 0,
                Currency = "GBP",
                PriceNote = "Free. A clear test lowers the risk of a reaction but cannot rule one out.",
                WhatToBring = "Nothing. Please keep the spot dry for the rest of the day.",
            },
            [maya, tom, elin], [garden]));
        db.Add(Offered(
            new()
            {
                Slug = "aftercare-check",
                Name = "Aftercare check",
                SortOrder = 5,
                Summary = "For our own clients: we look at how your skin is healing and answer what worries you. If something looks wrong today, ring us instead.",
                LengthMinutes = 20,
                BufferAfterMinutes = 5,
                LeadTimeMinutes = 2 * 60,
                HorizonDays = 84,
                MoveCutoffMinutes = 4 * 60,
                CancelCutoffMinutes = 2 * 60,
                Mode = VisitMode.InPerson,
                Policy = BookingPolicy.Instant,
                PriceMinorUnits = 0,
                Currency = "GBP",
                PriceNote = "Free after a treatment with us.",
                WhatToBring = "Your aftercare leaflet, and photos from the days before if you took any.",
            },
            [maya, tom, elin], [garden, marlowe]));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Staff with a password that everybody knows. For Development alone.</summary>
    public async Task SeedStaffAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await EnsureRolesAsync(db, normalizer, cancellationToken);
        var roles = await db.Roles.ToDictionaryAsync(role => role.Name!, StringComparer.Ordinal, cancellationToken);
        foreach (var (email, name, role, slug) in Staff)
        {
            var normalised = normalizer.NormalizeEmail(email);
            if (await db.Users.AnyAsync(user => user.NormalizedEmail == normalised, cancellationToken))
            {
                continue;
            }

            var user = new ClinicUser
            {
                DisplayName = name,
                Email = email,
                NormalizedEmail = normalised,
                EmailConfirmed = true,
                UserName = email,
                NormalizedUserName = normalizer.NormalizeName(email),
                SecurityStamp = Guid.NewGuid().ToString("N"),
                LockoutEnabled = true,
                PractitionerId = slug is null ? null : await db.Practitioners.Where(p => p.Slug == slug).Select(p => (int?)p.Id).SingleOrDefaultAsync(cancellationToken),
            };
            user.PasswordHash = hasher.HashPassword(user, StaffPassword);
            db.Users.Add(user);
            db.StaffAuthenticators.Add(new() { UserId = user.Id, Secret = sealer.Seal(StaffAppKey)!.Value, CreatedAt = clock.GetCurrentInstant() });
            db.UserRoles.Add(new() { UserId = user.Id, RoleId = roles[role].Id });
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The three roles; without them nobody can be given one.</summary>
    internal static async Task EnsureRolesAsync(ClinicDb db, ILookupNormalizer normalizer, CancellationToken cancellationToken)
    {
        var there = await db.Roles.Select(role => role.Name).ToListAsync(cancellationToken);
        db.Roles.AddRange(StaffRoles.All.Except(there, StringComparer.Ordinal)
            .Select(name => new IdentityRole<Guid>(name!) { Id = Guid.CreateVersion7(), NormalizedName = normalizer.NormalizeName(name) }));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static IEnumerable<IsoDayOfWeek> TuesdayToFriday =>
        [IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];

    private static (LocalDate From, LocalDate Until, string Reason) Day(int year, int month, int day, string reason) =>
        (new(year, month, day), new(year, month, day), reason);

    private static Practitioner Person(string name, string slug, string role, int order) => new() { Name = name, Slug = slug, Role = role, SortOrder = order };

    private static WeeklyHours Hours(IsoDayOfWeek day, (int H, int M) opens, (int H, int M) closes, params ((int H, int M) From, (int H, int M) Until)[] pauses)
    {
        var hours = new WeeklyHours { Day = day, Opens = new(opens.H, opens.M), Closes = new(closes.H, closes.M) };
        hours.Breaks.AddRange(pauses.Select(pause => new WeeklyBreak { Start = new(pause.From.H, pause.From.M), End = new(pause.Until.H, pause.Until.M) }));
        return hours;
    }

    private static Service Offered(Service service, IReadOnlyList<Practitioner> by, IReadOnlyList<Room> rooms)
    {
        service.Practitioners.AddRange(by);
        service.Rooms.AddRange(rooms);
        return service;
    }
}
