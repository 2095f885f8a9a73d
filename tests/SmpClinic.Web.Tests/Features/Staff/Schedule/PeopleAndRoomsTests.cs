using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Scheduling;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;
using static SmpClinic.Web.Tests.Features.Staff.Schedule.ScheduleSteps;

namespace SmpClinic.Web.Tests.Features.Staff.Schedule;

/// <summary>Who treats and where: registration, services, rooms, and being taken out of use.</summary>
public sealed class PeopleAndRoomsTests
{
    [Fact]
    public async Task Whoever_is_not_registered_any_more_is_not_bookable_from_that_day_on_by_page_api_or_desk()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var details = await BookingSteps.DetailsAsync(site.Visitor(), StaffDiary.OnRequest, StaffDiary.Thursday + Duration.FromHours(4), StaffDiary.Maya);
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var preview = await PreviewAsync(browser, MayasPage + "/profile", form => form.Fill("RegisteredWith", "An invented register").Fill("RegistrationNumber", "X-17").Fill("RegistrationEnds", "2026-12-10"));
        preview.Is(HttpStatusCode.OK).Says("the registration has run out").Says(visit.ContactName);
        (await preview.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        var dates = await site.DatesAsync(StaffDiary.OnRequest, StaffDiary.Maya, new(2026, 12, 7), 30);
        Assert.Contains(Thursday.PlusDays(-1), dates);
        Assert.All(dates, date => Assert.True(date < Thursday));
        (await site.GetAsync($"/book/{StaffDiary.OnRequest}?practitioner={StaffDiary.Maya}&from=2026-12-10")).Is(HttpStatusCode.OK).Says("There is nothing free in this week.");
        (await BookingSteps.Filled(details).SubmitAsync()).Is(HttpStatusCode.Conflict).Says("That time is not one we offer.");
        var outcome = await MoveAsync(site, visit, StaffDiary.Thursday + Duration.FromHours(5), StaffDiary.Maya);
        Assert.Equal(new CommandOutcome(CommandEnd.TimeRefused, Refusal.NotWorking), outcome);
        Assert.Equal(visit.Start, (await site.NowAsync(visit)).Start);
        (await Page.GetAsync(browser, "/staff/schedule")).Says("Ends on Thursday 10 December 2026");
        site.Clock.Advance(TimeSpan.FromDays(10));
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), "/staff/schedule")).Says("Ran out on Thursday 10 December 2026");
    }

    [Fact]
    public async Task Whoever_works_in_some_rooms_is_offered_while_one_of_these_is_free()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var garden = await site.InDatabaseAsync(db => db.Rooms.SingleAsync(r => r.Name == "Garden Room"));
        foreach (var person in (string[])[StaffDiary.Maya, StaffDiary.Tom])
        {
            await SaveAsync(browser, $"/staff/schedule/people/{person}/profile", form => form.Fill("Rooms", garden.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        var visit = await site.BookAsync(StaffDiary.Thursday);

        Assert.Equal(garden.Id, visit.RoomId);
        Assert.DoesNotContain(StaffDiary.Thursday, await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.OnRequest, Thursday, 1, StaffDiary.Tom));
        Assert.Equal(Refusal.NoRoom, (await MoveAsync(site, await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4), StaffDiary.Tom), StaffDiary.Thursday, StaffDiary.Tom)).Why);
        Assert.Contains(StaffDiary.Thursday, await BookingSteps.OfferedAsync(site.Visitor(), StaffDiary.Instant, Thursday, 1, StaffDiary.Tom));
        (await Page.GetAsync(browser, "/staff/schedule")).Says("Garden Room");
    }

    [Fact]
    public async Task A_practitioner_taken_out_of_use_keeps_the_visits_there_are_and_their_clients_can_still_move_them_to_others()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Maya);
        var before = await site.VisitsAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        await SaveAsync(browser, MayasPage + "/profile", form => form.Without("Active"));

        Assert.Equal(before, await site.VisitsAsync());
        var api = await site.Visitor().GetAsync(new Uri($"/api/availability?service={StaffDiary.OnRequest}&from=2026-12-07&to=2026-12-13&practitioner={StaffDiary.Maya}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        (await site.GetAsync(link)).Is(HttpStatusCode.OK).Says("Maya Okafor");
        (await site.GetAsync(link + "/reschedule")).Is(HttpStatusCode.OK).Says("Move your appointment");
        (await Page.GetAsync(browser, MayasPage)).Says("no longer works here");
    }

    [Fact]
    public async Task Somebody_new_and_a_new_room_are_added_given_hours_and_offered()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var patch = await site.InDatabaseAsync(db => db.Services.Where(s => s.Slug == BookingSteps.PatchTest).Select(s => s.Id).SingleAsync());

        await SaveAsync(browser, "/staff/schedule/rooms/new", form => form.Fill("Name", "Lime Room").Fill("Equipment", "A reclining chair").Fill("Services", $"{patch}"));
        await SaveAsync(browser, "/staff/schedule/people/new", form => form.Fill("Name", "Ottoline Quennell").Fill("Slug", "ottoline-quennell").Fill("Role", "Brows").Fill("Words", "Calm hands.").Fill("Services", $"{patch}"));
        Assert.Empty(await site.DatesAsync(BookingSteps.PatchTest, "ottoline-quennell", new(2026, 12, 7)));
        await SaveAsync(browser, "/staff/schedule/people/ottoline-quennell/week", form => form.Fill("From", "2026-12-07").Fill("Monday", "09:00-12:00"));

        Assert.Equal([new(2026, 12, 7), new(2026, 12, 14)], await site.DatesAsync(BookingSteps.PatchTest, "ottoline-quennell", new(2026, 12, 7)));
        (await site.GetAsync($"/book/{BookingSteps.PatchTest}?practitioner=ottoline-quennell")).Says("Ottoline Quennell: Brows. Calm hands.");
        (await PreviewAsync(browser, "/staff/schedule/people/new", form => form.Fill("Name", "Another").Fill("Slug", "ottoline-quennell").Fill("Role", "Brows"))).Is(HttpStatusCode.UnprocessableEntity).Says("has this name in addresses");
        (await Page.GetAsync(browser, "/staff/schedule")).Says("Lime Room").Says("A reclining chair");
    }

    [Fact]
    public async Task A_room_taken_out_of_use_shows_the_visits_in_it_and_is_given_to_no_more()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);

        var preview = await PreviewAsync(browser, $"/staff/schedule/rooms/{visit.RoomId}", form => form.Without("Active"));
        preview.Is(HttpStatusCode.OK).Says("the room is not for this any more").Says(visit.ContactName);
        (await preview.Form("Save").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.NotEqual(visit.RoomId, (await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4))).RoomId);
        Assert.Equal(visit.RoomId, (await site.NowAsync(visit)).RoomId);
    }

    [Fact]
    public async Task HD07_two_who_change_one_practitioner_do_not_overwrite_each_other()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (one, other) = (await site.SignInAsync(StaffRoles.Administrator), await site.SignInAsync(StaffRoles.Administrator));
        var form = (await Page.GetAsync(other, MayasPage + "/profile")).Form(Show);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(one, MayasPage + "/profile", f => f.Fill("Role", "Lead of SMP"));

        var refused = await form.Fill("Words", "Typed with care").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Practitioner changed by Administrator").Says("What they do: SMP lead → Lead of SMP").Says("Typed with care");
        Assert.Null(await site.InDatabaseAsync(db => db.Practitioners.Where(p => p.Slug == StaffDiary.Maya).Select(p => p.Words).SingleAsync()));
    }

    [Fact]
    public async Task Roles_see_and_change_what_is_theirs()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var (front, maya) = (await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya));
        foreach (var path in (string[])["/profile", "/week", "/date"])
        {
            (await Page.GetAsync(front, MayasPage + path)).Is(HttpStatusCode.Forbidden);
            (await Page.GetAsync(maya, MayasPage + path)).Is(HttpStatusCode.Forbidden);
        }

        (await Page.GetAsync(front, MayasPage)).Is(HttpStatusCode.OK).Says("Plan time off").NeverSays("/profile");
        (await Page.GetAsync(maya, MayasPage)).Is(HttpStatusCode.OK).NeverSays("/profile");
        (await Page.GetAsync(maya, "/staff/schedule/people/" + StaffDiary.Tom)).Is(HttpStatusCode.NotFound);
        (await Page.GetAsync(maya, "/staff/schedule")).Is(HttpStatusCode.OK).NeverSays(StaffDiary.Tom);
        (await Page.GetAsync(front, "/staff/services")).Is(HttpStatusCode.OK).NeverSays("/staff/services/new");
    }

    private static async Task<CommandOutcome> MoveAsync(ClinicSite site, Appointment visit, Instant start, string practitioner)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppointmentCommands>()
            .MoveAsync(new(visit.Id, null, new(ActorKind.Staff, null, "Desk")), start, practitioner, TestContext.Current.CancellationToken);
    }
}
