using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>Keeps the times of an offer and lets them go, within the caller's unit of work.</summary>
public static class KeptTimes
{
    /// <summary>
    /// Adds an offer of these slots. Its id claims every cell of any of them once, until it runs out; slots of one offer may overlap, since
    /// one at most is taken.
    /// </summary>
    /// <param name="db">The context of a unit of work.</param>
    /// <param name="offer">Without times; with its dates.</param>
    /// <param name="slots">Each found free just now.</param>
    /// <param name="rules">What each occupies.</param>
    /// <param name="now">UTC.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public static async Task KeepAsync(
        ClinicDb db, TimeOffer offer, IReadOnlyList<Slot> slots, BookingRules rules, Instant now, CancellationToken cancellationToken)
    {
        foreach (var slot in slots)
        {
            var cells = rules.Occupies(slot.Start);
            offer.Times.Add(new()
            {
                OfferId = offer.Id,
                Start = slot.Start,
                End = slot.End,
                PractitionerId = slot.PractitionerId,
                RoomId = slot.RoomId,
                FirstCell = cells.First,
                EndCell = cells.End,
            });
        }

        db.TimeOffers.Add(offer);
        foreach (var (resource, run) in Runs(offer).OrderBy(r => r.Resource).ThenBy(r => r.Run.First))
        {
            await Diary.ClaimAsync(db, offer.Id, [resource], run, offer.ExpiresAt, now, cancellationToken);
        }
    }

    /// <summary>Ends an open offer and frees what of its times is still claimed.</summary>
    public static async Task EndAsync(ClinicDb db, TimeOffer offer, OfferState state, Instant now, CancellationToken cancellationToken)
    {
        (offer.State, offer.EndedAt) = (state, now);
        foreach (var (resource, run) in Runs(offer))
        {
            await Diary.FreeAsync(db, offer.Id, [resource], run, cancellationToken);
        }
    }

    /// <summary>Every run of cells that the offer claims, each cell of a resource in one run alone.</summary>
    public static IEnumerable<(int Resource, CellRange Run)> Runs(TimeOffer offer)
    {
        foreach (var resource in offer.Times.SelectMany(t => Diary.Resources(t.PractitionerId, t.RoomId).Select(r => (Resource: r, t.Cells))).GroupBy(t => t.Resource))
        {
            CellRange? run = null;
            foreach (var (_, cells) in resource.OrderBy(t => t.Cells.First))
            {
                if (run is { } present && cells.First <= present.End)
                {
                    run = new(present.First, Math.Max(present.End, cells.End));
                    continue;
                }

                if (run is { } done)
                {
                    yield return (resource.Key, done);
                }

                run = cells;
            }

            yield return (resource.Key, run!.Value);
        }
    }
}
