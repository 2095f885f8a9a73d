using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// Laid down by the clinic and read with every list of times. Saving a change of one raises <see cref="Stamp.Rules"/> with it; so rows
/// are changed through the context, never by a statement of their own.
/// </summary>
public interface IDiaryRule;

/// <summary>Somebody or something that can be in one place at a time: its number is the first half of a claimed cell's key.</summary>
public abstract class DiaryResource : IVersioned, IDiaryRule
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>Inactive resources are offered no more; what they already have stays.</summary>
    public bool Active { get; set; } = true;

    public int SortOrder { get; set; }

    public long Version { get; set; }
}

/// <summary>Who treats.</summary>
public sealed class Practitioner : DiaryResource
{
    public required string Slug { get; set; }

    public required string Role { get; set; }

    /// <summary>What visitors read about them when they choose.</summary>
    public string? Words { get; set; }

    /// <summary>With whom they are registered professionally, if they are.</summary>
    public string? RegisteredWith { get; set; }

    public string? RegistrationNumber { get; set; }

    /// <summary>The first clinic date on which the registration no longer holds, and they can no longer be booked; null where none runs out.</summary>
    public LocalDate? RegistrationEnds { get; set; }

    public List<WeeklyHours> WeeklyHours { get; } = [];

    public List<DatedHoursRow> DatedHours { get; } = [];

    public List<TimeOff> TimeOff { get; } = [];

    public List<Service> Services { get; } = [];

    /// <summary>The rooms they work in; none for any.</summary>
    public List<Room> Rooms { get; } = [];
}

/// <summary>Where somebody is treated.</summary>
public sealed class Room : DiaryResource
{
    /// <summary>What stands there, for staff who choose a room.</summary>
    public string? Equipment { get; set; }

    public List<Service> Services { get; } = [];

    public List<Practitioner> Practitioners { get; } = [];
}

/// <summary>A weekly span of work in the clinic's wall-clock time; closing at or before opening means the next day.</summary>
public sealed class WeeklyHours : IDiaryRule
{
    public int Id { get; set; }

    public int PractitionerId { get; set; }

    public IsoDayOfWeek Day { get; set; }

    public LocalTime Opens { get; set; }

    public LocalTime Closes { get; set; }

    public LocalDate? ValidFrom { get; set; }

    public LocalDate? ValidUntil { get; set; }

    public List<WeeklyBreak> Breaks { get; } = [];
}

/// <summary>A pause inside a weekly span.</summary>
public sealed class WeeklyBreak : IDiaryRule
{
    public int Id { get; set; }

    public int WeeklyHoursId { get; set; }

    public LocalTime Start { get; set; }

    public LocalTime End { get; set; }
}

/// <summary>
/// Other hours on one date: instead of the weekly ones, where a row without times means not working, or in addition to them. Several
/// rows are several spans.
/// </summary>
public sealed class DatedHoursRow : IDiaryRule
{
    public int Id { get; set; }

    public int PractitionerId { get; set; }

    public LocalDate Date { get; set; }

    public LocalTime? Opens { get; set; }

    public LocalTime? Closes { get; set; }

    public bool InAddition { get; set; }
}

/// <summary>An absence of one practitioner.</summary>
public sealed class TimeOff : IDiaryRule
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public int PractitionerId { get; set; }

    public Instant Start { get; set; }

    public Instant End { get; set; }

    public string? Reason { get; set; }
}

/// <summary>Clinic dates, both included, on which nobody works.</summary>
public sealed class ClinicClosure : IDiaryRule
{
    public int Id { get; set; }

    public LocalDate From { get; set; }

    public LocalDate Until { get; set; }

    public required string Reason { get; set; }
}
