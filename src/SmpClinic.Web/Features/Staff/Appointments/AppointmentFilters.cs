using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Appointments;

/// <summary>What the list's address says, as typed.</summary>
public sealed class AppointmentFilters
{
    /// <summary>The longest words looked for.</summary>
    public const int LongestWords = 100;

    [FromQuery(Name = "from")]
    public string? From { get; set; }

    [FromQuery(Name = "until")]
    public string? Until { get; set; }

    [FromQuery(Name = "practitioner")]
    public string? Practitioner { get; set; }

    [FromQuery(Name = "status")]
    public string? Status { get; set; }

    [FromQuery(Name = "q")]
    public string? Words { get; set; }

    [FromQuery(Name = "page")]
    public string? Page { get; set; }

    /// <summary>Reads the filters, or says at each field what is wrong. Without dates and words the list starts today.</summary>
    public bool TryRead(LocalDate today, IReadOnlyList<PractitionerChoice> practitioners, out AppointmentSearch search, out FormErrors errors)
    {
        errors = new();
        var from = Date(From, "from", errors);
        var until = Date(Until, "until", errors);
        var words = PlainText.OneLine(Words);
        var with = practitioners.FirstOrDefault(p => p.Slug == Practitioner);
        var status = Enum.GetValues<AppointmentStatus>().Select(s => (AppointmentStatus?)s).FirstOrDefault(s => s.ToString() == Status);
        errors.Require(from is null || until is null || from <= until, "until", "Enter a last date that is not before the first.");
        errors.Require(string.IsNullOrEmpty(Practitioner) || with is not null, "practitioner", "Choose somebody from the list.");
        errors.Require(string.IsNullOrEmpty(Status) || status is not null, "status", "Choose a status from the list.");
        errors.Require(Words is null || words is { Length: <= LongestWords }, "q", $"Enter at most {LongestWords} characters, without control characters.");
        words = string.IsNullOrEmpty(words) ? null : words;
        if (from is null && until is null && words is null)
        {
            from = today;
        }

        search = new(from, until, with?.Id, status, words, Staff.Paging.Read(Page));
        return !errors.Any;
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

/// <summary>What to list, every value already valid.</summary>
public sealed record AppointmentSearch(LocalDate? From, LocalDate? Until, int? PractitionerId, AppointmentStatus? Status, string? Words, int Page);

/// <summary>A practitioner to filter by or to move to.</summary>
public sealed record PractitionerChoice(int Id, string Slug, string Name);
