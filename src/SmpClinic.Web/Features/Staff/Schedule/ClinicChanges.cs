using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>Dates on which the clinic is shut from now on.</summary>
/// <param name="Closures">Each with its first and last date and why.</param>
public sealed record ClosureChange(IReadOnlyList<(LocalDate From, LocalDate Until, string Reason)> Closures) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "closure.added";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        var lines = new List<RuleLine>();
        foreach (var (from, until, reason) in Closures)
        {
            var there = sheet.Closures.Exists(c => c.From == from && c.Until == until);
            if (!there)
            {
                sheet.Add(new ClinicClosure { From = from, Until = until, Reason = reason });
            }

            lines.Add(new("Closed", there ? ClosureWords.Of(from, until, reason) : string.Empty, ClosureWords.Of(from, until, reason)));
        }

        return new("the clinic", lines) { From = Closures.Min(c => c.From), Until = Closures.Max(c => c.Until) };
    }
}

/// <summary>A closure that is not to be.</summary>
public sealed record ClosureRemoval(int Id) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => "closure.removed";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        if (sheet.Closures.Find(c => c.Id == Id) is not { } closure)
        {
            return null;
        }

        sheet.Remove(closure);
        return new("the clinic", [new("Closed", ClosureWords.Of(closure.From, closure.Until, closure.Reason), string.Empty)]) { From = closure.From, Until = closure.Until };
    }
}

/// <summary>Closures in words.</summary>
public static class ClosureWords
{
    /// <summary>"Friday 25 December 2026 to Monday 28 December 2026 (Christmas)".</summary>
    public static string Of(LocalDate from, LocalDate until, string reason) => (from == until ? ClinicTime.Date(from) : $"{ClinicTime.Date(from)} to {ClinicTime.Date(until)}") + $" ({reason})";
}

/// <summary>A room as it is to be.</summary>
/// <param name="Id">Which; null for a new one.</param>
public sealed record RoomChange(int? Id, string Name, string? Equipment, bool Active, int SortOrder, IReadOnlySet<int> ServiceIds) : RuleChange
{
    /// <inheritdoc/>
    public override string Action => Id is null ? "room.added" : "room.changed";

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        var room = Id is { } id ? sheet.Rooms.Find(r => r.Id == id) : new Room { Name = string.Empty, Active = false };
        if (room is null)
        {
            return null;
        }

        var before = Words(room, sheet);
        (room.Name, room.Equipment, room.Active, room.SortOrder) = (Name, Equipment, Active, SortOrder);
        if (Id is null)
        {
            sheet.Add(room);
        }

        sheet.PairWithServices(room, service => service.Rooms, ServiceIds);
        sheet.Touch(room);

        var after = Words(room, sheet);
        return new(Name, [.. before.Zip(after).Select(pair => new RuleLine(pair.First.Label, Id is null ? string.Empty : pair.First.Value, pair.Second.Value))]) { Root = Id is null ? null : room };
    }

    private static (string Label, string Value)[] Words(Room room, RuleSheet sheet) =>
    [
        ("Name", room.Name),
        ("What stands there", room.Equipment ?? string.Empty),
        ("In use", YesNo(room.Active)),
        ("Place in lists", room.SortOrder.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("For", Names(sheet.Services.Where(s => s.Rooms.Contains(room)).Select(s => s.Name))),
    ];
}

/// <summary>A practitioner as they are to be.</summary>
/// <param name="Slug">What addresses call them, for good.</param>
/// <param name="IsNew">Whether they are new.</param>
public sealed record PractitionerChange(string Slug, bool IsNew, string Name, string Role) : RuleChange
{
    public string? Words { get; init; }

    public string? RegisteredWith { get; init; }

    public string? RegistrationNumber { get; init; }

    public LocalDate? RegistrationEnds { get; init; }

    public bool Active { get; init; }

    public int SortOrder { get; init; }

    public IReadOnlySet<int> ServiceIds { get; init; } = new HashSet<int>();

    /// <summary>None for any room.</summary>
    public IReadOnlySet<int> RoomIds { get; init; } = new HashSet<int>();

    /// <inheritdoc/>
    public override async Task<RuleObjection?> ObjectionAsync(ClinicDb db, Instant now, CancellationToken cancellationToken) =>
        IsNew && await db.Practitioners.AnyAsync(p => p.Slug == Slug, cancellationToken) ? new("Slug", "Somebody else has this name in addresses. Choose another.") : null;

    /// <inheritdoc/>
    public override string Action => IsNew ? "practitioner.added" : "practitioner.changed";

    /// <inheritdoc/>
    public override bool IsPublic => true;

    /// <inheritdoc/>
    public override RuleEffect? Apply(RuleSheet sheet)
    {
        var person = IsNew ? new Practitioner { Name = string.Empty, Slug = Slug, Role = string.Empty, Active = false } : sheet.Person(Slug);
        if (person is null)
        {
            return null;
        }

        var before = InWords(person, sheet);
        (person.Name, person.Role, person.Words, person.Active, person.SortOrder) = (Name, Role, Words, Active, SortOrder);
        (person.RegisteredWith, person.RegistrationNumber, person.RegistrationEnds) = (RegisteredWith, RegistrationNumber, RegistrationEnds);
        if (IsNew)
        {
            sheet.Add(person);
        }

        sheet.Pair(person.Rooms, sheet.Rooms.FindAll(r => RoomIds.Contains(r.Id)));
        sheet.PairWithServices(person, service => service.Practitioners, ServiceIds);
        sheet.Touch(person);

        var after = InWords(person, sheet);
        return new(Slug, [.. before.Zip(after).Select(pair => new RuleLine(pair.First.Label, IsNew ? string.Empty : pair.First.Value, pair.Second.Value))])
        {
            Root = IsNew ? null : person,
            Only = person,
        };
    }

    private static (string Label, string Value)[] InWords(Practitioner person, RuleSheet sheet) =>
    [
        ("Name", person.Name),
        ("What they do", person.Role),
        ("Words for visitors", person.Words ?? string.Empty),
        ("Can be booked", YesNo(person.Active)),
        ("Registered with", person.RegisteredWith ?? string.Empty),
        ("Registration number", person.RegistrationNumber ?? string.Empty),
        ("Registration ends", Date(person.RegistrationEnds)),
        ("Place in lists", person.SortOrder.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Offers", Names(sheet.Services.Where(s => s.Practitioners.Contains(person)).Select(s => s.Name))),
        ("Works in", person.Rooms.Count == 0 ? "any room" : Names(sheet.Rooms.Where(person.Rooms.Contains).Select(r => r.Name))),
    ];
}
