using NodaTime;

namespace SmpClinic.Web.Features.Booking;

/// <summary>A week of times as a page shows it: where a time leads, and where other weeks are.</summary>
public sealed record TimesView(WeekOfTimes Week, Func<TimeChoice, string> TimeLink, Func<LocalDate, string> WeekLink);
