using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>A day at the desk, in the drawn calendar: with the mouse, by keyboard alone, and two at one visit.</summary>
public sealed class DayAtTheDeskTests(Chromium chromium)
{
    private const string Maya = "maya-okafor";

    [Fact]
    public async Task With_the_mouse_confirm_decline_drag_resize_meet_a_conflict_overbook_book_a_walk_in_and_mark_a_no_show()
    {
        await using var desk = await chromium.VisitAsync();
        var (first, second, third) = await ThreeAsync(2028, 1, 13);
        desk.Expected.UnionWith([409, 422]);
        await desk.SignInAsync();
        await OpenAsync(desk, "2028-01-13");

        // Confirm one, decline another.
        await desk.VisitAt(first).ClickAsync();
        await desk.FollowAsync("Confirm the request", AriaRole.Button);
        await Assertions.Expect(desk.Page.Locator("main .badge").First).ToHaveTextAsync("Confirmed");
        await OpenAsync(desk, "2028-01-13");
        await desk.VisitAt(third).ClickAsync();
        await desk.Page.GetByText("Decline the request").First.ClickAsync();
        await desk.Page.FillAsync("#DeclineReason", "We are away.");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Decline the request" }).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("main .badge").First).ToHaveTextAsync("Declined");
        await OpenAsync(desk, "2028-01-13");
        await Assertions.Expect(desk.VisitAt(third)).ToHaveCountAsync(0);

        // Drag, and take it back.
        var dialog = desk.Page.Locator("dialog[open]");
        await desk.DragAsync(desk.VisitAt(second), 0, 12 * CalendarSteps.Quarter);
        await Assertions.Expect(dialog).ToContainTextAsync("2pm");
        await desk.CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#diary-notice")).ToContainTextAsync("2pm");
        Assert.Equal(14, Hour(await chromium.Site.NowAsync(second)));
        await desk.Page.Locator("#diary-notice").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#diary-notice")).ToContainTextAsync("undone");
        Assert.Equal(11, Hour(await chromium.Site.NowAsync(second)));

        // Resize.
        await Assertions.Expect(desk.VisitAt(second)).ToContainTextAsync("11");
        await desk.DragAsync(desk.VisitAt(second), 0, 2 * CalendarSteps.Quarter, atTheEnd: true);
        await Assertions.Expect(dialog.Locator("#Length")).ToHaveValueAsync("75");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(75, (await chromium.Site.NowAsync(second)).LengthMinutes);

        // A conflict, and the same on purpose.
        await desk.DragAsync(desk.VisitAt(second), 0, -4 * CalendarSteps.Quarter);
        await Assertions.Expect(dialog).ToContainTextAsync("That time is taken.");
        await Assertions.Expect(dialog).ToContainTextAsync(first.ContactName);
        await desk.CheckAsync();
        await dialog.GetByText("Give this time all the same").ClickAsync();
        await dialog.GetByLabel("Why").FillAsync("Both agreed to it");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Overbook on purpose" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.True((await chromium.Site.NowAsync(second)).Overbooked);
        await Assertions.Expect(desk.VisitAt(second)).ToContainTextAsync("overbooked");

        // A walk-in, into a gap of the second column.
        await desk.Page.Locator("#diary .fc-timegrid-slot-lane[data-time='15:00:00']").ScrollIntoViewIfNeededAsync();
        var column = (await desk.Page.Locator("#diary .fc-timegrid-col[data-date='2001-01-02']").BoundingBoxAsync())!;
        var row = (await desk.Page.Locator("#diary .fc-timegrid-slot-lane[data-time='15:00:00']").BoundingBoxAsync())!;
        await desk.Page.Mouse.ClickAsync(column.X + (column.Width / 2), row.Y + 6);
        await Assertions.Expect(dialog.Locator("h1")).ToContainTextAsync("3pm");
        await Assertions.Expect(dialog.Locator("#Practitioner")).ToHaveValueAsync("tom-hale");
        await desk.CheckAsync();
        var walkIn = Steps.NewClient("Piers");
        await dialog.Locator("#Service").SelectOptionAsync("smp-consultation");
        await dialog.Locator("#Find").FillAsync(walkIn.Email);
        await Assertions.Expect(dialog).ToContainTextAsync("Nobody found.");
        await dialog.Locator("#Name").FillAsync(walkIn.Name);
        await dialog.Locator("#Email").FillAsync(walkIn.Email);
        await dialog.Locator("#Phone").FillAsync(walkIn.Phone);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#diary-notice")).ToContainTextAsync("Booked.");
        await Assertions.Expect(desk.Page.Locator("#diary")).ToContainTextAsync(walkIn.Name);

        // Somebody did not come.
        await desk.VisitAt(first).ClickAsync();
        await desk.FollowAsync("Did not come", AriaRole.Button);
        await Assertions.Expect(desk.Page.Locator("main .badge").First).ToHaveTextAsync("Did not come");
        desk.AssertQuiet();
    }

