using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Requests;

/// <summary>What the queue's address says, as typed. Nonsense counts as not said.</summary>
public sealed class RequestFilters
{
    [FromQuery(Name = "service")]
    public string? Service { get; set; }

    [FromQuery(Name = "practitioner")]
    public string? Practitioner { get; set; }

    /// <summary>"late", "ours" (waiting for the clinic) or "theirs" (times are kept for the client); all otherwise.</summary>
    [FromQuery(Name = "waiting")]
    public string? Waiting { get; set; }

    [FromQuery(Name = "page")]
    public string? Page { get; set; }

    /// <summary>What has just been done.</summary>
    [FromQuery(Name = "done")]
    public string? Done { get; set; }
}

/// <summary>A request that waits for an answer.</summary>
/// <param name="OfferedUntil">Until when times proposed for it are kept; null where none are.</param>
public sealed record WaitingRequest(
    Guid Id, long Version, string Reference, string ServiceName, string PractitionerName, string ClientName, Instant Start, Instant CreatedAt, Instant? OfferedUntil)
{
    /// <summary>After so long an answer is late: visitors are told "usually within a working day".</summary>
    public static readonly Duration LateAfter = Duration.FromDays(1);

    /// <summary>How often the client did not come before.</summary>
    public int NoShows { get; init; }

    /// <summary>How many entries of its history there are, for its form.</summary>
    public int Entries { get; init; }

    /// <summary>Whether the clinic's answer is late. While the client has to choose, it is not the clinic that is waited for.</summary>
    public bool IsLate(Instant now) => OfferedUntil is null && now - CreatedAt > LateAfter;
}

/// <summary>The requests that wait, the oldest first.</summary>
/// <param name="Requests">One page of them.</param>
/// <param name="Filters">As typed.</param>
/// <param name="Services">To filter by: slug and name.</param>
/// <param name="Practitioners">To filter by.</param>
/// <param name="Late">How many are late in all, whatever the filters.</param>
/// <param name="Now">What their age is counted to.</param>
public sealed record RequestsPage(
    ListPage<WaitingRequest> Requests, RequestFilters Filters, IReadOnlyList<(string Slug, string Name)> Services, IReadOnlyList<PractitionerChoice> Practitioners, int Late, Instant Now);

/// <summary>Lists the requests nobody has answered.</summary>
public sealed class RequestsDesk(ClinicDb db, IClock clock)
{
    /// <summary>One page of the requests the caller may answer.</summary>
    public async Task<RequestsPage> ReadAsync(StaffCaller caller, RequestFilters filters, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var page = Paging.Read(filters.Page);
        var only = caller.WithinDiaryOf;
        var practitioners = await db.Practitioners.AsNoTracking().Where(p => only == null || p.Id == only).OrderBy(p => p.SortOrder)
            .Select(p => new PractitionerChoice(p.Id, p.Slug, p.Name)).ToListAsync(cancellationToken);
        var services = await db.Services.AsNoTracking().Where(s => s.Policy == BookingPolicy.OnRequest).OrderBy(s => s.SortOrder).Select(s => new { s.Slug, s.Name }).ToListAsync(cancellationToken);
        var all = db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => a.Status == AppointmentStatus.Requested);
        var late = Late(all, now);
        var waiting = filters.Waiting switch
        {
            "late" => late,
            "ours" => all.Where(a => !db.TimeOffers.Any(o => o.AppointmentId == a.Id && o.State == OfferState.Open && o.ExpiresAt > now)),
            "theirs" => all.Where(a => db.TimeOffers.Any(o => o.AppointmentId == a.Id && o.State == OfferState.Open && o.ExpiresAt > now)),
            _ => all,
        };
        waiting = services.Exists(s => s.Slug == filters.Service) ? waiting.Where(a => a.Service!.Slug == filters.Service) : waiting;
        waiting = practitioners.Exists(p => p.Slug == filters.Practitioner) ? waiting.Where(a => a.Practitioner!.Slug == filters.Practitioner) : waiting;
        var total = await waiting.CountAsync(cancellationToken);
        var rows = await waiting
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Reference)
            .Skip((page - 1) * Paging.Size).Take(Paging.Size)
            .Select(a => new
            {
                Contact = new Contact(a.Id, a.ClientId, a.ContactEmailNormalised, a.ContactPhone),
                Entries = db.Audit.Count(e => e.AppointmentId == a.Id),
                Row = new WaitingRequest(
                    a.Id, a.Version, a.Reference, a.Service!.Name, a.Practitioner!.Name, a.ContactName, a.Start, a.CreatedAt,
                    db.TimeOffers.Where(o => o.AppointmentId == a.Id && o.State == OfferState.Open && o.ExpiresAt > now).Select(o => (Instant?)o.ExpiresAt).FirstOrDefault()),
            })
            .ToListAsync(cancellationToken);
        var missed = await NoShows.OfAsync(db, caller, rows.ConvertAll(r => r.Contact), cancellationToken);
        return new(
            new([.. rows.Select(r => r.Row with { NoShows = missed[r.Row.Id], Entries = r.Entries })], page, total),
            filters,
            services.ConvertAll(s => (s.Slug, s.Name)),
            practitioners,
            await late.CountAsync(cancellationToken),
            now);
    }

    private IQueryable<Appointment> Late(IQueryable<Appointment> requests, Instant now)
    {
        var before = now - WaitingRequest.LateAfter;
        return requests.Where(a => a.CreatedAt < before && !db.TimeOffers.Any(o => o.AppointmentId == a.Id && o.State == OfferState.Open && o.ExpiresAt > now));
    }
}
