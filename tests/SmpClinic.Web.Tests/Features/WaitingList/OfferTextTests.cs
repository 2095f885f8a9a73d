using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using SmpClinic.Web.Tests.Notifications;
using Xunit;
using static SmpClinic.Web.Tests.Features.WaitingList.WaitingSteps;

namespace SmpClinic.Web.Tests.Features.WaitingList;

/// <summary>What people type about times stays text wherever it is shown.</summary>
public sealed class OfferTextTests
{
    [Fact]
    public async Task IN02_words_of_staff_answers_of_clients_and_names_of_who_waits_change_the_shape_of_no_page()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var desk = await site.SignInAsync(StaffRoles.Administrator);
        var commands = site.Services.GetRequiredService<AppointmentCommands>();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var entry = await site.WaitAsync();
        var link = await site.LinkAsync(request);
        var waiting = await site.LinkAsync(entry);
        string? benign = null;
        foreach (var text in HostileText.Markup.Where(t => t.Length <= 100 && !t.Contains('\0', StringComparison.Ordinal)).Prepend("Harmless words"))
        {
            await site.InDatabaseAsync(db => db.TimeOffers.ExecuteDeleteAsync());
            await site.InDatabaseAsync(db => db.ClaimedCells.Where(c => c.HeldUntil != null).ExecuteDeleteAsync());
            await site.InDatabaseAsync(db => db.WaitingList.ExecuteUpdateAsync(set => set.SetProperty(w => w.ContactName, text)));
            ProposedStart time = new(StaffDiary.Thursday + Duration.FromDays(1), StaffDiary.Maya);
            Assert.Equal(CommandEnd.Done, (await commands.ProposeAsync(new(request.Id, null, StaffOffers.Desk), new([time], text, Duration.FromHours(24)), Token)).End);
            var shapes = await ShapeAsync(site.Visitor(), link) + await ShapeAsync(site.Visitor(), link + "/times");
            Assert.Equal(CommandEnd.Done, (await commands.TurnDownAsync(new(request.Id, null, Actor.Client), (await site.OffersAsync(request))[^1].Id, text, Token)).End);
            await site.InDatabaseAsync(db => db.Database.ExecuteSqlAsync($"DELETE FROM Audit"));
            await site.InDatabaseAsync(db => db.Outbox.ExecuteDeleteAsync());
            foreach (var path in new[] { request.Address(), request.Address("/propose"), "/staff/requests", "/staff/waiting-list", $"/staff/waiting-list/{entry.Id}" })
            {
                shapes += await ShapeAsync(desk, path);
            }

            shapes += await ShapeAsync(site.Visitor(), waiting);
            benign ??= shapes;
            Assert.True(benign == shapes, text);
        }
    }

    private static async Task<string> ShapeAsync(HttpClient browser, string path)
    {
        var page = (await Page.GetAsync(browser, path)).Is(HttpStatusCode.OK);
        return path + "\n" + string.Join('\n', page.Html.All.Select(e => $"{e.LocalName}[{string.Join(' ', e.Attributes.Select(a => a.Name))}]")) + "\n";
    }
}
