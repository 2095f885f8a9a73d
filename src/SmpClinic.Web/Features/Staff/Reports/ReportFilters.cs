using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>What a report's address says, as typed.</summary>
public sealed class ReportFilters
{
    /// <summary>The longest period: three years.</summary>
    public const int LongestDays = 1_096;

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "until")]
    public string? Until { get; set; }

    [FromQuery(Name = "practitioner")]
    public string? Practitioner { get; set; }

    /// <summary>Reads them, or says at each field what is wrong. Without dates the report is of the thirteen weeks up to today.</summary>
    public ReportPeriod? TryRead(LocalDate today, IReadOnlyList<PractitionerChoice> practitioners, FormErrors errors)
    {
        var until = Date(Until, "until", errors) ?? today;
        var from = Date(From, "from", errors) ?? until.PlusWeeks(-13).PlusDays(1);
        var with = practitioners.FirstOrDefault(p => p.Slug == Practitioner);
        errors.Require(from <= until, "until", "Enter a last date that is not before the first.");
        errors.Require(from > until || Period.DaysBetween(from, until) < LongestDays, "until", "Choose a period of at most three years.");
        errors.Require(string.IsNullOrEmpty(Practitioner) || with is not null, "practitioner", "Choose somebody from the list.");
        return errors.Any ? null : new(from, until, with?.Id);
    }

    private static LocalDate? Date(string? typed, string field, FormErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }

        var read = LocalDatePattern.Iso.Parse(typed.Trim());
        var usable = read.Success && read.Value.Year is >= 1970 and <= 2200;
        errors.Require(usable, field, "Enter a date such as 2026-12-01.");
        return usable ? read.Value : null;
    }
}

/// <summary>The clinic dates of a report, both included, and whose visits alone it is about.</summary>
public readonly record struct ReportPeriod(LocalDate From, LocalDate Until, int? PractitionerId);
