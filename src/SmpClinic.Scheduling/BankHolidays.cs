using NodaTime;

namespace SmpClinic.Scheduling;

/// <summary>Parts of the United Kingdom that keep bank holidays of their own.</summary>
public enum UkNation
{
    EnglandAndWales,
    Scotland,
    NorthernIreland,
}

/// <summary>One bank holiday.</summary>
/// <param name="Date">The day on which it is kept.</param>
/// <param name="Name">What it is called, with a word where the day is a substitute.</param>
public readonly record struct BankHoliday(LocalDate Date, string Name);

/// <summary>
/// The bank holidays that come round every year, with their substitute days, as GOV.UK lists them (https://www.gov.uk/bank-holidays).
/// Days proclaimed once, such as a coronation, and days moved once, as in 2020 and 2022, cannot be computed: this is for suggestions.
/// </summary>
public static class BankHolidays
{
    /// <summary>Those of one year, in order. Years before 1978, when the early May holiday was new, are not meant.</summary>
    public static IReadOnlyList<BankHoliday> Of(UkNation nation, int year)
    {
        var easter = Easter(year);
        List<BankHoliday> fixedDays = [new(new(year, 1, 1), "New Year’s Day")];
        List<BankHoliday> days =
        [
            new(easter.PlusDays(-2), "Good Friday"),
            new(FirstMonday(year, 5), "Early May bank holiday"),
            new(LastMonday(year, 5), "Spring bank holiday"),
        ];
        if (nation == UkNation.Scotland)
        {
            fixedDays.Add(new(new(year, 1, 2), "2nd January"));
            fixedDays.Add(new(new(year, 11, 30), "St Andrew’s Day"));
            days.Add(new(FirstMonday(year, 8), "Summer bank holiday"));
        }
        else
        {
            days.Add(new(easter.PlusDays(1), "Easter Monday"));
            days.Add(new(LastMonday(year, 8), "Summer bank holiday"));
        }

        if (nation == UkNation.NorthernIreland)
        {
            fixedDays.Add(new(new(year, 3, 17), "St Patrick’s Day"));
            fixedDays.Add(new(new(year, 7, 12), "Battle of the Boyne (Orangemen’s Day)"));
        }

        fixedDays.Add(new(new(year, 12, 25), "Christmas Day"));
        fixedDays.Add(new(new(year, 12, 26), "Boxing Day"));
        days.AddRange(Kept(fixedDays));
        return [.. days.OrderBy(day => day.Date)];
    }

    /// <summary>Easter Sunday in the Gregorian calendar (Meeus, Jones, Butcher).</summary>
    public static LocalDate Easter(int year)
    {
        var (a, b, c) = (year % 19, year / 100, year % 100);
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new(year, n / 31, (n % 31) + 1);
    }

    /// <summary>A holiday on a weekend is kept on the next weekday on which none is kept; those that fall on weekdays come first.</summary>
    private static List<BankHoliday> Kept(List<BankHoliday> fixedDays)
    {
        var kept = fixedDays.Where(day => !IsWeekend(day.Date)).ToList();
        foreach (var day in fixedDays.Where(day => IsWeekend(day.Date)).OrderBy(day => day.Date))
        {
            var date = day.Date;
            while (IsWeekend(date) || kept.Exists(other => other.Date == date))
            {
                date = date.PlusDays(1);
            }

            kept.Add(new(date, day.Name + " (substitute day)"));
        }

        return kept;
    }

    private static bool IsWeekend(LocalDate date) => date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday;

    private static LocalDate FirstMonday(int year, int month) => new LocalDate(year, month, 1).With(DateAdjusters.NextOrSame(IsoDayOfWeek.Monday));

    private static LocalDate LastMonday(int year, int month) => new LocalDate(year, month, 1).With(DateAdjusters.EndOfMonth).With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
}
