using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>Raises stamps. The row is seen by others when the caller's transaction commits, and not before.</summary>
public static class Stamps
{
    /// <summary>Says that it happened again, within the caller's unit of work.</summary>
    /// <param name="db">The database.</param>
    /// <param name="name">One of the names of <see cref="Stamp"/>.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static async Task RaiseAsync(ClinicDb db, string name, Instant now, CancellationToken cancellationToken)
    {
        var raised = await db.Stamps.Where(s => s.Name == name)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Number, s => s.Number + 1).SetProperty(s => s.At, now), cancellationToken);
        if (raised == 0)
        {
            db.Stamps.Add(new() { Name = name, Number = 1, At = now });
        }
    }
}
