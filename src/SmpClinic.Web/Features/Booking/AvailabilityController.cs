using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Booking;

/// <summary>The same answer as the page of times, for programs.</summary>
[AllowAnonymous]
[ApiController]
public sealed class AvailabilityController(TimesDesk times, HoldDesk holds, ClinicTime clinicTime, SealedChecks checks) : ControllerBase
{
    /// <summary>
    /// Bookable slots of a service between two clinic dates, both included and at most <see cref="TimesDesk.LongestWindow"/> days.
    /// A suitability check is brought along as to the pages, and dates before its own are left out; one that says nothing any more is refused.
    /// </summary>
    [HttpGet("/api/availability")]
    public async Task<IActionResult> Get(string? service, string? from, string? to, string? practitioner, string? check, CancellationToken cancellationToken)
    {
        if (Date(from) is not { } first || Date(to) is not { } last || last < first || Period.DaysBetween(first, last) >= TimesDesk.LongestWindow)
        {
            return Problem($"Give from and to as YYYY-MM-DD, to not before from, at most {TimesDesk.LongestWindow} days.", statusCode: StatusCodes.Status400BadRequest);
        }

        var carried = checks.Open(check);
        if (carried is { Result: null })
        {
            return Problem("The suitability check is more than a day old or damaged. Ask without it, or make it again.", statusCode: StatusCodes.Status400BadRequest);
        }

        var own = await holds.OwnAsync(VisitorCookie.Hash(Request), cancellationToken);
        var with = string.IsNullOrEmpty(practitioner) ? null : practitioner;
        return await times.BetweenAsync(service ?? string.Empty, with, first, last, own, carried, cancellationToken) is var (slots, practitioners)
            ? Ok(new
            {
                timeZone = clinicTime.Zone.Id,
                slots = slots.Select(s => new
                {
                    start = clinicTime.IsoWithOffset(s.Start),
                    end = clinicTime.IsoWithOffset(s.End),
                    practitioner = practitioners[s.PractitionerId],
                }),
            })
            : Problem("There is no such service or practitioner.", statusCode: StatusCodes.Status404NotFound);
    }

    private static LocalDate? Date(string? text) =>
        text is { Length: 10 } && LocalDatePattern.Iso.Parse(text) is { Success: true } date && date.Value.Year is > 2000 and < 3000 ? date.Value : null;
}
