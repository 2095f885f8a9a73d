using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Requests;

/// <summary>A request that waits for an answer.</summary>
public sealed record WaitingRequest(
    Guid Id, string Reference, string ServiceName, string PractitionerName, string ClientName, Instant Start, Instant CreatedAt);

/// <summary>The requests that wait, the oldest first.</summary>
/// <param name="Requests">One page of them.</param>
/// <param name="Now">What their age is counted to.</param>
public sealed record RequestsPage(ListPage<WaitingRequest> Requests, Instant Now);

/// <summary>Lists the requests nobody has answered.</summary>
public sealed class RequestsDesk(ClinicDb db, IClock clock)
{
    /// <summary>One page of the requests the caller may answer.</summary>
    public async Task<RequestsPage> ReadAsync(StaffCaller caller, int page, CancellationToken cancellationToken)
    {
        var waiting = db.Appointments.AsNoTracking().VisibleTo(caller).Where(a => a.Status == AppointmentStatus.Requested);
        var total = await waiting.CountAsync(cancellationToken);
        var rows = await waiting
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Reference)
            .Skip((page - 1) * Paging.Size).Take(Paging.Size)
            .Select(a => new WaitingRequest(a.Id, a.Reference, a.Service!.Name, a.Practitioner!.Name, a.ContactName, a.Start, a.CreatedAt))
            .ToListAsync(cancellationToken);
        return new(new(rows, page, total), clock.GetCurrentInstant());
    }
}
