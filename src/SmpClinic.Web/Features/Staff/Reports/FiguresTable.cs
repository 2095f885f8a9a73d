namespace SmpClinic.Web.Features.Staff.Reports;

/// <summary>A table of figures.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Heading">What its lines are.</param>
/// <param name="Rows">They themselves.</param>
/// <param name="Hours">Whether hours can be said of them.</param>
/// <param name="Total">A last line, where there is one.</param>
public sealed record FiguresTable(string Caption, string Heading, IReadOnlyList<ReportRow> Rows, bool Hours, ReportRow? Total);
