using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>The front desk looks somebody up, writes a note, changes a number, merges a duplicate and thinks better of it.</summary>
public sealed class ClientRecordsTests(Chromium chromium)
{
    [Fact]
    public async Task With_the_mouse_a_client_is_found_while_typing_noted_edited_merged_and_parted_again()
    {
        await using var desk = await chromium.VisitAsync();
        var (kept, twin, mark) = await TwoAsync("Ottoline");
        await desk.SignInAsync();
        var page = desk.Page;

        // Found while typing; the address does not tell whom.
        await page.GetByRole(AriaRole.Link, new() { Name = "Clients", Exact = true }).ClickAsync();
        await page.FillAsync("#Words", mark);
        await Assertions.Expect(page.Locator("#client-count")).ToHaveTextAsync("2 clients found.");
        Assert.Contains("find=", page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(mark, page.Url, StringComparison.OrdinalIgnoreCase);
        await desk.CheckAsync();
        await page.Locator($"#client-results a[href='/staff/clients/{kept.Id}']").ClickAsync();
        await page.WaitForURLAsync($"**/staff/clients/{kept.Id}");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("#client-results tbody tr")).ToHaveCountAsync(2);
        await page.Locator($"#client-results a[href='/staff/clients/{kept.Id}']").ClickAsync();

        // A note and an alert.
        await page.GetByText("Write a note").ClickAsync();
        await page.FillAsync("#Text", "Rings at five");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
        await Assertions.Expect(page.Locator(".record-words")).ToHaveTextAsync("Rings at five");
        await page.GetByText("Add an alert").ClickAsync();
        await page.FillAsync("#AlertText", "Needs the ground floor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the alert" }).ClickAsync();
        await Assertions.Expect(page.Locator(".record-alerts")).ToContainTextAsync("Needs the ground floor");
        await desk.CheckAsync();

        // Another number.
        await page.GetByRole(AriaRole.Link, new() { Name = "Change contact data" }).ClickAsync();
        await page.FillAsync("#Phone", "07700 900888");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("+447700900888");

