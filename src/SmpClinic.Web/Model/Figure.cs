using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How long a stretch of the diary a row of figures counts.</summary>
public enum FigureGrain
{
    Day,
    Month,
}

/// <summary>Of what a row of figures counts the visits.</summary>
public enum FigureKind
{
    All,
    Service,
    Practitioner,
    Source,
}

/// <summary>What is counted of visits, by the clinic date on which they are or were to be.</summary>
public abstract class FigureCounts
{
    /// <summary>How many bounds part the kinds of notice; see <see cref="LeadDays"/>.</summary>
    public const int LeadGroups = 6;

    /// <summary>In how many days at most from the booking to the visit: one bound for each group but the last.</summary>
    public static readonly IReadOnlyList<int> LeadDays = [1, 3, 7, 14, 28];

    /// <summary>Requests that still wait.</summary>
    public int Requested { get; set; }

    /// <summary>Confirmed, and nothing said yet of whether the client came.</summary>
    public int Confirmed { get; set; }

    /// <summary>The client came.</summary>
    public int Came { get; set; }

    public int NoShow { get; set; }

    public int Cancelled { get; set; }

    public int Declined { get; set; }

    /// <summary>Length of those that hold their time, buffers not counted.</summary>
    public int Minutes { get; set; }

    /// <summary>From booking to visit, all added up.</summary>
    public long LeadMinutes { get; set; }

    public int LeadWithinDay { get; set; }

    public int LeadWithinThreeDays { get; set; }

    public int LeadWithinWeek { get; set; }

    public int LeadWithinTwoWeeks { get; set; }

    public int LeadWithinFourWeeks { get; set; }

    public int LeadLonger { get; set; }

    /// <summary>Everything that was asked for.</summary>
    public int Asked => Requested + Confirmed + Came + NoShow + Cancelled + Declined;

    /// <summary>Of which it is known what became of it.</summary>
    public int Settled => Came + NoShow + Cancelled + Declined;

    /// <summary>How many were booked how long before, in the order of <see cref="LeadDays"/>.</summary>
    public IReadOnlyList<int> Leads => [LeadWithinDay, LeadWithinThreeDays, LeadWithinWeek, LeadWithinTwoWeeks, LeadWithinFourWeeks, LeadLonger];

    /// <summary>Adds other counts to these.</summary>
    public void Add(FigureCounts other)
    {
        Requested += other.Requested;
        Confirmed += other.Confirmed;
        Came += other.Came;
        NoShow += other.NoShow;
        Cancelled += other.Cancelled;
        Declined += other.Declined;
        Minutes += other.Minutes;
        LeadMinutes += other.LeadMinutes;
        LeadWithinDay += other.LeadWithinDay;
        LeadWithinThreeDays += other.LeadWithinThreeDays;
        LeadWithinWeek += other.LeadWithinWeek;
        LeadWithinTwoWeeks += other.LeadWithinTwoWeeks;
        LeadWithinFourWeeks += other.LeadWithinFourWeeks;
        LeadLonger += other.LeadLonger;
    }

    /// <summary>Adds one visit.</summary>
    public void Add(CountedVisit visit)
    {
        switch (visit.Status)
        {
            case AppointmentStatus.Requested: Requested++; break;
            case AppointmentStatus.Confirmed: Confirmed++; break;
            case AppointmentStatus.Arrived or AppointmentStatus.Completed: Came++; break;
            case AppointmentStatus.NoShow: NoShow++; break;
            case AppointmentStatus.Cancelled: Cancelled++; break;
            case AppointmentStatus.Declined: Declined++; break;
            default: throw new ArgumentOutOfRangeException(nameof(visit), visit.Status, null);
        }

        Minutes += visit.Status is AppointmentStatus.Cancelled or AppointmentStatus.Declined ? 0 : (int)(visit.End - visit.Start).TotalMinutes;

        // A walk-in is written down a little later than it began; that is no notice at all.
        var lead = Duration.Max(Duration.Zero, visit.Start - visit.CreatedAt);
        LeadMinutes += (long)lead.TotalMinutes;
        switch (lead.TotalDays)
        {
            case < 1: LeadWithinDay++; break;
            case < 3: LeadWithinThreeDays++; break;
            case < 7: LeadWithinWeek++; break;
            case < 14: LeadWithinTwoWeeks++; break;
            case < 28: LeadWithinFourWeeks++; break;
            default: LeadLonger++; break;
        }
    }
}

/// <summary>What the counting needs to know of a visit.</summary>
public readonly record struct CountedVisit(
    int PractitionerId, int ServiceId, BookingSource Source, AppointmentStatus Status, Instant Start, Instant End, Instant CreatedAt)
{
    /// <summary>The same of an appointment at hand.</summary>
    public static CountedVisit Of(Appointment a) => new(a.PractitionerId, a.ServiceId, a.Source, a.Status, a.Start, a.End, a.CreatedAt);
}

/// <summary>
/// A row of figures, counted beforehand so that a report of years is read from a few hundred rows. A day or month whose visits have
/// changed since stands in <see cref="FigureChange"/>; until it is counted anew, reports count its visits themselves.
/// </summary>
public sealed class Figure : FigureCounts
{
    public FigureGrain Grain { get; set; }

    /// <summary>Whose visits alone are counted, by month; 0 for everybody's. By day a practitioner's are the row of <see cref="FigureKind.Practitioner"/>.</summary>
    public int PractitionerId { get; set; }

    public FigureKind Kind { get; set; }

    /// <summary>Which service, practitioner or source; 0 for all.</summary>
    public int Key { get; set; }

    /// <summary>The day, or the month's first.</summary>
    public LocalDate From { get; set; }
}

/// <summary>Figures added up, for a report.</summary>
public sealed class FigureSum : FigureCounts;

/// <summary>
/// A visit at this moment was booked, changed or taken away since its day was counted. Rows are only ever added, in the transaction of the
/// change itself: bookings do not wait for each other at a total they would all have to raise.
/// </summary>
public sealed class FigureChange
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Instant At { get; set; }
}
