using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Services;

/// <summary>Reads the services, offered or not.</summary>
public sealed class ServicesDesk(ClinicDb db)
{
    /// <summary>All of them, in the clinic's order.</summary>
    public async Task<IReadOnlyList<Service>> AllAsync(CancellationToken cancellationToken) => await db.Services.AsNoTracking()
        .Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().OrderBy(s => s.SortOrder).ToListAsync(cancellationToken);

    /// <summary>One of them; null where there is none.</summary>
    public Task<Service?> FindAsync(string slug, CancellationToken cancellationToken) => db.Services.AsNoTracking()
        .Include(s => s.Practitioners).Include(s => s.Rooms).AsSplitQuery().FirstOrDefaultAsync(s => s.Slug == slug, cancellationToken);
}
