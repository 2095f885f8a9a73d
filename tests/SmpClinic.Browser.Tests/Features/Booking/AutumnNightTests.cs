using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Booking;

public sealed class AutumnNightTests(Chromium chromium)
{
    private static readonly LocalDate TheNight = new(2027, 10, 31);

    [Fact]
    public async Task BK09_In_the_night_the_clocks_go_back_the_repeated_hour_is_offered_twice_each_labelled_and_each_bookable_once()
    {
        await using var visitor = await chromium.VisitAsync();
        var page = visitor.Page;
        await chromium.Site.InDatabaseAsync(async db =>
        {
            var elin = await db.Practitioners.SingleAsync(p => p.Slug == "elin-pryce", TestContext.Current.CancellationToken);
            elin.DatedHours.Add(new DatedHoursRow { Date = TheNight, Opens = new(0, 0), Closes = new(4, 0) });
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await OpenAsync(visitor);
        var night = page.Locator(".week__day").Filter(new() { HasText = "Sun 31 Oct" });
        var labels = await night.Locator("a.slot").EvaluateAllAsync<string[]>("all => all.map(a => a.lastChild.textContent.trim())");
        Assert.Equal(labels.Length, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["1am BST", "1:15am BST", "1:30am BST", "1:45am BST", "1am GMT", "1:15am GMT", "1:30am GMT", "1:45am GMT"], labels.Where(l => l.StartsWith("1am", StringComparison.Ordinal) || l.StartsWith("1:", StringComparison.Ordinal)));
        await visitor.CheckAsync();

        foreach (var (label, span) in new[] { ("1:30am BST", "1:30am BST"), ("1:30am GMT", "1:30am GMT") })
        {
            var client = Steps.NewClient("Noctua");
            await OpenAsync(visitor);
            await night.Locator("a.slot").Filter(new() { HasText = label }).ClickAsync();
            await page.WaitForURLAsync("**/details?**");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(span);
            await visitor.FillAsync(client);
            await visitor.SendAsync();
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(span);
            var utc = label.EndsWith("BST", StringComparison.Ordinal) ? "2027-10-31T01:30:00+01:00" : "2027-10-31T01:30:00+00:00";
            Assert.Equal(Instant.FromDateTimeOffset(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture)),
                Instant.FromDateTimeOffset(DateTimeOffset.Parse((await page.Locator("time").First.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture)));

            await visitor.OpenMailAsync(client.Email, "is confirmed");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(span);
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(label.EndsWith("BST", StringComparison.Ordinal) ? "DTSTART:20271031T003000Z" : "DTSTART:20271031T013000Z");

            await OpenAsync(visitor);
            Assert.Equal(0, await night.Locator("a.slot").Filter(new() { HasText = label }).CountAsync());
        }

        visitor.AssertQuiet();
    }

    private static Task OpenAsync(Visitor visitor) => visitor.GoAsync("/book/microblading-consultation?from=2027-10-29");
}
