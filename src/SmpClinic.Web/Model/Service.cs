using NodaTime;
using SmpClinic.Scheduling;

namespace SmpClinic.Web.Model;

/// <summary>How a visit takes place.</summary>
public enum VisitMode
{
    InPerson,
    Video,
    Phone,
}

/// <summary>Whether a booking stands at once or waits for the clinic.</summary>
public enum BookingPolicy
{
    Instant,
    OnRequest,
}

/// <summary>Something a visitor can book. Lengths are whole minutes, the price is in minor units of its currency.</summary>
public sealed class Service : IVersioned, IDiaryRule
{
    public int Id { get; set; }

    public required string Slug { get; set; }

    public required string Name { get; set; }

    public required string Summary { get; set; }

    public int LengthMinutes { get; set; }

    public int BufferBeforeMinutes { get; set; }

    public int BufferAfterMinutes { get; set; }

    public int StepMinutes { get; set; } = 15;

    public int LeadTimeMinutes { get; set; }

    public int HorizonDays { get; set; }

    /// <summary>Until how long before the start the client may move it by link.</summary>
    public int MoveCutoffMinutes { get; set; }

    /// <summary>Until how long before the start the client may cancel it by link.</summary>
    public int CancelCutoffMinutes { get; set; }

    public VisitMode Mode { get; set; }

    public BookingPolicy Policy { get; set; }

    public int PriceMinorUnits { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; set; }

    /// <summary>What the price includes or how it is returned.</summary>
    public string? PriceNote { get; set; }

    public required string WhatToBring { get; set; }

    /// <summary>The brand of pigment that it puts into the skin, which a patch test has to speak for; null where it puts in none.</summary>
    public string? PatchPigment { get; set; }

    /// <summary>The numbing product it uses, which the patch test has to speak for as well; null for none.</summary>
    public string? PatchNumbing { get; set; }

    public bool Active { get; set; } = true;

    /// <summary>The most visits on one clinic date that visitors may book; null for no limit.</summary>
    public int? MostPerDay { get; set; }

    /// <summary>The most visits from a Monday to its Sunday that visitors may book; null for no limit.</summary>
    public int? MostPerWeek { get; set; }

    /// <summary>What visitors read while they cannot book it; null while they can.</summary>
    public string? ClosedMessage { get; set; }

    public int SortOrder { get; set; }

    public long Version { get; set; }

    public List<Practitioner> Practitioners { get; } = [];

    public List<Room> Rooms { get; } = [];

    /// <summary>A room is claimed whenever the client comes to the clinic.</summary>
    public bool NeedsRoom => Mode == VisitMode.InPerson;

    /// <summary>Whether a patch test has to come first.</summary>
    public bool NeedsPatchTest => PatchPigment is not null;

    /// <summary>Whether the health questionnaire is due before it: whatever brings the client here and leads up to a treatment.</summary>
    public bool AsksHealth => Mode == VisitMode.InPerson
        && (Slug == "patch-test" || Slug.StartsWith("smp-", StringComparison.Ordinal) || Slug.StartsWith("microblading-", StringComparison.Ordinal));

    /// <summary>The rules a visitor is held to.</summary>
    public BookingRules RulesForVisitors => new(
        LengthMinutes, BufferBeforeMinutes, BufferAfterMinutes, StepMinutes, Duration.FromMinutes(LeadTimeMinutes), HorizonDays, NeedsRoom)
    {
        Closed = !Active || ClosedMessage is not null,
        MostPerDay = MostPerDay,
        MostPerWeek = MostPerWeek,
    };

    /// <summary>The rules staff are held to: no lead time, no limits, and two years ahead.</summary>
    public BookingRules RulesForStaff => RulesForVisitors with { LeadTime = Duration.Zero, HorizonDays = 730, Closed = false, MostPerDay = null, MostPerWeek = null };
}
