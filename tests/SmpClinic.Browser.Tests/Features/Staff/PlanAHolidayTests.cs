using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>Time off is planned: whom it meets is seen first, one visit moved, another client asked, and the website offers those days no more.</summary>
public sealed class PlanAHolidayTests(Chromium chromium)
{
    private const string Tom = "tom-hale";

    [Fact]
    public async Task With_the_mouse_a_holiday_moves_one_asks_another_and_takes_the_days_off_the_website()
    {
        await using var desk = await chromium.VisitAsync();
        var (first, second) = await TwoAsync(new(2028, 1, 6));
        await desk.SignInAsync("admin@example.com");
        await desk.GoAsync("/staff/schedule");
        await desk.FollowAsync("Tom Hale");
        await desk.FollowAsync("Plan time off");
        await desk.Page.FillAsync("#From", "2028-01-06");
        await desk.Page.FillAsync("#Reason", "Skiing");
        await desk.CheckAsync();
        await desk.FollowAsync("Show what would change", AriaRole.Button);

        // Nothing is saved, and both are shown.
        await Assertions.Expect(desk.Page.Locator("h1")).ToContainTextAsync("Time off for Tom Hale");
        await Assertions.Expect(desk.Page.Locator(".rule-visit")).ToHaveCountAsync(2);
        await Assertions.Expect(desk.Page.Locator("del").First).ToBeVisibleAsync();
        await desk.CheckAsync();
        await desk.CheckInTheDarkAsync();

        // Move the one, ask the other, save.
        await desk.Page.Locator($"#to-{first.Id}").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await desk.Page.Locator($"#visit-{first.Id}").GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("main [role=status]")).ToContainTextAsync("The visit was moved");
        await Assertions.Expect(desk.Page.Locator(".rule-visit")).ToHaveCountAsync(1);
        await desk.Page.Locator($"#tell-{second.Id}").CheckAsync();
        await desk.Page.Locator("#save").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("main [role=status]")).ToContainTextAsync("Saved.");
        await Assertions.Expect(desk.Page.Locator("main")).ToContainTextAsync("Thursday 6 January 2028 (Skiing)");
        await desk.CheckAsync();
        await IsPlannedAsync(desk, first, second, new(2028, 1, 6));
        desk.AssertQuiet();
    }

    [Fact]
    public async Task By_keyboard_alone_a_holiday_is_planned()
    {
        await using var desk = await chromium.VisitAsync();
        var (first, second) = await TwoAsync(new(2028, 1, 7));
        await desk.SignInAsync("admin@example.com");
        await desk.GoAsync("/staff/schedule/people/" + Tom);
        var (page, keys) = (desk.Page, desk.Page.Keyboard);

        await desk.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Plan time off" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Time off for Tom Hale");
        await desk.TabToAsync(page.Locator("#From"));
        await TypeDateAsync(desk);
        await Assertions.Expect(page.Locator("#From")).ToHaveValueAsync("2028-01-07");
        await desk.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Show what would change" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".rule-visit")).ToHaveCountAsync(2);

        await desk.TabToAsync(page.Locator($"#to-{first.Id}"));
        await keys.PressAsync("ArrowDown");
        await desk.TabToAsync(page.Locator($"#visit-{first.Id}").GetByRole(AriaRole.Button));
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main [role=status]")).ToContainTextAsync("The visit was moved");
        await desk.TabToAsync(page.Locator($"#tell-{second.Id}"));
        await keys.PressAsync("Space");
        await desk.TabToAsync(page.Locator("#save"));
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main [role=status]")).ToContainTextAsync("Saved.");
        await IsPlannedAsync(desk, first, second, new(2028, 1, 7));
        desk.AssertQuiet();
    }

    /// <summary>The parts of a date field stand in the order of the browser's own language, whatever the page's is: where one order is wrong the other is typed.</summary>
    private static async Task TypeDateAsync(Visitor desk)
    {
        await desk.Page.Keyboard.TypeAsync("01072028");
        if (await desk.Page.Locator("#From").InputValueAsync() != "2028-01-07")
        {
            await desk.Page.Keyboard.PressAsync("ArrowLeft");
            await desk.Page.Keyboard.PressAsync("ArrowLeft");
            await desk.Page.Keyboard.TypeAsync("07012028");
        }
    }

    private async Task IsPlannedAsync(Visitor desk, Appointment first, Appointment second, LocalDate date)
    {
        Assert.NotEqual(first.Start, (await chromium.Site.NowAsync(first)).Start);
        Assert.Equal(second.Start, (await chromium.Site.NowAsync(second)).Start);
        Assert.Equal("AnotherTimeNeededEmail", await chromium.Site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == second.Id && m.Audience == MailAudience.Client).OrderByDescending(m => m.StreamNumber).Select(m => m.Kind).FirstAsync()));
        await desk.GoAsync($"/book/smp-consultation?practitioner={Tom}&from={date:uuuu-MM-dd}");
        await Assertions.Expect(desk.Page.Locator($"li.week__day:has(time[datetime='{date:uuuu-MM-dd}'])")).ToContainTextAsync("No times");
    }

    /// <summary>Two requests for Tom on a day in winter.</summary>
    private async Task<(Appointment First, Appointment Second)> TwoAsync(LocalDate date)
    {
        var start = date.At(new(10, 0)).InUtc().ToInstant();
        return (await chromium.Site.RequestAsync(start, Tom), await chromium.Site.RequestAsync(start + Duration.FromHours(4), Tom));
    }
}
