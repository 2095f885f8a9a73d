using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Calendar;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Schedule;

/// <summary>What closing the clinic sends, as typed.</summary>
public sealed class ClosureForm : RuleForm
{
    public const int LongestReason = 200;

    private const int MostDays = 400;

    public string? From { get; set; }

    public string? Until { get; set; }

    public string? Reason { get; set; }

    /// <summary>Suggested holidays ticked, as dates with their nation.</summary>
    public List<string> Holidays { get; set; } = [];

    /// <summary>The closure to be taken away; empty for new ones.</summary>
    public string? Remove { get; set; }

    /// <summary>What a suggestion's box sends.</summary>
    public static string Value(UkNation nation, BankHoliday holiday) => $"{nation}:{Write(holiday.Date)}";

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public RuleChange? TryRead(LocalDate today, FormErrors errors)
    {
        if (ReadNumber(Remove, nameof(Remove), 1, int.MaxValue, needed: false, errors) is { } removed)
        {
            return new ClosureRemoval(removed);
        }

        var closures = new List<(LocalDate, LocalDate, string)>();
        foreach (var ticked in Holidays)
        {
            var day = Suggested(ticked);
            errors.Require(day is not null, nameof(Holidays), "Tick the suggestions again; one of them could not be read.");
            if (day is { } holiday)
            {
                closures.Add((holiday.Date, holiday.Date, holiday.Name));
            }
        }

        if (Holidays.Count == 0 || !string.IsNullOrWhiteSpace(From))
        {
            var from = ReadDate(From, nameof(From), needed: true, errors);
            var until = string.IsNullOrWhiteSpace(Until) ? from : ReadDate(Until, nameof(Until), needed: true, errors);
            var reason = ReadLine(Reason, nameof(Reason), "A reason", LongestReason, needed: true, errors);
            errors.Require(from is null || until is null || until >= from, nameof(Until), "Enter a last date that is not before the first.");
            errors.Require(until is null || until >= today, nameof(Until), "Enter a last date that has not passed.");
            errors.Require(from is null || until is null || Period.DaysBetween(from.Value, until.Value) <= MostDays, nameof(Until), $"Enter a last date within {MostDays} days of the first.");
            if (!errors.Any)
            {
                closures.Add((from!.Value, until!.Value, reason!));
            }
        }

        return errors.Any ? null : new ClosureChange(closures);
    }

    private static BankHoliday? Suggested(string ticked) =>
        ticked.Split(':') is [var name, var typed] && Enum.GetValues<UkNation>().Where(one => one.ToString() == name).ToList() is [var nation] && CalendarQuery.TryReadDate(typed) is { } date
            ? BankHolidays.Of(nation, date.Year).Where(day => day.Date == date).Select(day => (BankHoliday?)day).FirstOrDefault()
            : null;
}

/// <summary>What changing a room sends, as typed.</summary>
public sealed class RoomForm : RuleForm
{
    public const int LongestEquipment = 300;

    public string? Name { get; set; }

    public string? Equipment { get; set; }

    public string? Active { get; set; }

    public string? SortOrder { get; set; }

    public List<string> Services { get; set; } = [];

    /// <summary>A room as it stands.</summary>
    public static RoomForm Of(Room room) => new()
    {
        Version = WriteVersion(room),
        Name = room.Name,
        Equipment = room.Equipment,
        Active = room.Active ? "yes" : null,
        SortOrder = Write(room.SortOrder),
        Services = [.. room.Services.Select(s => Write(s.Id)!)],
    };

    /// <summary>Reads it, or says at each field what is wrong.</summary>
    public RoomChange? TryRead(int? id, FormErrors errors)
    {
        var name = ReadName(Name, nameof(Name), errors);
        var equipment = ReadLine(Equipment, nameof(Equipment), "What stands there", LongestEquipment, needed: false, errors);
        var order = ReadNumber(SortOrder, nameof(SortOrder), 0, 999, needed: true, errors);
        errors.Require(Active is null or "yes", nameof(Active), "Tick the box or leave it.");
        errors.Require(id is null || ShownVersion is not null, nameof(Version), "This form was altered on the way. Open it again.");
        return errors.Any ? null : new(id, name!, equipment, Active == "yes", order!.Value, Numbers(Services)) { Shown = ShownVersion };
    }
}
