using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>Times proposed for a request, in steps a test can name.</summary>
internal static class StaffOffers
{
    public static readonly Actor Desk = new(ActorKind.Staff, Guid.Parse("0199aaaa-0000-7000-8000-000000000001"), "Front desk");

    /// <summary>Proposes times by the command, as staff who have just looked.</summary>
    public static async Task<TimeOffer> ProposeAsync(this ClinicSite site, Appointment request, params ProposedStart[] times)
    {
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var outcome = await commands.ProposeAsync(
            new(request.Id, (await site.NowAsync(request)).Version, Desk), new(times, "Would one of these do?", Duration.FromHours(48)), TestContext.Current.CancellationToken);
        Assert.Equal(CommandEnd.Done, outcome.End);
        return (await site.OffersAsync(request))[^1];
    }

    /// <summary>All offers of a request with their times, the oldest first.</summary>
    public static Task<List<TimeOffer>> OffersAsync(this ClinicSite site, Appointment request) => site.InDatabaseAsync(async db =>
        (await db.TimeOffers.AsNoTracking().Include(o => o.Times).Where(o => o.AppointmentId == request.Id).ToListAsync()).OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).ToList());

    /// <summary>How many cells an offer claims.</summary>
    public static Task<int> CellsAsync(this ClinicSite site, TimeOffer offer) => site.InDatabaseAsync(db => db.ClaimedCells.CountAsync(c => c.OccupationId == offer.Id));

    /// <summary>A new secret link to an appointment, as every mail carries one.</summary>
    public static async Task<string> LinkAsync(this ClinicSite site, Appointment appointment)
    {
        var secret = Secret.New();
        await site.InDatabaseAsync(db =>
        {
            db.AppointmentLinks.Add(new() { Hash = Secret.Hash(secret), AppointmentId = appointment.Id, CreatedAt = site.Now });
            return db.SaveChangesAsync();
        });
        return "/appointments/" + secret;
    }

    /// <summary>The value of a time's box on the page that proposes.</summary>
    public static string Box(Instant start, string practitioner = StaffDiary.Maya) => ProposeForm.ValueOf(start, practitioner);

    /// <summary>Sends the form with several boxes of one name, which <see cref="Form"/> cannot fill one by one.</summary>
    public static async Task<Page> TickAsync(Page page, string action, IEnumerable<string> times, params (string Name, string Value)[] more)
    {
        var fields = page.Form("Propose these times").Fields();
        fields.RemoveAll(f => more.Any(m => m.Name == f.Key));
        fields.AddRange(times.Select(t => new KeyValuePair<string, string>("Times", t)));
        fields.AddRange(more.Select(m => new KeyValuePair<string, string>(m.Name, m.Value)));
        using var body = new FormUrlEncodedContent(fields);
        return await Page.ReadAsync(page.Browser, await page.Browser.PostAsync(new Uri(action, UriKind.Relative), body, TestContext.Current.CancellationToken));
    }
}
