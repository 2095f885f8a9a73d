using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Booking;

public sealed class SentOnceTests(Chromium chromium)
{
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task BK06_A_double_click_on_send_books_once(bool script, int week)
    {
        var client = Steps.NewClient("Delphine");
        await using var visitor = await chromium.VisitAsync(script: script);
        await visitor.OpenTimesAsync("microblading-consultation", week);
        await visitor.ChooseTimeAsync();
        await visitor.FillAsync(client);

        await visitor.Page.DblClickAsync("[data-submit]");

        await visitor.Page.WaitForURLAsync("**/appointments/**");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "You are booked" })).ToBeVisibleAsync();
        Assert.Equal((1, 2), await EffectsAsync(client));
        visitor.AssertQuiet();
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task BK06_Going_back_and_sending_again_leads_to_the_same_appointment(bool script, int week)
    {
        var client = Steps.NewClient("Bartholomew");
        await using var visitor = await chromium.VisitAsync(script: script);
        await visitor.OpenTimesAsync("microblading-consultation", week);
        await visitor.ChooseTimeAsync(3);
        var form = visitor.Path;

        // The time is taken by then, so it cannot be held once more.
        visitor.Expected.Add(409);
        await visitor.FillAsync(client);
        await visitor.SendAsync();
        var own = visitor.Page.Url;

        await visitor.Page.GoBackAsync();
        await Assertions.Expect(visitor.Page.Locator("#Name")).ToBeVisibleAsync();
        Assert.Equal(form, visitor.Path);
        if (await visitor.Page.Locator("#Name").InputValueAsync() == string.Empty)
        {
            await visitor.FillAsync(client);
        }

        await visitor.SendAsync();

        Assert.Equal(own, visitor.Page.Url);
        Assert.Equal((1, 2), await EffectsAsync(client));
        visitor.AssertQuiet();
    }

    [Fact]
    public async Task BK06_Refreshing_the_confirmation_changes_nothing()
    {
        var client = Steps.NewClient("Ottoline");
        await using var visitor = await chromium.VisitAsync();
        await visitor.OpenTimesAsync("microblading-consultation", 5);
        await visitor.ChooseTimeAsync();
        await visitor.FillAsync(client);
        await visitor.SendAsync();
        var own = visitor.Page.Url;

        await visitor.Page.ReloadAsync();
        await visitor.Page.ReloadAsync();

        Assert.Equal(own, visitor.Page.Url);
        Assert.Equal((1, 2), await EffectsAsync(client));
        visitor.AssertQuiet();
    }

    /// <summary>How many appointments somebody has, and how many mails were written about them: one to them, one to the desk.</summary>
    private Task<(int Appointments, int Mails)> EffectsAsync(Steps.Client client) => chromium.Site.InDatabaseAsync(async db =>
    {
        var ids = await db.Appointments.Where(a => a.ContactEmail == client.Email).Select(a => a.Id).ToListAsync(TestContext.Current.CancellationToken);
        return (ids.Count, await db.Outbox.CountAsync(m => m.AppointmentId != null && ids.Contains(m.AppointmentId.Value), TestContext.Current.CancellationToken));
    });
}
