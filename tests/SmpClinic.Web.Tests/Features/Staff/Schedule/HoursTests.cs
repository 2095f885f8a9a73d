using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Features.Staff.Schedule;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;
using static SmpClinic.Web.Tests.Features.Staff.Schedule.ScheduleSteps;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

/// <summary>Working weeks that follow one another, and dates that are worked otherwise.</summary>
public sealed class HoursTests
{
    private static readonly LocalDate Monday = new(2026, 12, 14);

    [Fact]
    public async Task A_week_holds_from_its_date_on_until_it_is_taken_away_again()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var before = await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 21);

        var preview = await PreviewAsync(browser, MayasPage + "/week", form => form.Fill("From", "2026-12-14").Fill("Monday", "9-12.30, 14:00 to 18:00").Fill("MondayBreaks", "10:30–10:45").Fill("Tuesday", "").Fill("TuesdayBreaks", ""));
        preview.Is(HttpStatusCode.OK).Says("09:00–12:30 (break 10:30–10:45), 14:00–18:00").Says("10:00–18:00 (break 13:00–13:45)off");
        Assert.NotEmpty(preview.Html.QuerySelectorAll("ins"));
        Assert.NotEmpty(preview.Html.QuerySelectorAll("del"));
        (await (await preview.Form("Save").SubmitAsync()).FollowAsync()).Says("Saved.").Says("From Monday 14 December 2026");

        var after = await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 21);
        Assert.Equal(before.Where(d => d < Monday), after.Where(d => d < Monday));
        Assert.Equal([new(2026, 12, 14), new(2026, 12, 16), new(2026, 12, 17), new(2026, 12, 18), new(2026, 12, 19)], after.Where(d => d >= Monday && d < Monday.PlusWeeks(1)));
        Assert.Equal(("hours.changed", true), ((await site.RulesHistoryAsync())[0].Action, (await site.RulesHistoryAsync())[0].Detail!.Contains("Tuesday: 10:00–18:00 (break 13:00–13:45) → off", StringComparison.Ordinal)));

        // Starts count from the opening, and none reaches into the break.
        var mondays = await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Monday, 1, StaffDiary.Maya);
        Assert.Equal(Instant.FromUtc(2026, 12, 14, 9, 0), mondays[0]);
        Assert.DoesNotContain(Instant.FromUtc(2026, 12, 14, 10, 0), mondays);
        Assert.Contains(Instant.FromUtc(2026, 12, 14, 10, 45), mondays);

        var away = await (await Page.GetAsync(browser, MayasPage)).Form("Take this week away").SubmitAsync();
        (await away.Is(HttpStatusCode.OK).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(before, await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 21));
        Assert.True(await site.InDatabaseAsync(db => db.WeeklyHours.Where(h => h.PractitionerId == db.Practitioners.First(p => p.Slug == StaffDiary.Maya).Id).AllAsync(h => h.ValidFrom == null && h.ValidUntil == null)));
    }

    [Fact]
    public async Task One_date_can_have_other_hours_extra_hours_or_none_and_be_as_every_week_again()
    {
        await using var site = await ClinicSite.StartAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var usual = await OfferedAsync();

        await SaveAsync(browser, MayasPage + "/date", form => form.Fill("Date", "2026-12-10").Fill("Kind", "Other").Fill("Hours", "12:00-14:00"));
        Assert.All(await OfferedAsync(), start => Assert.True(start >= Instant.FromUtc(2026, 12, 10, 12, 0) && start < Instant.FromUtc(2026, 12, 10, 14, 0)));
        await SaveAsync(browser, MayasPage + "/date", form => form.Fill("Date", "2026-12-10").Fill("Kind", "Extra").Fill("Hours", "19:00-20:00"));
        var extra = await OfferedAsync();
        Assert.Equal([Instant.FromUtc(2026, 12, 10, 19, 0), Instant.FromUtc(2026, 12, 10, 19, 15)], extra.Except(usual));
        Assert.Empty(usual.Except(extra));
        await SaveAsync(browser, MayasPage + "/date", form => form.Fill("Date", "2026-12-10").Fill("Kind", "Off"));
        Assert.Empty(await OfferedAsync());
        (await Page.GetAsync(browser, MayasPage)).Says("Thursday 10 December 2026: not working");

        var back = await (await Page.GetAsync(browser, MayasPage)).Form("As every week again on Thursday 10 December 2026").SubmitAsync();
        (await back.Is(HttpStatusCode.OK).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(usual, await OfferedAsync());

        // A day nobody works can be opened.
        await SaveAsync(browser, MayasPage + "/date", form => form.Fill("Date", "2026-12-13").Fill("Kind", "Extra").Fill("Hours", "10:00-12:00"));
        Assert.Contains(new LocalDate(2026, 12, 13), await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 13), 1));

        Task<List<Instant>> OfferedAsync() => BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Thursday, 1, StaffDiary.Maya);
    }

    [Fact]
    public async Task HD07_of_two_who_change_one_week_the_second_reads_what_the_first_did_and_keeps_what_they_typed()
    {
        await using var site = await ClinicSite.StartAsync();
        var (one, other) = (await site.SignInAsync(StaffRoles.Administrator), await site.SignInAsync(StaffRoles.Administrator));
        var first = await PreviewAsync(one, MayasPage + "/week", form => form.Fill("From", "2026-12-14").Fill("Monday", "09:00-12:00"));
        var second = await PreviewAsync(other, MayasPage + "/week", form => form.Fill("From", "2026-12-21").Fill("Sunday", "10:00-11:00"));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await first.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        var refused = await second.Form("Save").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Somebody changed this meanwhile").Says("Working week changed by Administrator").Says("Monday: off → 09:00–12:00");
        Assert.Equal("10:00-11:00", refused.Html.QuerySelector("#Sunday")!.GetAttribute("value"));
        Assert.Equal(1, (await site.RulesHistoryAsync()).Count(e => e.Action == "hours.changed"));
        var again = await refused.Form(Show).SubmitAsync();
        (await again.Is(HttpStatusCode.OK).Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(2, (await site.RulesHistoryAsync()).Count(e => e.Action == "hours.changed"));
    }

    [Fact]
    public async Task IN02_hours_that_cannot_be_are_said_at_their_day_and_nothing_is_stored()
    {
        await using var site = await ClinicSite.StartAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), MayasPage + "/week");
        var before = await site.EverythingAsync();
        (string Field, string Value, string Says)[] wrong =
        [
            ("Monday", "nine to five", "Enter times such as"), ("Monday", "09:00-12:00, 11:00-14:00", "overlap"), ("Monday", "09:02-12:00", "steps of five minutes"), ("Monday", "09:00-09:00", "Enter times such as"),
            ("WednesdayBreaks", "08:00-08:30", "A break lies within"), ("WednesdayBreaks", "x", "such as 13:00–13:45"), ("From", "2026-11-30", "Enter today or a later date"), ("From", "soon", "Enter a date"),
            ("Monday", new string('9', 101), "Enter times such as"), ("Version", "x", "altered on the way"),
        ];
        foreach (var (field, value, says) in wrong)
        {
            (await page.Form(Show).Fill(field, value).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(says);
        }

        Assert.Equal(before, await site.EverythingAsync());
    }

    [Theory]
    [InlineData("9-17", null, "09:00–17:00")]
    [InlineData("09.30–12:00 ; 13:00 to 24:00", null, "09:30–12:00, 13:00–00:00")]
    [InlineData("20:00-02:00", "00:30-01:00", "20:00–02:00 (break 00:30–01:00)")]
    [InlineData("14:00-18:00, 9:00-12:00", "15:00-15:05,10:00-10:30", "09:00–12:00 (break 10:00–10:30), 14:00–18:00 (break 15:00–15:05)")]
    [InlineData("", "", "off")]
    public void Hours_are_read_as_people_write_them(string hours, string? breaks, string read) => Assert.Equal(read, HoursText.Describe(HoursText.TryRead(hours, breaks).Spans!));
}