        // Merged, with the other one's address.
        await page.GetByRole(AriaRole.Link, new() { Name = "Merge a duplicate" }).ClickAsync();
        await page.FillAsync("#Words", twin.Email);
        await page.Locator($"#client-results a[href$='{twin.Id}']").ClickAsync();
        await page.Locator("#Email-other").CheckAsync();
        await desk.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The records are merged.");
        await desk.GoAsync($"/staff/clients/{twin.Id}");
        Assert.EndsWith($"/staff/clients/{kept.Id}", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(twin.Email);

        // And parted again.
        await page.GetByRole(AriaRole.Link, new() { Name = "Undo the merge" }).ClickAsync();
        await desk.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo the merge" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The merge is undone.");
        var now = await NowAsync(kept);
        Assert.Equal((kept.Email, "+447700900888"), (now.Email, now.Phone));
        Assert.True((await NowAsync(twin)).IsRoot);
        desk.AssertQuiet();
    }

    [Fact]
    public async Task By_keyboard_alone_a_client_is_found_noted_edited_merged_and_parted_again()
    {
        await using var desk = await chromium.VisitAsync();
        var (kept, twin, mark) = await TwoAsync("Piers");
        await desk.SignInAsync();
        var (page, keys) = (desk.Page, desk.Page.Keyboard);

        await desk.GoAsync("/staff/clients");
        await desk.TabToAsync(page.Locator("#Words"));
        await keys.TypeAsync(mark + " piers");
        await Assertions.Expect(page.Locator("#client-count")).ToHaveTextAsync("2 clients found.");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#client-results a").First).ToBeFocusedAsync();
        await desk.TabToAsync(page.Locator($"#client-results a[href='/staff/clients/{kept.Id}']"));
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync($"**/staff/clients/{kept.Id}");

        await PressAsync(page.GetByText("Write a note"));
        await desk.TabToAsync(page.Locator("#Text"));
        await keys.TypeAsync("Rings at six");
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }));
        await Assertions.Expect(page.Locator(".record-words")).ToHaveTextAsync("Rings at six");

        await PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Change contact data" }));
        await desk.TabToAsync(page.Locator("#Name"));
        await keys.PressAsync("End");
        await keys.TypeAsync(" Lovell");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(kept.Name + " Lovell");

        await PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Merge a duplicate" }));
        await desk.TabToAsync(page.Locator("#Words"));
        await keys.TypeAsync(twin.Email);
        await Assertions.Expect(page.Locator("#client-count")).ToHaveTextAsync("1 client found.");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#client-results a").First).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await desk.TabToAsync(page.Locator("#Name"));
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#Name-other")).ToBeCheckedAsync();
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Merge" }));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(twin.Name);

        await PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Undo the merge" }));
        await PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Undo the merge" }));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(kept.Name + " Lovell");
        desk.AssertQuiet();

        async Task PressAsync(ILocator what)
        {
            await desk.TabToAsync(what);
            await keys.PressAsync("Enter");
        }
    }

    [Fact]
    public async Task IN02_words_that_would_run_stay_words_on_every_page_of_a_record()
    {
        await using var desk = await chromium.VisitAsync();
        var (kept, twin, _) = await TwoAsync("<img src=x onerror=__ran(1)>");
        await desk.SignInAsync("admin@example.com");
        foreach (var text in (string[])["<script>__ran(2)</script>", "</textarea><script>__ran(3)</script>", "\"><svg onload=__ran(4)>", "{{constructor.constructor('__ran(5)')()}}"])
        {
            await desk.GoAsync($"/staff/clients/{kept.Id}");
            await desk.Page.GetByText("Write a note").ClickAsync();
            await desk.Page.Locator("#Kind").CheckAsync();
            await desk.Page.FillAsync("#Text", text);
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the note" }).ClickAsync();
            await desk.Page.GetByText("Add an alert").ClickAsync();
            await desk.Page.FillAsync("#AlertText", text);
            await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Add the alert" }).ClickAsync();
            await Assertions.Expect(desk.Page.Locator(".record-words").First).ToHaveTextAsync(text);
        }

        var note = await chromium.Site.InDatabaseAsync(db => db.ClientNotes.Where(n => n.ClientId == kept.Id).Select(n => n.Id).FirstAsync());
        foreach (var path in (string[])["", "/edit", $"/notes/{note}", "/merge", $"/merge/{twin.Id}"])
        {
            await desk.GoAsync($"/staff/clients/{kept.Id}{path}");
            Assert.Equal(0, await desk.Page.Locator("main :is(script, svg[onload], img[onerror])").CountAsync());
        }

        await desk.GoAsync("/staff/clients");
        Assert.Equal(0, await desk.Page.Locator("main :is(script, svg[onload], img[onerror])").CountAsync());
        desk.AssertQuiet();
    }

    private Task<Client> NowAsync(Client client) => chromium.Site.InDatabaseAsync(db => db.Clients.AsNoTracking().SingleAsync(c => c.Id == client.Id));

    /// <summary>Two records of somebody nobody else in the tests is.</summary>
    private async Task<(Client Kept, Client Twin, string Mark)> TwoAsync(string first)
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        Client One(string name, string email) => new() { Name = $"{name} Quennell {mark}", Email = email + mark + "@example.com", EmailNormalised = email + mark + "@example.com", Phone = "+447700900777", CreatedAt = NodaTime.Instant.FromDateTimeOffset(BrowserSite.Start) };
        var (kept, twin) = (One(first, "one."), One(first[..1] + ". " + first, "two."));
        await chromium.Site.InDatabaseAsync(db =>
        {
            db.Clients.AddRange(kept, twin);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return (kept, twin, mark);
    }
}