    [Fact]
    public async Task By_keyboard_alone_visits_are_moved_lengthened_undone_overbooked_and_booked()
    {
        await using var desk = await chromium.VisitAsync();
        var (first, second, _) = await ThreeAsync(2028, 1, 14);
        desk.Expected.UnionWith([409, 422]);
        await desk.SignInAsync();
        await OpenAsync(desk, "2028-01-14");
        var (page, dialog) = (desk.Page, desk.Page.Locator("dialog[open]"));

        // The list of keys.
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(dialog).ToContainTextAsync("Previous, next, today");
        await page.Keyboard.PressAsync("Escape");

        // Later by a quarter of an hour, confirmed with Enter, and undone with a key.
        await desk.TabToAsync(desk.VisitAt(second));
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        await Assertions.Expect(dialog).ToContainTextAsync("11:15am");
        await desk.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#diary-notice")).ToContainTextAsync("11:15am");
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator("#diary-notice")).ToContainTextAsync("undone");

        // Longer.
        await desk.TabToAsync(desk.VisitAt(second));
        await page.Keyboard.PressAsync("+");
        await Assertions.Expect(dialog.Locator("#Length")).ToHaveValueAsync("60");
        await desk.TabToAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.Equal(60, (await chromium.Site.NowAsync(second)).LengthMinutes);

        // Into a conflict, left alone; the visit stands where it stood.
        await desk.TabToAsync(desk.VisitAt(second));
        await page.Keyboard.PressAsync("Shift+ArrowUp");
        await Assertions.Expect(dialog).ToContainTextAsync("That time is taken.");
        await page.Keyboard.PressAsync("Escape");
        Assert.Equal(11, Hour(await chromium.Site.NowAsync(second)));

        // A walk-in.
        await page.Keyboard.PressAsync("b");
        await Assertions.Expect(dialog.Locator("#Service")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);

        // Opens a visit, and goes on to the next day.
        await desk.TabToAsync(desk.VisitAt(first));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/staff/appointments/{first.Id}");
        await OpenAsync(desk, "2028-01-14");
        await page.Keyboard.PressAsync("n");
        await page.WaitForURLAsync("**date=2028-01-15**");
        desk.AssertQuiet();
    }

    [Fact]
    public async Task Two_at_one_visit_see_each_others_change_within_five_seconds_and_lose_nothing_typed()
    {
        await using var ada = await chromium.VisitAsync();
        await using var finn = await chromium.VisitAsync();
        var (first, second, _) = await ThreeAsync(2028, 1, 12);
        ada.Expected.Add(409);
        await ada.SignInAsync("admin@example.com");
        await finn.SignInAsync();
        await OpenAsync(ada, "2028-01-12");
        await OpenAsync(finn, "2028-01-12");

        // Ada begins to type; Finn moves the same visit.
        await ada.VisitAt(second).FocusAsync();
        await ada.Page.Keyboard.PressAsync("x");
        var typed = ada.Page.Locator("dialog[open] #Time");
        await typed.FillAsync("16:00");
        await finn.VisitAt(second).FocusAsync();
        await finn.Page.Keyboard.PressAsync("Shift+ArrowDown");
        await finn.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(finn.Page.Locator("#diary-notice")).ToContainTextAsync("11:15am");

        await Assertions.Expect(ada.VisitAt(second)).ToContainTextAsync("11:15", new() { Timeout = 5_000 });
        await Assertions.Expect(typed).ToHaveValueAsync("16:00");

        // Her form is refused with what stands now, and what she typed is kept.
        await ada.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(ada.Page.Locator("dialog[open]")).ToContainTextAsync("Somebody changed this appointment meanwhile");
        await Assertions.Expect(typed).ToHaveValueAsync("16:00");
        await ada.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(ada.Page.Locator("#diary-notice")).ToContainTextAsync("4pm");
        Assert.Equal(16, Hour(await chromium.Site.NowAsync(second)));
        Assert.Equal(10, Hour(await chromium.Site.NowAsync(first)));
        ada.AssertQuiet();
        finn.AssertQuiet();
    }

    private static int Hour(Appointment visit) => visit.Start.InUtc().Hour;

    private static async Task OpenAsync(Visitor desk, string date)
    {
        await desk.GoAsync($"/staff/calendar?view=day&date={date}");
        await CalendarSteps.DrawnAsync(desk, "day");
    }

    /// <summary>Three requests for Maya on a day in winter, at ten, eleven and three.</summary>
    private async Task<(Appointment First, Appointment Second, Appointment Third)> ThreeAsync(int year, int month, int day)
    {
        var start = Instant.FromUtc(year, month, day, 10, 0);
        return (
            await chromium.Site.RequestAsync(start, Maya),
            await chromium.Site.RequestAsync(start + Duration.FromHours(1), Maya),
            await chromium.Site.RequestAsync(start + Duration.FromHours(5), Maya));
    }
}
