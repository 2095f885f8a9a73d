using System.Globalization;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>One line of a report: what it is about, and what is counted of it.</summary>
/// <param name="Name">A service, a person, a way of booking, a week.</param>
/// <param name="Counts">Its figures.</param>
public sealed record ReportRow(string Name, FigureCounts Counts)
{
    /// <summary>For how long it could be booked, where that can be said.</summary>
    public int? BookableMinutes { get; init; }

    /// <summary>The share of what was asked for and is settled that became a visit.</summary>
    public double? Conversion => Share(Counts.Came, Counts.Settled);

    /// <summary>The share of those expected who did not come.</summary>
    public double? NoShows => Share(Counts.NoShow, Counts.Came + Counts.NoShow);

    /// <summary>The share that was cancelled.</summary>
    public double? Cancellations => Share(Counts.Cancelled, Counts.Asked);

    /// <summary>The share of the bookable hours that is booked.</summary>
    public double? Utilisation => BookableMinutes is { } bookable ? Share(Counts.Minutes, bookable) : null;

    /// <summary>How many days before, on average.</summary>
    public double? LeadDays => Counts.Asked == 0 ? null : Counts.LeadMinutes / (24.0 * 60 * Counts.Asked);

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}

/// <summary>What happened between two clinic dates, both included, counted by the day of the visit.</summary>
public sealed record Report(
    LocalDate From,
    LocalDate Until,
    int? PractitionerId,
    string? PractitionerName,
    ReportRow All,
    IReadOnlyList<ReportRow> Weeks,
    IReadOnlyList<ReportRow> Services,
    IReadOnlyList<ReportRow> Practitioners,
    IReadOnlyList<ReportRow> Sources);

/// <summary>The page: the form as typed, and a report where it could be read.</summary>
public sealed record ReportPage(ReportFilters Filters, FormErrors Errors, IReadOnlyList<PractitionerChoice> Practitioners, LocalDate Today, Report? Report, bool OwnOnly);

/// <summary>Figures in words.</summary>
public static class ReportWords
{
    /// <summary>What the groups of notice are called, in the order of <see cref="FigureCounts.LeadDays"/>.</summary>
    public static readonly IReadOnlyList<string> Leads =
        ["Less than a day", "1 to 3 days", "3 days to a week", "1 to 2 weeks", "2 to 4 weeks", "4 weeks and more"];

    /// <summary>"62 %", or a dash where there is nothing to divide by.</summary>
    public static string Share(double? share) => share is { } known ? known.ToString("0 %", CultureInfo.InvariantCulture) : "–";

    /// <summary>"12.5 days".</summary>
    public static string Days(double? days) => days is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) + (known is >= 0.95 and < 1.05 ? " day" : " days") : "–";

    /// <summary>"120.5 h".</summary>
    public static string Hours(int? minutes) => minutes is { } known ? (known / 60.0).ToString("#,0.#", CultureInfo.InvariantCulture) + " h" : "–";

    /// <summary>"1,204".</summary>
    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>A report's tables as lines of a file, one kind after the other.</summary>
public static class ReportLines
{
    /// <summary>What the first line says.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "Table", "Name", "Asked for", "Came", "Did not come", "Cancelled", "Declined", "Confirmed", "Waiting", "Conversion %", "Average lead days", "Booked minutes", "Bookable minutes",
        .. ReportWords.Leads.Select(lead => "Lead: " + lead),
    ];

    /// <summary>The lines.</summary>
    public static IEnumerable<object?[]> Of(Report report) =>
        Of("All", [report.All]).Concat(Of("Week", report.Weeks)).Concat(Of("Service", report.Services)).Concat(Of("Practitioner", report.Practitioners)).Concat(Of("Source", report.Sources));

    private static IEnumerable<object?[]> Of(string table, IReadOnlyList<ReportRow> rows) => rows.Select(object?[] (row) =>
    [
        table, row.Name, row.Counts.Asked, row.Counts.Came, row.Counts.NoShow, row.Counts.Cancelled, row.Counts.Declined, row.Counts.Confirmed, row.Counts.Requested,
        row.Conversion is { } share ? Math.Round(100 * share, 1) : null, row.LeadDays is { } days ? Math.Round(days, 2) : null, row.Counts.Minutes, row.BookableMinutes,
        .. row.Counts.Leads.Select(lead => (object?)lead),
    ]);
}
