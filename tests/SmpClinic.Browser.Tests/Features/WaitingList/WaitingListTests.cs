using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Browser.Tests.Features.Staff;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.WaitingList;

/// <summary>From joining the list to the accepted offer of a time that staff freed: with the mouse, and by keyboard alone.</summary>
public sealed class WaitingListTests(Chromium chromium)
{
    private const string Tom = "tom-hale";

    [Theory]
    [InlineData(375, true)]
    [InlineData(1280, false)]
    public async Task From_the_freed_time_to_the_accepted_offer_with_every_page_meeting_WCAG_2_2_AA(int width, bool script)
    {
        // Dates of their own: others plan their holidays in January.
        var date = width == 375 ? new LocalDate(2027, 12, 15) : new LocalDate(2027, 12, 16);
        await using var visitor = await chromium.VisitAsync(width, script);
        var visit = await FullDayAsync(date);
        var client = Steps.NewClient("Imogen");

        await visitor.GoAsync("/book/smp-consultation");
        await visitor.FollowAsync("put yourself on the waiting list");
        await visitor.CheckAsync();
        visitor.Expected.Add(422);
        await visitor.Page.FillAsync("#Name", client.Name);
        await visitor.FollowAsync("Join the waiting list", AriaRole.Button);
        await Assertions.Expect(visitor.Page.Locator("#error-summary")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#Name")).ToHaveValueAsync(client.Name);
        await visitor.CheckAsync();
        await FillAsync(visitor, client, date);
        await visitor.FollowAsync("Join the waiting list", AriaRole.Button);
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Look in your mail");
        await visitor.CheckAsync();
        await OpenOwnAsync(visitor, client.Email, "Please confirm: our waiting list");
        await visitor.CheckAsync();
        await visitor.FollowAsync("Yes, put me on the list", AriaRole.Button);
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("You are on the list");
        await visitor.CheckAsync();

        // Staff cancel the one visit of the day; the time is offered by itself.
        await using (var desk = await chromium.VisitAsync())
        {
            await desk.SignInAsync();
            await desk.GoAsync($"/staff/appointments/{visit.Id}");
            await desk.Page.GetByText("Cancel the appointment").First.ClickAsync();
            await desk.FollowAsync("Cancel the appointment", AriaRole.Button);
            await Assertions.Expect(desk.Page.Locator("main .badge").First).ToHaveTextAsync("Cancelled");
            await RoundAsync();
            await desk.GoAsync("/staff/waiting-list");
            await Assertions.Expect(desk.Page.Locator("tr").Filter(new() { HasText = client.Name })).ToContainTextAsync("A time is offered");
            await desk.CheckAsync();
            await desk.FollowAsync(client.Name);
            await Assertions.Expect(desk.Page.Locator("h2").First).ToBeVisibleAsync();
            await desk.CheckAsync();
            desk.AssertQuiet();
        }

        await OpenOwnAsync(visitor, client.Email, "A time is free for you");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("10am to 10:45am");
        await visitor.CheckAsync();
        await visitor.FollowAsync("Take this time", AriaRole.Button);
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("You are booked");
        await visitor.CheckAsync();
        await AssertBookedAsync(client);
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task By_keyboard_alone_from_the_freed_time_to_the_accepted_offer()
    {
        var date = new LocalDate(2027, 12, 9);
        await using var visitor = await chromium.VisitAsync();
        var visit = await FullDayAsync(date);
        var client = Steps.NewClient("Kit");
        await visitor.GoAsync("/book/smp-consultation");
        await PressAsync(visitor, visitor.Page.GetByRole(AriaRole.Link, new() { Name = "put yourself on the waiting list" }));
        await visitor.Page.WaitForURLAsync("**/waiting-list?**");
        await TypeAsync(visitor, "#Name", client.Name);
        await TypeAsync(visitor, "#Email", client.Email);
        await TypeAsync(visitor, "#Phone", client.Phone);
        await visitor.TabToAsync(visitor.Page.Locator("#Adult"));
        await visitor.Page.Keyboard.PressAsync("Space");
        await visitor.TabToAsync(visitor.Page.Locator("#Consent"));
        await visitor.Page.Keyboard.PressAsync("Space");

        // Date fields take digits; how they are laid out is the browser's affair, so the last step is its own.
        await visitor.Page.FillAsync("#FirstDate", Iso(date));
        await visitor.Page.FillAsync("#LastDate", Iso(date));
        await visitor.Page.SelectOptionAsync("#Practitioner", Tom);
        await PressAsync(visitor, visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Join the waiting list" }));
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Look in your mail");
        await OpenOwnAsync(visitor, client.Email, "Please confirm: our waiting list");
        await PressAsync(visitor, visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, put me on the list" }));
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("You are on the list");

        await using (var desk = await chromium.VisitAsync())
        {
            await desk.SignInAsync();
            await desk.GoAsync($"/staff/appointments/{visit.Id}");
            await PressAsync(desk, desk.Page.Locator("summary").Filter(new() { HasText = "Cancel the appointment" }));
            await PressAsync(desk, desk.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the appointment" }));
            await Assertions.Expect(desk.Page.Locator("main .badge").First).ToHaveTextAsync("Cancelled");
            await RoundAsync();
            await PressAsync(desk, desk.Page.GetByRole(AriaRole.Link, new() { Name = "Waiting list" }).First);
            await desk.Page.WaitForURLAsync("**/staff/waiting-list");
            await PressAsync(desk, desk.Page.GetByRole(AriaRole.Link, new() { Name = client.Name }));
            await Assertions.Expect(desk.Page.Locator("main")).ToContainTextAsync("Offer under way");
            desk.AssertQuiet();
        }

        await OpenOwnAsync(visitor, client.Email, "A time is free for you");
        await PressAsync(visitor, visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Take this time" }));
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("You are booked");
        await AssertBookedAsync(client);
        visitor.AssertQuiet();
    }

    private static string Iso(LocalDate date) => NodaTime.Text.LocalDatePattern.Iso.Format(date);

    private static async Task FillAsync(Visitor visitor, Steps.Client client, LocalDate date)
    {
        await visitor.Page.FillAsync("#Email", client.Email);
        await visitor.Page.FillAsync("#Phone", client.Phone);
        await visitor.Page.CheckAsync("#Adult");
        await visitor.Page.CheckAsync("#Consent");
        await visitor.Page.FillAsync("#FirstDate", Iso(date));
        await visitor.Page.FillAsync("#LastDate", Iso(date));
        await visitor.Page.SelectOptionAsync("#Practitioner", Tom);
    }

    private static async Task OpenOwnAsync(Visitor visitor, string to, string subject)
    {
        await visitor.OpenMailAsync(to, subject);
        await visitor.Page.Locator("a[href*='/waiting-list/']").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Your place on the waiting list");
    }

    private static async Task PressAsync(Visitor visitor, ILocator what)
    {
        await visitor.TabToAsync(what);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(Visitor visitor, string field, string words)
    {
        await visitor.TabToAsync(visitor.Page.Locator(field));
        await visitor.Page.Keyboard.TypeAsync(words);
    }

    /// <summary>The site's own worker makes a round every minute; this one does not wait for it.</summary>
    private Task<int> RoundAsync() => chromium.Site.Services.GetRequiredService<WaitingDispatcher>().RoundAsync(TestContext.Current.CancellationToken);

    /// <summary>Tom is away all day but for one visit, at ten.</summary>
    private async Task<Appointment> FullDayAsync(LocalDate date)
    {
        var ten = date.At(new LocalTime(10, 0)).InUtc().ToInstant();
        var visit = await chromium.Site.RequestAsync(ten, Tom);
        await chromium.Site.InDatabaseAsync(db =>
        {
            db.TimeOff.Add(new() { PractitionerId = visit.PractitionerId, Start = ten - Duration.FromHours(3), End = ten });
            db.TimeOff.Add(new() { PractitionerId = visit.PractitionerId, Start = visit.End, End = ten + Duration.FromHours(10) });
            return db.SaveChangesAsync();
        });
        return visit;
    }

    private async Task AssertBookedAsync(Steps.Client client)
    {
        var booked = await chromium.Site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.ContactEmail == client.Email));
        Assert.Equal(AppointmentStatus.Confirmed, booked.Status);
    }
}
