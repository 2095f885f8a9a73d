using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>A treatment of the invented clinic that puts pigment into the skin, so that a patch test has to come first.</summary>
public sealed class DemoTreatments(IDbContextFactory<ClinicDb> contexts)
{
    private const string Slug = "microblading-session";

    /// <summary>Adds it where the clinic is there and it is not.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var practitioner = await db.Practitioners.FirstOrDefaultAsync(p => p.Slug == "elin-pryce", cancellationToken);
        if (practitioner is null || await db.Services.AnyAsync(s => s.Slug == Slug, cancellationToken))
        {
            return;
        }

        var service = new Service
        {
            Slug = Slug,
            Name = "Microblading session",
            SortOrder = 6,
            Summary = "The first session, after a consultation and a patch test. We keep the time for you and confirm it once your test and your questionnaire allow it.",
            LengthMinutes = 150,
            BufferAfterMinutes = 15,
            StepMinutes = 30,
            LeadTimeMinutes = 48 * 60,
            HorizonDays = 84,
            MoveCutoffMinutes = 48 * 60,
            CancelCutoffMinutes = 48 * 60,
            Mode = VisitMode.InPerson,
            Policy = BookingPolicy.OnRequest,
            PriceMinorUnits = 28000,
            Currency = "GBP",
            PriceNote = "The second visit after four to eight weeks is included.",
            WhatToBring = "Photo ID. Come without make-up on your brows, and eat before you come.",
            PatchPigment = "Harbour Brown",
            PatchNumbing = "Calm Cream",
        };
        service.Practitioners.Add(practitioner);
        service.Rooms.AddRange(await db.Rooms.OrderBy(r => r.SortOrder).ToListAsync(cancellationToken));
        db.Add(service);
        await db.SaveChangesAsync(cancellationToken);
    }
}
