using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Services;

/// <summary>A service as it is to be.</summary>
/// <param name="Slug">What addresses call it, for good.</param>
/// <param name="IsNew">Whether it is new.</param>
/// <param name="Name">What people call it.</param>
public sealed record ServiceChange(string Slug, bool IsNew, string Name) : RuleChange
{
    public required string Summary { get; init; }

    public int LengthMinutes { get; init; }

    public int BufferBeforeMinutes { get; init; }

    public int BufferAfterMinutes { get; init; }

    public int StepMinutes { get; init; }

    public int LeadTimeMinutes { get; init; }

    public int HorizonDays { get; init; }

    public int MoveCutoffMinutes { get; init; }

    public int CancelCutoffMinutes { get; init; }

    public VisitMode Mode { get; init; }

    public BookingPolicy Policy { get; init; }

    public int PriceMinorUnits { get; init; }

    public string? PriceNote { get; init; }

    public required string WhatToBring { get; init; }

    public string? PatchPigment { get; init; }

    public string? PatchNumbing { get; init; }

    public bool Active { get; init; }

    public int SortOrder { get; init; }

    public int? MostPerDay { get; init; }

    public int? MostPerWeek { get; init; }

    public string? ClosedMessage { get; init; }

    public IReadOnlySet<int> PractitionerIds { get; init; } = new HashSet<int>();

    public IReadOnlySet<int> RoomIds { get; init; } = new HashSet<int>();

    /// <inheritdoc/>
    public override string Action => IsNew ? "service.added" : "service.changed";

    /// <inheritdoc/>
    public override bool IsPublic => true;

    /// <summary>How a visit takes place is not written on it: while any is to come, its service stays as it is in that.</summary>
    public override async Task<RuleObjection?> ObjectionAsync(ClinicDb db, Instant now, CancellationToken cancellationToken)
    {
        if (IsNew)
        {
            return await db.Services.AnyAsync(s => s.Slug == Slug, cancellationToken) ? new("Slug", "Another service has this name in addresses. Choose another.") : null;
        }

        var toCome = await db.Services.Where(s => s.Slug == Slug && s.Mode != Mode)
            .Select(s => db.Appointments.Count(a => a.ServiceId == s.Id && a.End > now && (a.Status == AppointmentStatus.Requested || a.Status == AppointmentStatus.Confirmed)))
            .FirstOrDefaultAsync(cancellationToken);
        return toCome == 0 ? null : new("Mode", $"{toCome} booked {(toCome == 1 ? "visit takes" : "visits take")} place as it is now. Make a new service for the other way, and take this one out of use.");
    }

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        var service = IsNew
            ? new Service { Slug = Slug, Name = string.Empty, Summary = string.Empty, Currency = "GBP", WhatToBring = string.Empty, Active = false, StepMinutes = 0 }
            : sheet.Services.Find(s => s.Slug == Slug);
        if (service is null)
        {
            return null;
        }

        var before = Words(service, sheet);
        Write(service);
        if (IsNew)
        {
            sheet.Add(service);
        }

        sheet.Pair(service.Practitioners, sheet.Practitioners.FindAll(p => PractitionerIds.Contains(p.Id)));
        sheet.Pair(service.Rooms, sheet.Rooms.FindAll(r => RoomIds.Contains(r.Id)));
        sheet.Touch(service);

        var after = Words(service, sheet);
        return new(Slug, [.. before.Zip(after).Select(pair => new RuleLine(pair.First.Label, IsNew ? string.Empty : pair.First.Value, pair.Second.Value))]) { Root = IsNew ? null : service };
    }

    private void Write(Service service)
    {
        (service.Name, service.Summary, service.WhatToBring) = (Name, Summary, WhatToBring);
        (service.LengthMinutes, service.BufferBeforeMinutes, service.BufferAfterMinutes, service.StepMinutes) = (LengthMinutes, BufferBeforeMinutes, BufferAfterMinutes, StepMinutes);
        (service.LeadTimeMinutes, service.HorizonDays, service.MoveCutoffMinutes, service.CancelCutoffMinutes) = (LeadTimeMinutes, HorizonDays, MoveCutoffMinutes, CancelCutoffMinutes);
        (service.Mode, service.Policy, service.PriceMinorUnits, service.PriceNote) = (Mode, Policy, PriceMinorUnits, PriceNote);
        (service.PatchPigment, service.PatchNumbing) = (PatchPigment, PatchNumbing);
        (service.Active, service.SortOrder, service.MostPerDay, service.MostPerWeek, service.ClosedMessage) = (Active, SortOrder, MostPerDay, MostPerWeek, ClosedMessage);
    }

    private static (string Label, string Value)[] Words(Service service, RuleSheet sheet) =>
    [
        ("Name", service.Name),
        ("Offered", YesNo(service.Active)),
        ("Booking closed, and why", service.ClosedMessage ?? string.Empty),
        ("Length", Minutes(service.LengthMinutes)),
        ("Kept free before", Minutes(service.BufferBeforeMinutes)),
        ("Kept free after", Minutes(service.BufferAfterMinutes)),
        ("A start every", Minutes(service.StepMinutes)),
        ("Booked at least before", Durations.Text(service.LeadTimeMinutes)),
        ("Days ahead", Number(service.HorizonDays)),
        ("Moved by clients until before", Durations.Text(service.MoveCutoffMinutes)),
        ("Cancelled by clients until before", Durations.Text(service.CancelCutoffMinutes)),
        ("How", BookingWords.Of(service.Mode)),
        ("Booking", service.Policy == BookingPolicy.Instant ? "stands at once" : "on request"),
        ("Price", Money.Text(service.PriceMinorUnits, service.Currency)),
        ("About the price", service.PriceNote ?? string.Empty),
        ("Pigment that a patch test speaks for", service.PatchPigment ?? string.Empty),
        ("Numbing product", service.PatchNumbing ?? string.Empty),
        ("Most in a day", Number(service.MostPerDay)),
        ("Most in a week", Number(service.MostPerWeek)),
        ("With", Names(sheet.Practitioners.Where(service.Practitioners.Contains).Select(p => p.Name))),
        ("In", Names(sheet.Rooms.Where(service.Rooms.Contains).Select(r => r.Name))),
        ("Place in lists", Number(service.SortOrder)),
        ("Summary", service.Summary),
        ("What to bring", service.WhatToBring),
    ];

    private static string Minutes(int minutes) => Number(minutes) + " minutes";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "no limit";
}

/// <summary>The booking of some services closed for a while with a message, and of all others open.</summary>
/// <param name="Slugs">Those that are closed.</param>
/// <param name="Message">What visitors read.</param>
public sealed record ClosedChange(IReadOnlySet<string> Slugs, string Message) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "booking.closed";

    /// <inheritdoc/>
    public override bool IsPublic => true;

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        var lines = new List<RuleLine>();
        foreach (var service in sheet.Services)
        {
            var before = service.ClosedMessage;
            service.ClosedMessage = Slugs.Contains(service.Slug) ? Message : null;
            lines.Add(new(service.Name, before is null ? "open" : "closed: " + before, service.ClosedMessage is null ? "open" : "closed: " + service.ClosedMessage));
        }

        return new("booking", lines);
    }
}
