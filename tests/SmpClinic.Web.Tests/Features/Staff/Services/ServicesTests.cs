using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff.Schedule;
using Xunit;
using static SmpClinic.Web.Tests.Features.Staff.Schedule.ScheduleSteps;

namespace SmpClinic.Web.Tests.Features.Staff.Services;

/// <summary>What can be booked, and by which rules.</summary>
public sealed class ServicesTests
{
    private const string Consultation = "/staff/services/" + StaffDiary.OnRequest;

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Fact]
    public async Task Another_length_and_step_are_offered_at_once_and_leave_what_is_booked_as_it_is()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var before = await site.VisitsAsync();
        var stamps = await StampsAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        await SaveAsync(browser, Consultation, form => form.Fill("Length", "90").Fill("StepMinutes", "60").Fill("Price", "42.50"));

        // Lists of times and kept pages on every node go by these two.
        var after = await StampsAsync();
        Assert.NotEqual(stamps.GetValueOrDefault(Stamp.Rules), after[Stamp.Rules]);
        Assert.Equal(stamps.GetValueOrDefault(Stamp.Content) + 1, after[Stamp.Content]);
        Assert.Equal(before, await site.VisitsAsync());
        var offered = await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, new(2026, 12, 11), 1, StaffDiary.Maya);
        Assert.All(offered, start => Assert.Equal(0, start.InUtc().Minute));
        (await site.GetAsync("/book/" + StaffDiary.OnRequest)).Says("90 minutes").Says("£42.50");
        var entry = (await site.RulesHistoryAsync())[0];
        Assert.Equal("smp-consultation: Length: 45 minutes → 90 minutes; A start every: 15 minutes → 60 minutes; Price: £30 → £42.50", entry.Detail);

        Task<Dictionary<string, long>> StampsAsync() => site.InDatabaseAsync(db => db.Stamps.ToDictionaryAsync(s => s.Name, s => s.Number));
    }

    [Fact]
    public async Task A_place_kept_for_somebody_on_the_waiting_list_counts_for_all_but_them()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        await SaveAsync(await site.SignInAsync(StaffRoles.Administrator), Consultation, form => form.Fill("MostPerDay", "1"));
        var visit = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(1));
        await site.InDatabaseAsync(db =>
        {
            var entry = new WaitingEntry
            {
                Reference = "WAIT-1",
                ServiceId = visit.ServiceId,
                State = WaitingState.Offered,
                Days = 127,
                EarliestTime = new(8, 0),
                LatestTime = new(20, 0),
                FirstDate = Thursday,
                LastDate = Thursday,
                ContactName = "Wanda Quennell",
                ContactEmail = "wanda@example.com",
                ContactEmailNormalised = "wanda@example.com",
                ContactPhone = "+447700900321",
                ConsentTextVersion = "1",
                CreatedAt = site.Now,
                Since = site.Now,
                RestsUntil = site.Now,
            };
            var offer = new TimeOffer { CreatedAt = site.Now, ExpiresAt = site.Now + Duration.FromHours(2) };
            offer.Times.Add(new() { Start = StaffDiary.Thursday, End = StaffDiary.Thursday + Duration.FromMinutes(45), PractitionerId = visit.PractitionerId, RoomId = visit.RoomId });
            entry.Offers.Add(offer);
            db.Add(entry);
            return db.SaveChangesAsync();
        });

        Assert.DoesNotContain(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
        site.Clock.Advance(TimeSpan.FromHours(3));
        Assert.Contains(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK01_a_day_and_a_week_take_as_many_visits_as_they_may_and_no_more(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        await SaveAsync(browser, Consultation, form => form.Fill("MostPerDay", "1").Fill("MostPerWeek", "2"));
        var late = await BookingSteps.DetailsAsync(site.Visitor(), StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Tom);
        await site.BookAsync(StaffDiary.Thursday);

        Assert.DoesNotContain(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
        (await BookingSteps.Filled(late).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("That day is fully booked");
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(1));
        Assert.Empty(await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
        Assert.NotEmpty(await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 14), 7));

        // Many at once for the one place of a day.
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => BookingSteps.DetailsAsync(site.Visitor(), StaffDiary.OnRequest, StaffDiary.Thursday + Duration.FromDays(7) + Duration.FromHours(i % 3), i % 2 == 0 ? StaffDiary.Maya : StaffDiary.Tom)));
        var answers = await Task.WhenAll(pages.Select(page => BookingSteps.Filled(page).SubmitAsync()));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Found);

        // Staff are not held to it, and a place that is freed is offered again.
        Assert.Equal(CommandEnd.Done, (await site.CancelAsync(second)).End);
        Assert.Contains(Thursday.PlusDays(1), await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
    }

    [Fact]
    public async Task A_held_place_counts_for_others_and_not_for_whoever_holds_it()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        await SaveAsync(await site.SignInAsync(StaffRoles.Administrator), Consultation, form => form.Fill("MostPerDay", "1"));
        var visitor = site.Visitor();
        var details = await BookingSteps.DetailsAsync(visitor, StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Maya);
        using var body = new FormUrlEncodedContent([new("start", "2026-12-10T10:00:00Z"), new("practitioner", StaffDiary.Maya), new("__form", details.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!)]);
        var held = await visitor.PostAsync(new Uri($"/book/{StaffDiary.OnRequest}/hold", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.True(held.IsSuccessStatusCode, held.StatusCode.ToString());

        Assert.DoesNotContain(Thursday, await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7), 7));
        Assert.Contains(StaffDiary.Thursday, await BookingSteps.OfferedAsync(visitor, StaffDiary.OnRequest, Thursday, 1));
        (await BookingSteps.Filled(details).SubmitAsync()).Is(HttpStatusCode.Found);
    }

    [Fact]
    public async Task While_booking_is_closed_visitors_read_why_and_cannot_book_and_staff_can()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday);
        var details = await BookingSteps.DetailsAsync(site.Visitor(), StaffDiary.OnRequest, StaffDiary.Thursday + Duration.FromHours(4));
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var preview = await PreviewAsync(browser, "/staff/services/closed", form => form.Fill("Slugs", StaffDiary.OnRequest).Fill("Message", "We move house until February."));
        preview.Is(HttpStatusCode.OK).Says("closed: We move house until February.").Says("0 times more");
        (await preview.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Empty(await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7)));
        (await site.GetAsync("/book")).Says("No bookings online at the moment. We move house until February.");
        (await site.GetAsync("/book/" + StaffDiary.OnRequest)).Is(HttpStatusCode.OK).Says("We move house until February.");
        (await BookingSteps.Filled(details).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("We take no bookings for this online at the moment.");
        (await site.GetAsync(link + "/reschedule")).Is(HttpStatusCode.OK).Says("cannot be moved online at the moment").Says("We move house until February.");
        var gap = (await Page.GetAsync(browser, "/staff/calendar/new?date=2026-12-10&time=14:00&practitioner=maya-okafor")).Form("Book");
        (await gap.Fill("Service", StaffDiary.OnRequest).Fill("Name", "Wanda Quennell").Fill("Email", "wanda@example.com").Fill("Phone", "07700 900321").SubmitAsync("/staff/calendar/new")).Is(HttpStatusCode.Found);

        await SaveAsync(browser, "/staff/services/closed", form => form.Without("Slugs").Fill("Message", ""));
        Assert.NotEmpty(await site.DatesAsync(StaffDiary.OnRequest, null, new(2026, 12, 7)));
        Assert.Equal(["booking.closed", "booking.closed"], (await site.RulesHistoryAsync()).Select(e => e.Action).Where(a => a == "booking.closed"));
    }

    [Fact]
    public async Task How_visits_take_place_stays_while_any_are_booked()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        (await PreviewAsync(browser, Consultation, form => form.Fill("Mode", "Video"))).Is(HttpStatusCode.UnprocessableEntity).Says("1 booked visit takes place as it is now.");
        await SaveAsync(browser, "/staff/services/" + BookingSteps.PatchTest, form => form.Fill("Mode", "Phone"));
        Assert.NotEmpty(await site.DatesAsync(BookingSteps.PatchTest, null, new(2026, 12, 7)));
    }

    [Fact]
    public async Task A_new_service_is_offered_and_one_taken_out_of_use_is_not_and_its_clients_are_not_lost()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var maya = await site.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == StaffDiary.Maya).Select(p => p.Id).SingleAsync());
        var room = await site.InDatabaseAsync(db => db.Rooms.Select(r => r.Id).FirstAsync());

        await SaveAsync(browser, "/staff/services/new", form => form.Fill("Name", "Scar consultation").Fill("Slug", "scar-consultation").Fill("Summary", "We look at it.").Fill("WhatToBring", "Nothing.").Fill("Practitioners", $"{maya}").Fill("Rooms", $"{room}"));
        await SaveAsync(browser, Consultation, form => form.Without("Active"));

        Assert.NotEmpty(await site.DatesAsync("scar-consultation", StaffDiary.Maya, new(2026, 12, 7)));
        (await site.GetAsync("/book/" + StaffDiary.OnRequest)).Is(HttpStatusCode.NotFound);
        (await site.GetAsync(link)).Is(HttpStatusCode.OK).Says("Scalp micropigmentation consultation");
        (await site.GetAsync(link + "/reschedule")).Is(HttpStatusCode.OK).Says("cannot be moved online");
        (await PreviewAsync(browser, "/staff/services/new", form => form.Fill("Name", "Again").Fill("Slug", "scar-consultation").Fill("Summary", "x").Fill("WhatToBring", "x").Fill("Rooms", $"{room}"))).Is(HttpStatusCode.UnprocessableEntity).Says("Another service has this name");
    }

    [Fact]
    public async Task IN02_what_is_wrong_with_a_service_is_said_at_its_field_and_nothing_is_stored()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), Consultation);
        var before = await site.EverythingAsync();
        (string Field, string Value, string Says)[] wrong =
        [
            ("Length", "7", "Enter from 5 to 480 minutes"), ("Length", "485", "Enter from 5 to 480 minutes"), ("BufferBefore", "-5", "Enter from 0 to 120 minutes"), ("StepMinutes", "0", "Enter from 5 to 240 minutes"),
            ("LeadTime", "x", "Enter hours"), ("Horizon", "0", "from 1 to 730"), ("Price", "1.005", "Enter an amount in pounds"), ("Price", "-1", "Enter an amount in pounds"), ("Mode", "Telepathy", "Choose how it takes place."),
            ("Policy", "7", "Choose how a booking comes about."), ("Summary", "", "Enter a summary."), ("Summary", new string('x', 501), "shorten it to 500"), ("MostPerDay", "0", "from 1 to 500"),
            ("Name", "", "Enter a name."), ("SortOrder", "many", "from 0 to 999"),
        ];
        foreach (var (field, value, says) in wrong)
        {
            (await page.Form(Show).Fill(field, value).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says(says);
        }

        (await page.Form(Show).Smuggle("Closed", "yes").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Enter what visitors read.");
        (await page.Form(Show).Without("Rooms").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose a room");
        Assert.Equal(before, await site.EverythingAsync());
    }
}
