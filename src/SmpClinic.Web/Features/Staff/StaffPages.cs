using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.Staff;

/// <summary>One page of a long list.</summary>
/// <param name="Rows">What is on it.</param>
/// <param name="Number">Counted from one.</param>
/// <param name="Total">Of all pages together.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Rows, int Number, int Total)
{
    /// <summary>How many pages there are; an empty list has one.</summary>
    public int Count => Math.Max(1, (Total + Paging.Size - 1) / Paging.Size);
}

/// <summary>Where the pages of a list are, for the links under it.</summary>
/// <param name="Number">The present one.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Total">How many rows in all.</param>
/// <param name="Link">The address of a page.</param>
public sealed record PageLinks(int Number, int Count, int Total, Func<int, string> Link);

/// <summary>Lists come in pages of one size.</summary>
public static class Paging
{
    /// <summary>Rows on a page.</summary>
    public const int Size = 50;

    private const int Last = 100_000;

    /// <summary>The page an address asks for; nonsense counts as the first.</summary>
    public static int Read(string? typed) =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Last ? number : 1;
}

/// <summary>Spans of time as people say them.</summary>
public static class Ages
{
    /// <summary>"under a minute", "5 minutes", "3 hours", "2 days".</summary>
    public static string Of(Duration age) => age.TotalMinutes switch
    {
        < 1 => "under a minute",
        < 120 => Count((int)age.TotalMinutes, "minute"),
        < 2880 => Count((int)age.TotalHours, "hour"),
        _ => Count((int)age.TotalDays, "day"),
    };

    /// <summary>The same in two steps where there are two: "40 minutes", "5 h 10 min", "2 days 3 h".</summary>
    public static string Exact(Duration age) => age.TotalMinutes switch
    {
        < 60 => Of(age),
        < 1440 => $"{(int)age.TotalHours} h" + (age.Minutes == 0 ? string.Empty : $" {age.Minutes} min"),
        _ => Count((int)age.TotalDays, "day") + (age.Hours == 0 ? string.Empty : $" {age.Hours} h"),
    };

    private static string Count(int number, string unit) =>
        number.ToString(CultureInfo.InvariantCulture) + " " + unit + (number == 1 ? string.Empty : "s");
}

/// <summary>A list to choose one from, with its label and message.</summary>
/// <param name="Name">The name, which is also the id.</param>
/// <param name="Label">The label.</param>
/// <param name="None">What choosing nothing is called.</param>
/// <param name="Chosen">The value chosen, as typed.</param>
/// <param name="Options">Values with their words.</param>
/// <param name="Errors">What is wrong with the form.</param>
public sealed record SelectView(string Name, string Label, string None, string? Chosen, IEnumerable<(string Value, string Words)> Options, FormErrors Errors)
{
    /// <summary>What is wrong here.</summary>
    public string? Error => Errors[Name];
}
