using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Booking;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>When people on the waiting list are written to, and how long they have to answer. Nobody has to answer at night.</summary>
public sealed class OfferHours(ClinicCalendar calendar, IOptions<BookingLimits> limits)
{
    /// <summary>Whether offers are made at an instant.</summary>
    public bool IsDay(Instant now) => DaytimeOf(calendar.DateOf(now)).Any(day => now >= day.Start && now < day.End);

    /// <summary>Until when an offer made now stands: so many minutes of daytime; what is left at night counts from the next morning on.</summary>
    public Instant Until(Instant now)
    {
        var left = Duration.FromMinutes(limits.Value.WaitingOfferMinutes);
        for (var date = calendar.DateOf(now); ; date = date.PlusDays(1))
        {
            foreach (var day in DaytimeOf(date).Where(day => day.End > now))
            {
                var from = Instant.Max(now, day.Start);
                if (day.End - from >= left)
                {
                    return from + left;
                }

                left -= day.End - from;
            }
        }
    }

    /// <summary>
    /// How long before its start a time is still offered when it is offered until then: whoever accepts at the last moment has the notice
    /// that the clinic wants to give, and what its service asks of every visitor.
    /// </summary>
    public Duration LeadTime(Duration service, Instant now, Instant until) =>
        until - now + Duration.Max(service, Duration.FromHours(limits.Value.WaitingNoticeHours));

    private IReadOnlyList<Interval> DaytimeOf(LocalDate date) =>
        calendar.When(date.At(new LocalTime(limits.Value.WaitingFirstHour, 0)), date.At(new LocalTime(limits.Value.WaitingLastHour, 0)));
}
