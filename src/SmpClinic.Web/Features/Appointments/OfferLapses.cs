using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Appointments;

/// <summary>
/// Closes what ran out of the times proposed for requests. Their cells count as free from that instant by themselves; here the rows are
/// closed and the desk is told, each once however many processes look.
/// </summary>
public sealed class OfferLapses(IDbContextFactory<ClinicDb> contexts, AppointmentCommands commands, IClock clock)
{
    private const int Batch = 100;

    /// <summary>Closes up to one batch.</summary>
    /// <returns>How many this call closed; 0 means that there is nothing to do for now.</returns>
    public async Task<int> CloseOnceAsync(CancellationToken cancellationToken)
    {
        List<(Guid Offer, Guid Appointment)> due;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var now = clock.GetCurrentInstant();
            due = (await db.TimeOffers.Where(o => o.State == OfferState.Open && o.ExpiresAt <= now && o.AppointmentId != null)
                .OrderBy(o => o.ExpiresAt).Take(Batch).Select(o => new { o.Id, Appointment = o.AppointmentId!.Value }).ToListAsync(cancellationToken)).ConvertAll(o => (o.Id, o.Appointment));
        }

        var closed = 0;
        foreach (var (offer, appointment) in due)
        {
            // Stale means that somebody acted at the same moment: the next round judges it anew.
            closed += (await commands.LapseAsync(appointment, offer, cancellationToken)).End == CommandEnd.Done ? 1 : 0;
        }

        return closed;
    }
}
