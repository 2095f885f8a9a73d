using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Consents;

/// <summary>A consent's life: signed on a tablet before staff with a finger, its copy fetched, taken back by the client.</summary>
public sealed class ConsentJourneyTests(Chromium chromium)
{
    [Theory]
    [InlineData(true, 33)]
    [InlineData(false, 34)]
    public async Task A_consent_is_signed_before_staff_and_withdrawn_by_the_client(bool script, int week)
    {
        await using var client = await chromium.VisitAsync(375, script);
        await using var tablet = await chromium.VisitAsync(768, script);
        var who = Steps.NewClient("Silas");
        client.Private.AddRange([who.Email, who.Name]);
        await client.OpenTimesAsync("smp-consultation", week, "maya-okafor");
        await client.ChooseTimeAsync();
        await client.FillAsync(who);
        await client.SendAsync();
        var link = client.Path.Split('?')[0];
        var appointment = await SessionAsync(who.Email);

        // The practitioner looks at a document and hands the tablet over.
        await tablet.SignInAsync("maya@example.com");
        await tablet.GoAsync($"/staff/appointments/{appointment}/consents");
        await tablet.CheckAsync();
        await tablet.Page.Locator("#Document").SelectOptionAsync("Passport");
        await tablet.Page.FillAsync("#Born", "1990-02-03");
        await tablet.FollowAsync("I have seen it", AriaRole.Button);
        await tablet.Page.WaitForURLAsync("**?done=age");
        await tablet.FollowAsync("Hand over the tablet to sign");
        await tablet.Page.WaitForURLAsync("**/consents/sign");
        await tablet.CheckAsync();
        if (script)
        {
            await tablet.CheckInTheDarkAsync();
            await tablet.Page.Locator("canvas").ScrollIntoViewIfNeededAsync();
            var box = (await tablet.Page.Locator("canvas").BoundingBoxAsync())!;
            await tablet.Page.Mouse.MoveAsync(box.X + 40, box.Y + 60);
            await tablet.Page.Mouse.DownAsync();
            await tablet.Page.Mouse.MoveAsync(box.X + 160, box.Y + 30, new() { Steps = 6 });
            await tablet.Page.Mouse.MoveAsync(box.X + 260, box.Y + 90, new() { Steps = 6 });
            await tablet.Page.Mouse.UpAsync();
            Assert.Matches(new Regex("^\\d+,\\d+( \\d+,\\d+)+$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), await tablet.Page.InputValueAsync("input[name=Drawing]"));
        }
        else
        {
            await Assertions.Expect(tablet.Page.Locator("canvas")).ToBeHiddenAsync();
        }

        tablet.Expected.Add(422);
        await tablet.Page.FillAsync("#Name", who.Name);
        await tablet.FollowAsync("Sign", AriaRole.Button);
        await Assertions.Expect(tablet.Page.Locator("#Read-error")).ToBeVisibleAsync();
        await tablet.CheckAsync();
        await tablet.Page.CheckAsync("#Read");
        await tablet.FollowAsync("Sign", AriaRole.Button);
        await tablet.Page.WaitForURLAsync("**?done=signed");
        await tablet.CheckAsync();
        if (script)
        {
            await tablet.CheckInTheDarkAsync();
        }

        var signed = await chromium.Site.InDatabaseAsync(db => db.SignedConsents.AsNoTracking().SingleAsync(s => s.AppointmentId == appointment));
        Assert.Equal(script, signed.Drawing is not null);
        Assert.NotNull(signed.WitnessName);

        // At home the client fetches the copy and takes it back.
        await client.GoAsync(link + "/consents");
        await client.FollowAsync("Mail me a code", AriaRole.Button);
        await Assertions.Expect(client.Page.Locator("#code")).ToBeVisibleAsync();
        await tablet.OpenMailAsync(who.Email, "Your code");
        var words = await tablet.Page.Locator("body").InnerTextAsync();
        await client.Page.FillAsync("#code", Regex.Match(words, "[A-Z2-9]{4}-[A-Z2-9]{4}", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Value);
        await client.FollowAsync("Open", AriaRole.Button);
        await client.Page.WaitForURLAsync("**/consents");
        await client.CheckAsync();
        var copy = await client.Page.RunAndWaitForDownloadAsync(() => client.FollowAsync("Your copy (PDF)"));
        Assert.Equal("signed.pdf", copy.SuggestedFilename);
        await client.Page.Locator($"form[action$='{signed.Id}/withdraw'] button").ClickAsync();
        await client.Page.WaitForURLAsync("**?done=withdrawn");
        await client.CheckAsync();
        Assert.NotNull(await chromium.Site.InDatabaseAsync(db => db.SignedConsents.Where(s => s.Id == signed.Id).Select(s => s.WithdrawnAt).SingleAsync()));
        client.AssertQuiet();
        tablet.AssertQuiet();
    }

    /// <summary>Makes a session of treatment of what was booked.</summary>
    private Task<Guid> SessionAsync(string email) => chromium.Site.InDatabaseAsync(async db =>
    {
        var service = await db.Services.FirstOrDefaultAsync(s => s.Slug == "smp-session");
        if (service is null)
        {
            service = new Service { Slug = "smp-session", Name = "SMP session", Summary = "A session.", WhatToBring = "Nothing.", Currency = "GBP", LengthMinutes = 60, HorizonDays = 90, Active = false };
            db.Services.Add(service);
            await db.SaveChangesAsync();
        }

        await db.Appointments.Where(a => a.ContactEmail == email).ExecuteUpdateAsync(set => set.SetProperty(a => a.ServiceId, service.Id));
        return await db.Appointments.Where(a => a.ContactEmail == email).Select(a => a.Id).SingleAsync();
    });
}
