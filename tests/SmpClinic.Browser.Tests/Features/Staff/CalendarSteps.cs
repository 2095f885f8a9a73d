using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Staff;

/// <summary>What people do at the drawn calendar.</summary>
internal static class CalendarSteps
{
    /// <summary>The height of a quarter of an hour on the grid, as the stylesheet has it.</summary>
    public const int Quarter = 24;

    /// <summary>Waits until the calendar is drawn; the agenda is a list and stays one.</summary>
    public static Task DrawnAsync(Visitor desk, string view) => view == "agenda"
        ? Assertions.Expect(desk.Page.Locator("#diary-list")).ToBeVisibleAsync()
        : Assertions.Expect(desk.Page.Locator("#diary .fc-view-harness")).ToBeVisibleAsync();

    /// <summary>A visit on the grid.</summary>
    public static ILocator VisitAt(this Visitor desk, Appointment visit) => desk.Page.Locator($"#diary [data-visit='{visit.Id}']");

    /// <summary>Drags something by so many pixels, as a hand would.</summary>
    public static async Task DragAsync(this Visitor desk, ILocator what, float right, float down, bool atTheEnd = false)
    {
        // Far from the window's edges, where the calendar would scroll by itself.
        await what.EvaluateAsync($"e => scrollBy(0, e.getBoundingClientRect().top - innerHeight / 2 + {(down / 2).ToString(CultureInfo.InvariantCulture)})");
        await what.HoverAsync();
        var box = (await what.BoundingBoxAsync())!;
        var (x, y) = (box.X + (box.Width / 2), atTheEnd ? box.Y + box.Height - 3 : box.Y + 4);
        await desk.Page.Mouse.MoveAsync(x, y);
        await desk.Page.Mouse.DownAsync();
        await desk.Page.Mouse.MoveAsync(x + (right / 2), y + (down / 2), new() { Steps = 4 });
        await desk.Page.Mouse.MoveAsync(x + right, y + down, new() { Steps = 4 });
        await desk.Page.Mouse.UpAsync();
    }

    /// <summary>Presses Tab until the keyboard is there.</summary>
    public static async Task TabToAsync(this Visitor desk, ILocator there)
    {
        for (var presses = 0; presses < 120; presses++)
        {
            if (await there.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }

            await desk.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The keyboard does not get to {there}.");
    }

    /// <summary>Somebody asks for a time on the website.</summary>
    public static async Task<Appointment> RequestAsync(this BrowserSite site, Instant start, string practitioner)
    {
        var client = Steps.NewClient("Odile");
        var form = new BookingForm
        {
            Key = Guid.NewGuid().ToString("N"),
            Start = StartText.Write(start),
            Practitioner = practitioner,
            Name = client.Name,
            Email = client.Email,
            Phone = client.Phone,
            Preference = "Email",
            Adult = "yes",
            Terms = "yes",
        };
        Assert.True(form.TryRead("smp-consultation", "GB", null, "address" + client.Email, out var request, out var errors), string.Join(' ', errors.All));
        Assert.IsType<BookingOutcome.Booked>(await site.Services.GetRequiredService<BookingDesk>().BookAsync(request!, TestContext.Current.CancellationToken));
        return await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.ContactEmail == client.Email));
    }

    /// <summary>A visit as it stands now.</summary>
    public static Task<Appointment> NowAsync(this BrowserSite site, Appointment visit) => site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id == visit.Id));
}
