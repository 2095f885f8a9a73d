using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Staff.Clients;

public sealed class ClientRecordTests
{
    private const string Canary = "Psoriasis on the crown, mild";

    public static IEnumerable<TheoryDataRow<DatabaseProvider>> Providers => Databases.All;

    [Fact]
    public async Task A_record_shows_contact_history_with_states_and_no_shows_messages_and_consents()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var came = await site.BookForAsync(client, StaffDiary.Thursday);
        var missed = await site.BookForAsync(client, StaffDiary.Thursday + Duration.FromHours(2));
        await site.ChangeAsync<Appointment>(a => a.Id == missed.Id, a => a.Status = AppointmentStatus.NoShow);

        var page = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), client.Address())).Is(HttpStatusCode.OK);

        page.Says("Ottoline Quennell").Says(client.Email).Says(client.Phone).Says("Appointments2").Says("Did not come to 1 appointment.")
            .Says(came.Reference).Says(missed.Reference).Says("We have your request").Says("Terms and privacy notice read");
        Assert.Null(page.Html.QuerySelector("title")!.TextContent.Split(' ').FirstOrDefault(w => w == "Quennell"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Contact_data_are_changed_kept_as_they_were_and_written_down_without_their_values(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var form = await Page.GetAsync(browser, client.Address("/edit"));

        var answer = await form.Form().Fill("Name", " Ottoline  Ashdown ").Fill("Telephone number", "07700 900777").SubmitAsync();

        (await answer.FollowAsync()).Says("The contact data are saved.").Says("Ottoline Quennell, " + client.Email);
        var now = await site.NowAsync(client);
        Assert.Equal(("Ottoline Ashdown", client.Email, "+447700900777"), (now.Name, now.Email, now.Phone));
        var entry = await site.InDatabaseAsync(db => db.Audit.SingleAsync(e => e.ClientId == client.Id));
        Assert.Equal(("client.changed", "name, telephone number"), (entry.Action, entry.Detail));

        // Sent again it is done already.
        (await form.Form().Fill("Name", "Ottoline Ashdown").Fill("Telephone number", "07700 900777").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Single(await site.LogAsync(client));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task BK15_of_two_who_edit_one_record_the_second_sees_both_texts_and_saves_again(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell");
        var ada = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), client.Address("/edit"));
        var finn = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), client.Address("/edit"));
        (await ada.Form().Fill("Name", "Ottoline Ashdown").SubmitAsync()).Is(HttpStatusCode.Found);

        var refused = await finn.Form().Fill("E-mail address", "finns@example.com").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Somebody changed this record meanwhile").Says("Ottoline Ashdown").Says("finns@example.com");
        Assert.Equal("Ottoline Ashdown", (await site.NowAsync(client)).Name);
        (await refused.Form().Fill("Name", "Ottoline Ashdown").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(("Ottoline Ashdown", "finns@example.com"), ((await site.NowAsync(client)).Name, (await site.NowAsync(client)).Email));
    }

    [Theory]
    [InlineData("Name", "", "Enter a name")]
    [InlineData("Name", "12345", "Enter a name")]
    [InlineData("Name", "bell\u0007", "Enter a name")]
    [InlineData("Email", "", "Enter one e-mail address")]
    [InlineData("Email", "two@example.com, three@example.com", "Enter one e-mail address")]
    [InlineData("Phone", "", "Enter a telephone number")]
    [InlineData("Phone", "call me", "Enter a telephone number")]
    [InlineData("Version", "x", "altered on the way")]
    public async Task IN03_each_rule_of_the_contact_form_is_said_at_its_field_and_nothing_is_stored(string field, string value, string says)
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        foreach (var path in new[] { client.Address("/edit"), "/staff/clients/new" }.Where(p => field != "Version" || p != "/staff/clients/new"))
        {
            var form = (await Page.GetAsync(browser, path)).Form().Fill("Name", "Somebody Else").Fill("Email", "else@example.com").Fill("Phone", "07700 900111");
            var before = await site.EverythingAsync();

            var answer = await form.Fill(field, value).SubmitAsync();

            answer.Is(HttpStatusCode.UnprocessableEntity).Says(says);
            Assert.True(field == "Version" || (answer.Html.GetElementById(field)!.GetAttribute("value") ?? "") == value);
            Assert.Equal(before, await site.EverythingAsync());
        }
    }

    [Fact]
    public async Task Somebody_new_is_added_by_hand_after_a_look_at_who_may_be_the_same_person()
    {
        await using var site = await ClinicSite.StartAsync();
        var known = await site.AddClientAsync("Ottoline Quennell", phone: "+447700900555");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var form = (await Page.GetAsync(browser, "/staff/clients/new")).Form().Fill("Name", "Quennell, Ottoline").Fill("Email", "new@example.com").Fill("Phone", "07700 900555");

        var warned = await form.SubmitAsync();

        warned.Is(HttpStatusCode.Conflict).Says("There may be a record already").Says("Same telephone number and name.");
        Assert.NotNull(warned.Html.QuerySelector($"a[href='{known.Address()}']"));
        Assert.Equal(1, await site.InDatabaseAsync(db => db.Clients.CountAsync()));
        (await (await warned.Form("Add another record all the same").SubmitAsync()).FollowAsync()).Says("The record is there.").Says("Quennell, Ottoline");
        Assert.Equal(2, await site.InDatabaseAsync(db => db.Clients.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_note_keeps_every_version_with_author_and_time_and_is_sealed_at_rest(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        var client = await site.AddClientAsync("Ottoline Quennell");
        var browser = await site.SignInAsync(StaffRoles.Administrator);
        var noted = await (await (await Page.GetAsync(browser, client.Address())).Form("Keep the note").Fill("Kind", "Clinical").Fill("Text", Canary).SubmitAsync()).FollowAsync();
        noted.Says("The note is kept.").Says(Canary);
        site.Clock.Advance(TimeSpan.FromHours(1));
        browser = await site.SignInAsync(StaffRoles.Administrator);
        var note = await site.InDatabaseAsync(db => db.ClientNotes.Include(n => n.Versions).SingleAsync());
        var page = await Page.GetAsync(browser, client.Address("/notes/" + note.Id));

        (await (await page.Form().Fill("Text", "Calm by now").SubmitAsync()).FollowAsync()).Says("Calm by now").NeverSays(Canary);

        (await Page.GetAsync(browser, client.Address("/notes/" + note.Id))).Says("Version 2, Administrator, Tuesday 1 December 2026, 10am").Says("Version 1, Administrator, Tuesday 1 December 2026, 9am").Says(Canary);
        Assert.Equal(["client.note-added", "client.note-edited"], await site.LogAsync(client));
        Assert.Equal(["clinical note, version 1", "clinical note, version 2"], await site.InDatabaseAsync(db => db.Audit.Where(e => e.ClientId == client.Id).OrderBy(e => e.At).Select(e => e.Detail).ToListAsync()));
        Assert.DoesNotContain("soriasis", await site.EverythingAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Calm by now", await site.EverythingAsync(), StringComparison.OrdinalIgnoreCase);

        // The same words again are no version.
        (await (await Page.GetAsync(browser, client.Address("/notes/" + note.Id))).Form().SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.ClientNotes.Select(n => n.LastNumber).SingleAsync()));
    }

    [Fact]
    public async Task A_note_sent_twice_is_one_note_and_the_same_words_later_are_another()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var page = await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), client.Address());

        foreach (var _ in new[] { 1, 2 })
        {
            (await page.Form("Keep the note").Fill("Text", "Rang again").SubmitAsync()).Is(HttpStatusCode.Found);
        }

        Assert.Equal(1, await site.InDatabaseAsync(db => db.ClientNotes.CountAsync()));
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await page.Form("Keep the note").Fill("Text", "Rang again").SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(2, await site.InDatabaseAsync(db => db.ClientNotes.CountAsync()));
    }

    [Fact]
    public async Task BK15_of_two_who_edit_one_note_the_second_sees_both_texts()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        (await (await Page.GetAsync(browser, client.Address())).Form("Keep the note").Fill("Text", "Rings at five").SubmitAsync()).Is(HttpStatusCode.Found);
        var note = client.Address("/notes/" + await site.InDatabaseAsync(db => db.ClientNotes.Select(n => n.Id).SingleAsync()));
        var ada = await Page.GetAsync(await site.SignInAsync(StaffRoles.Administrator), note);
        var finn = await Page.GetAsync(browser, note);
        (await ada.Form().Fill("Text", "Rings at six").SubmitAsync()).Is(HttpStatusCode.Found);

        var refused = await finn.Form().Fill("Text", "Rings at seven").SubmitAsync();

        refused.Is(HttpStatusCode.Conflict).Says("Somebody changed this note meanwhile").Says("Rings at six");
        Assert.Equal("Rings at seven", refused.Html.QuerySelector("textarea")!.TextContent.Trim());
        (await refused.Form().SubmitAsync()).Is(HttpStatusCode.Found);
        Assert.Equal(3, await site.InDatabaseAsync(db => db.ClientNotes.Select(n => n.LastNumber).SingleAsync()));
    }

    [Fact]
    public async Task PR03_the_front_desk_sees_no_clinical_note_anywhere_and_writes_none()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        await site.BookForAsync(client, StaffDiary.Thursday);
        var maya = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Maya);
        (await (await Page.GetAsync(maya, client.Address())).Form("Keep the note").Fill("Kind", "Clinical").Fill("Text", Canary).SubmitAsync()).Is(HttpStatusCode.Found);
        (await (await Page.GetAsync(maya, client.Address())).Form("Keep the note").Fill("Kind", "Desk").Fill("Text", "Rings at five").SubmitAsync()).Is(HttpStatusCode.Found);
        var note = await site.InDatabaseAsync(db => db.ClientNotes.Where(n => n.Kind == NoteKind.Clinical).Select(n => n.Id).SingleAsync());
        var front = await site.SignInAsync(StaffRoles.FrontDesk);

        var page = (await Page.GetAsync(front, client.Address())).Is(HttpStatusCode.OK).Says("Rings at five").NeverSays(Canary).NeverSays("clinical note, version");
        (await Page.GetAsync(front, client.Address("/notes/" + note))).Is(HttpStatusCode.NotFound);
        (await page.Form("Keep the note").Fill("Text", "Nor this").SubmitAsync(client.Address("/notes/" + note))).Is(HttpStatusCode.NotFound);
        (await page.Form("Keep the note").Fill("Text", "Nor this").Fill("Kind", "Clinical").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("Choose who may read the note.");

        foreach (var reader in new[] { maya, await site.SignInAsync(StaffRoles.Administrator) })
        {
            (await Page.GetAsync(reader, client.Address())).Says(Canary).Says("Rings at five");
            (await Page.GetAsync(reader, client.Address("/notes/" + note))).Says(Canary);
        }
    }

    [Fact]
    public async Task Alerts_stand_on_the_record_and_on_its_appointments_until_they_are_taken_off()
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var booking = await site.BookForAsync(client, StaffDiary.Thursday);
        var browser = await site.SignInAsync(StaffRoles.FrontDesk);
        var page = await Page.GetAsync(browser, client.Address());

        foreach (var _ in new[] { 1, 2 })
        {
            (await page.Form("Add the alert").Fill("AlertText", "Needs the ground floor").SubmitAsync()).Is(HttpStatusCode.Found);
        }

        (await Page.GetAsync(browser, booking.Address())).Says("To mind about Ottoline Quennell").Says("Needs the ground floor");
        var shown = (await Page.GetAsync(browser, client.Address())).Says("Needs the ground floor");
        (await (await shown.Form("Take off: Needs the ground floor").SubmitAsync()).FollowAsync()).Says("The alert is off the record.").Says("taken off Tuesday 1 December 2026, 9am");
        (await Page.GetAsync(browser, booking.Address())).NeverSays("ground floor");
        Assert.Equal(["client.alert-added", "client.alert-removed"], await site.LogAsync(client));
        (await page.Form("Add the alert").Fill("AlertText", new string('x', 201)).SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("at most 200 characters");
        (await page.Form("Add the alert").Fill("AlertText", " ").SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("", "Write the note.")]
    [InlineData("bell\u0007", "cannot be kept")]
    [InlineData(null, "shorten it to 2000")]
    public async Task IN03_each_rule_of_the_note_is_said_at_its_field(string? text, string says)
    {
        await using var site = await ClinicSite.StartAsync();
        var client = await site.AddClientAsync("Ottoline Quennell");
        var form = (await Page.GetAsync(await site.SignInAsync(StaffRoles.FrontDesk), client.Address())).Form("Keep the note");

        var answer = await form.Fill("Text", text ?? new string('x', 2001)).SubmitAsync();

        answer.Is(HttpStatusCode.UnprocessableEntity).Says(says);
        Assert.NotNull(answer.Html.GetElementById("Text-error"));
        Assert.Equal(0, await site.InDatabaseAsync(db => db.ClientNotes.CountAsync()));
    }

    [Fact]
    public async Task AU03_to_a_practitioner_somebody_elses_client_is_as_if_they_were_not_there()
    {
        await using var site = await ClinicSite.StartAsync();
        var (foreign, mine) = (await site.AddClientAsync("Ottoline Quennell"), await site.AddClientAsync("Otto Finch"));
        await site.BookForAsync(foreign, StaffDiary.Thursday);
        await site.BookForAsync(mine, StaffDiary.Thursday, StaffDiary.Tom);
        var tom = await site.SignInAsync(StaffRoles.Practitioner, StaffDiary.Tom);
        var own = (await Page.GetAsync(tom, mine.Address())).Is(HttpStatusCode.OK);
        var before = await site.EverythingAsync();

        foreach (var client in new[] { foreign.Id, Guid.CreateVersion7() })
        {
            foreach (var below in new[] { "", "/edit", $"/notes/{Guid.CreateVersion7()}" })
            {
                (await Page.GetAsync(tom, $"/staff/clients/{client}{below}")).Is(HttpStatusCode.NotFound).NeverSays("Quennell");
            }

            (await own.Form("Keep the note").Fill("Kind", "Desk").Fill("Text", "x").SubmitAsync($"/staff/clients/{client}/notes")).Is(HttpStatusCode.NotFound);
            (await own.Form("Keep the note").SubmitAsync($"/staff/clients/{client}/notes")).Is(HttpStatusCode.NotFound);
            (await own.Form("Add the alert").Fill("AlertText", "x").SubmitAsync($"/staff/clients/{client}/alerts")).Is(HttpStatusCode.NotFound);
            (await (await Page.GetAsync(tom, mine.Address("/edit"))).Form().SubmitAsync($"/staff/clients/{client}/edit")).Is(HttpStatusCode.NotFound);
        }

        Assert.Equal(before, await site.EverythingAsync());
    }
}
