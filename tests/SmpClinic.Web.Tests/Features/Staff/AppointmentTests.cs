using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff;

public sealed class AppointmentTests
{
    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_confirmed_and_the_client_told_as_asked(bool tell)
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address());
        var cells = await site.CellsAsync(request);

        var done = await (await Told(page.Form("Confirm the request"), tell).SubmitAsync()).FollowAsync();

        done.Is(HttpStatusCode.OK).Says("Confirmed").Says(tell ? "client told by e-mail" : "client not told");
        Assert.Equal(AppointmentStatus.Confirmed, (await site.NowAsync(request)).Status);
        Assert.Equal(tell ? ["RequestReceivedEmail", "BookingConfirmedEmail"] : ["RequestReceivedEmail"], await site.MailToClientAsync(request));
        Assert.Equal(cells, await site.CellsAsync(request));
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Reminders.CountAsync(r => r.AppointmentId == request.Id)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_declined_with_a_reason_and_its_time_freed(bool tell)
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), request.Address());

        var done = await (await Told(page.Form("Decline the request"), tell).Fill("Reason", "  We are away.\r\nSorry! ").SubmitAsync()).FollowAsync();

        done.Is(HttpStatusCode.OK).Says("We are away. Sorry!");
        var now = await site.NowAsync(request);
        Assert.Equal((AppointmentStatus.Declined, "We are away.\nSorry!"), (now.Status, now.DeclineReason));
        Assert.Equal(tell ? ["RequestReceivedEmail", "AppointmentDeclinedEmail"] : ["RequestReceivedEmail"], await site.MailToClientAsync(request));
        Assert.Equal(0, await site.CellsAsync(request));
        await site.BookAsync(StaffDiary.Thursday);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_appointment_is_cancelled_also_inside_the_clients_cut_off(bool tell)
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);
        site.Clock.SetUtcNow(StaffDiary.Thursday.ToDateTimeOffset() - TimeSpan.FromMinutes(10));
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), booking.Address());

        (await Told(page.Form("Cancel the appointment"), tell).Fill("Reason", "The heating failed").SubmitAsync()).Is(HttpStatusCode.Found);

        var now = await site.NowAsync(booking);
        Assert.Equal((AppointmentStatus.Cancelled, "The heating failed"), (now.Status, now.CancelReason));
        Assert.Equal(tell ? ["BookingConfirmedEmail", "AppointmentCancelledEmail"] : ["BookingConfirmedEmail"], await site.MailToClientAsync(booking));
        Assert.Equal(0, await site.CellsAsync(booking));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_appointment_is_moved_to_another_practitioner_without_lead_time(bool tell)
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday);
        site.Clock.SetUtcNow(StaffDiary.Thursday.ToDateTimeOffset() - TimeSpan.FromMinutes(20));
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var times = await Page.GetAsync(browser, booking.Address("/move?practitioner=tom-hale"));

        var chosen = await times.Is(HttpStatusCode.OK).ClickAsync($"{booking.Address("/move/confirm")}?start=2026-12-10T10:15:00Z&practitioner=tom-hale");
        var done = await (await Told(chosen.Form(booking.Address("/move")), tell).SubmitAsync()).FollowAsync();

        done.Is(HttpStatusCode.OK).Says("Moved").Says("Tom Hale").Says("10:15am");
        var now = await site.NowAsync(booking);
        Assert.Equal(StaffDiary.Thursday + Duration.FromMinutes(15), now.Start);
        Assert.Equal(tell ? ["RequestReceivedEmail", "AppointmentMovedEmail"] : ["RequestReceivedEmail"], await site.MailToClientAsync(booking));
        Assert.Equal(now.Cells.Count * 2, await site.CellsAsync(booking));
    }

    [Fact]
    public async Task Staff_move_up_to_two_years_ahead()
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday);

        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), booking.Address("/move?from=2028-11-20&practitioner="));

        Assert.NotEmpty(page.Is(HttpStatusCode.OK).Html.QuerySelectorAll("a.slot"));
        Assert.Contains(page.Html.QuerySelectorAll("a[data-week]"), a => a.TextContent == "Earlier times");
    }

    [Fact]
    public async Task What_happened_on_the_day_is_marked_step_by_step()
    {
        await using var site = await ClinicSite.StartAsync();
        var came = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);
        var missed = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(1), service: StaffDiary.Instant);
        var browser = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);

        var arrived = await (await (await Page.GetAsync(browser, came.Address())).Form("Arrived").SubmitAsync()).FollowAsync();
        var completed = await (await arrived.Form("Completed").SubmitAsync()).FollowAsync();
        (await (await Page.GetAsync(browser, missed.Address())).Form("Did not come").SubmitAsync()).Is(HttpStatusCode.Found);

        completed.Says("Nothing more can be done with this appointment.").Says("Marked as arrived").Says("Marked as completed");
        Assert.Equal(AppointmentStatus.Completed, (await site.NowAsync(came)).Status);
        Assert.Equal(AppointmentStatus.NoShow, (await site.NowAsync(missed)).Status);
        Assert.Single(await site.MailToClientAsync(came));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stale_form_is_refused_and_says_who_changed_what(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var request = await site.BookAsync(StaffDiary.Thursday);
        var finn = await Page.GetAsync(await site.SignInAsync(await NamedAsync(site, "Finn Doyle")), request.Address());
        var ada = await Page.GetAsync(await site.SignInAsync(await NamedAsync(site, "Ada Marsh")), request.Address());
        (await finn.Form("Confirm the request").SubmitAsync()).Is(HttpStatusCode.Found);
        var before = await site.EverythingAsync();

        var answer = await ada.Form("Decline the request").Fill("Reason", "A reason that took long to write").SubmitAsync();

        answer.Is(HttpStatusCode.Conflict).Says("Somebody changed this appointment meanwhile").Says("Confirmed by Finn Doyle, Tuesday 1 December 2026, 9am")
            .Says("You had typed: “A reason that took long to write”");
        Assert.Equal("Confirmed", answer.Html.QuerySelector("main .badge")!.TextContent);
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task What_was_typed_stays_in_its_field_while_the_step_is_still_possible()
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday);
        var ada = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), booking.Address());
        (await (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), booking.Address())).Form("Confirm the request").SubmitAsync()).Is(HttpStatusCode.Found);

        var answer = await ada.Form("Cancel the appointment").Fill("Reason", "Typed once").Without("TellClient").SubmitAsync();
        Assert.Equal("Typed once", Typed(answer.Is(HttpStatusCode.Conflict), "CancelReason"));
        Assert.Null(answer.Html.QuerySelector("#tell-cancel")!.GetAttribute("checked"));

        (await answer.Form("Cancel the appointment").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal("Typed once", (await site.NowAsync(booking)).CancelReason);
        Assert.DoesNotContain("AppointmentCancelledEmail", await site.MailToClientAsync(booking));
        Assert.EndsWith("client not told", (await site.HistoryAsync(booking))[^1].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Of_two_who_act_at_once_one_succeeds(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var browsers = new[] { await site.SignInAsync(StaffRoles.FrontDesk), await site.SignInAsync(StaffRoles.Administrator), await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya) };
        for (var round = 0; round < 10; round++)
        {
            var request = await site.BookAsync(StaffDiary.Thursday + Duration.FromDays(7 * (round / 5)) + Duration.FromHours(round % 5) + Duration.FromMinutes(round % 5 >= 3 ? 45 : 0));
            var pages = await Task.WhenAll(browsers.Select(b => Page.GetAsync(b, request.Address())));

            var answers = await Task.WhenAll(
                pages[0].Form("Confirm the request").SubmitAsync(),
                pages[1].Form("Decline the request").Fill("Reason", "No").SubmitAsync(),
                pages[2].Form("Cancel the appointment").SubmitAsync());

            Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Conflict, HttpStatusCode.Conflict], answers.Select(a => a.Status).Order());
            Assert.Equal(2, (await site.HistoryAsync(request)).Count);
            Assert.Equal(2, (await site.MailToClientAsync(request)).Count);
        }
    }

    [Fact]
    public async Task The_same_button_pressed_twice_is_one_press()
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address());

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => page.Form("Confirm the request").SubmitAsync()));

        Assert.All(answers, a => a.Is(HttpStatusCode.Found));
        Assert.Equal(2, (await site.HistoryAsync(request)).Count);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Staff_moves_obey_the_diary(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var first = await site.BookAsync(StaffDiary.Thursday);
        var second = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var before = await site.EverythingAsync();

        foreach (var start in new[] { "2026-12-10T10:00:00Z", "2026-12-10T10:45:00Z", "2026-12-10T13:00:00Z", "2026-12-13T10:00:00Z", "2026-12-25T10:00:00Z", "2026-12-10T10:07:00Z", "2026-11-01T10:00:00Z", "2030-01-01T10:00:00Z" })
        {
            var answer = await MoveAsync(browser, second, start, StaffDiary.Maya);
            answer.Is(HttpStatusCode.Conflict).Says("The appointment stands where it was.");
        }

        Assert.Equal(before, await site.EverythingAsync());

        // Two requests moved to one time at once: the diary has room for one.
        var rivals = await Task.WhenAll(MoveAsync(browser, first, "2026-12-10T16:00:00Z", StaffDiary.Maya), MoveAsync(browser, second, "2026-12-10T16:00:00Z", StaffDiary.Maya));
        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Conflict], rivals.Select(r => r.Status).Order());
    }

    [Fact]
    public async Task Two_requests_for_one_time_cannot_exist_so_confirming_never_overlaps()
    {
        await using var site = await ClinicSite.StartAsync();
        await site.BookAsync(StaffDiary.Thursday);

        await Assert.ThrowsAnyAsync<Exception>(() => site.BookAsync(StaffDiary.Thursday));

        Assert.Equal(1, await site.InDatabaseAsync(db => db.Appointments.CountAsync()));
    }

    [Fact]
    public async Task A_form_that_is_wrong_in_one_field_says_so_there_and_stores_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(browser, request.Address());
        var chosen = await Page.GetAsync(browser, request.Address("/move/confirm?start=2026-12-10T14:00:00Z&practitioner="));
        var confirmed = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(4), service: StaffDiary.Instant);
        var marking = await Page.GetAsync(browser, confirmed.Address());
        var before = await site.EverythingAsync();

        (Form Form, string Field, string Value)[] wrong =
        [
            (page.Form("Confirm the request"), "Version", "x"),
            (page.Form("Confirm the request"), "TellClient", "perhaps"),
            (page.Form("Decline the request").Fill("Reason", "Kept"), "Version", ""),
            (page.Form("Decline the request").Fill("Reason", "Kept"), "TellClient", "perhaps"),
            (page.Form("Decline the request"), "DeclineReason", ""),
            (page.Form("Decline the request"), "DeclineReason", "  \n "),
            (page.Form("Decline the request"), "DeclineReason", new string('x', 1001)),
            (page.Form("Decline the request"), "DeclineReason", "bell \u0007"),
            (page.Form("Decline the request"), "DeclineReason", "turned \u202e round"),
            (page.Form("Cancel the appointment").Fill("Reason", "Kept"), "Version", "-1"),
            (page.Form("Cancel the appointment").Fill("Reason", "Kept"), "TellClient", "perhaps"),
            (page.Form("Cancel the appointment"), "CancelReason", new string('x', 501)),
            (page.Form("Cancel the appointment"), "CancelReason", "bell \u0007"),
            (page.Form(request.Address("/link-client")), "Version", "9999999999999999999999"),
            (page.Form(request.Address("/link-client")), "Client", "x"),
            (page.Form(request.Address("/link-client")), "Client", Guid.NewGuid().ToString()),
            (chosen.Form(request.Address("/move")), "Version", "x"),
            (chosen.Form(request.Address("/move")), "TellClient", "perhaps"),
            (chosen.Form(request.Address("/move")), "Start", "tomorrow"),
            (chosen.Form(request.Address("/move")), "Start", ""),
            (chosen.Form(request.Address("/move")), "Practitioner", "nobody"),
            (chosen.Form(request.Address("/move")), "Practitioner", "elin-pryce"),
            (marking.Form("Arrived"), "Version", "x"),
        ];
        foreach (var (form, field, value) in wrong)
        {
            var answer = await form.Smuggle(field, value).SubmitAsync();

            answer.Is(HttpStatusCode.UnprocessableEntity);
            var link = Assert.Single(answer.Html.QuerySelectorAll("#error-summary li a"));
            Assert.Equal("#" + field, link.GetAttribute("href"));
            Assert.True(field == "TellClient" || answer.Html.GetElementById(field) is not null, $"Nothing on the page has the id {field}.");
            if (field is "Start" or "Practitioner" || field.EndsWith("Reason", StringComparison.Ordinal))
            {
                Assert.NotNull(answer.Html.GetElementById(field + "-error"));
            }

            if (field.EndsWith("Reason", StringComparison.Ordinal))
            {
                Assert.Equal(value.Trim(), Typed(answer, field).Trim());
            }
            else if (form.Fields().Exists(f => f.Value == "Kept"))
            {
                answer.Says("Kept");
            }
        }

        var nothing = await PostAsync(browser, marking, confirmed.Address("/mark"), [new("Version", confirmed.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("Mark", "Cancelled")]);
        nothing.Is(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task A_step_the_status_does_not_have_is_refused_and_leaves_no_trace()
    {
        await using var site = await ClinicSite.StartAsync();
        var booking = await site.BookAsync(StaffDiary.Thursday, service: StaffDiary.Instant);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(browser, booking.Address());
        (await page.Form("Did not come").SubmitAsync()).Is(HttpStatusCode.Found);
        var version = (await site.NowAsync(booking)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var before = await site.EverythingAsync();

        foreach (var act in new[] { "confirm", "decline", "cancel", "mark", "move" })
        {
            var answer = await PostAsync(
                browser, page, booking.Address("/" + act),
                [new("Version", version), new("Seen", "9"), new("Mark", "Completed"), new("DeclineReason", "x"), new("CancelReason", "x"), new("Start", "2026-12-11T10:00:00Z")]);
            answer.Is(HttpStatusCode.Conflict).Says("That cannot be done now");
        }

        Assert.Equal(before, await site.EverythingAsync());
    }

    [Fact]
    public async Task Fields_that_no_form_has_change_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var other = await site.BookAsync(StaffDiary.Thursday + Duration.FromHours(2));
        var names = await site.InDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes().SelectMany(e => e.GetProperties().Select(p => p.Name)).Distinct().ToList()));
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var page = await Page.GetAsync(browser, request.Address());
        var otherBefore = await site.NowAsync(other);
        string[] expected = ["Status", "CalendarSequence", "MailNumber", "Version"];
        var own = page.Form("Confirm the request").Fields();
        foreach (var some in names.Where(n => own.TrueForAll(f => f.Key != n)).Chunk(25))
        {
            // The first of these confirms; to the others it is done already.
            var form = page.Form("Confirm the request");
            foreach (var name in some)
            {
                var value = name.EndsWith("Id", StringComparison.Ordinal) ? other.Id.ToString() : "1";
                form.Smuggle(name, value).Smuggle("appointment." + name, value).Smuggle("caller." + name, value);
            }

            (await form.Smuggle("caller.Role", "Practitioner").SubmitAsync()).Is(HttpStatusCode.Found);
        }

        var after = await site.NowAsync(request);
        foreach (var property in typeof(Appointment).GetProperties().Where(p => p.CanWrite && !expected.Contains(p.Name)))
        {
            Assert.Equal(property.GetValue(request), property.GetValue(after));
        }

        Assert.Equal(otherBefore.Version, (await site.NowAsync(other)).Version);
        Assert.Equal(AppointmentStatus.Confirmed, after.Status);
        Assert.True(names.Count > 100, "The names of every entity are posted.");
    }

    [Fact]
    public async Task What_the_client_wrote_is_shown_to_those_who_treat_and_not_to_the_front_desk()
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);

        (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), request.Address())).Is(HttpStatusCode.OK)
            .NeverSays(StaffDiary.Hopes).NeverSays(StaffDiary.Note).Says("Private to the practitioner");
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), request.Address())).Says(StaffDiary.Hopes).Says(StaffDiary.Note);
        (await Page.GetAsync(await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya), request.Address())).Says(StaffDiary.Hopes).Says(StaffDiary.Note);
    }

    [Fact]
    public async Task Opening_pages_changes_nothing()
    {
        await using var site = await ClinicSite.StartAsync();
        var request = await site.BookAsync(StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var before = await site.EverythingAsync();

        foreach (var path in new[] { "/staff", "/staff/requests", "/staff/appointments", "/staff/mail", request.Address(), request.Address("/move"), request.Address("/move/confirm?start=2026-12-10T14:00:00Z&practitioner=") })
        {
            (await Page.GetAsync(browser, path)).Is(HttpStatusCode.OK);
        }

        foreach (var path in new[] { "/confirm", "/decline", "/cancel", "/mark", "/link-client" })
        {
            Assert.Contains((await Page.GetAsync(browser, request.Address(path))).Status, new[] { HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound });
        }

        Assert.Equal(before, await site.EverythingAsync());
    }

    private static string Typed(Page page, string field) => Assert.IsType<IHtmlTextAreaElement>(page.Html.GetElementById(field), exactMatch: false).Value;

    private static Form Told(Form form, bool tell) => tell ? form : form.Without("TellClient");

    private static async Task<Page> MoveAsync(HttpClient browser, Appointment appointment, string start, string practitioner)
    {
        var chosen = await Page.GetAsync(browser, appointment.Address($"/move/confirm?start={start}&practitioner={practitioner}"));
        return await chosen.Form(appointment.Address("/move")).SubmitAsync();
    }

    private static async Task<Page> PostAsync(HttpClient browser, Page from, string action, List<KeyValuePair<string, string>> fields)
    {
        fields.Add(new("__form", from.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!));
        using var body = new FormUrlEncodedContent(fields);
        return await Page.ReadAsync(browser, await browser.PostAsync(new Uri(action, UriKind.Relative), body, TestContext.Current.CancellationToken));
    }

    private static async Task<ClinicUser> NamedAsync(ClinicSite site, string name)
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, name)));
        return user;
    }
}
