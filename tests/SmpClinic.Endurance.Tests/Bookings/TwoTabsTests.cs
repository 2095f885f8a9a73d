using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using Xunit;

namespace SmpClinic.Endurance.Tests.Bookings;

/// <summary>BK-15: who sends a form about something that was changed meanwhile is told so, sees what they asked and how it stands, and has changed nothing.</summary>
public sealed class TwoTabsTests
{
    private static readonly Instant Later = StaffDiary.Thursday + Duration.FromHours(4);
    private static readonly Instant Latest = StaffDiary.Thursday + Duration.FromHours(6);

    /// <summary>The forms of the staff's page: the button, and what its sender is told they had asked.</summary>
    private static readonly (string Button, string Asked, bool OfRequest)[] Forms =
    [
        ("Confirm the request", "You asked to confirm it.", true),
        ("Decline the request", "You asked to decline it.", true),
        ("Cancel the appointment", "You asked to cancel it.", true),
        ("Move the appointment", "You asked to move it to Thursday 10 December 2026, 2pm UK time (GMT), with Maya Okafor.", true),
        ("Create a client record from this booking", "You asked to create a client record from it.", true),
        ("Arrived", "You asked to mark it as “Arrived”.", false),
        ("Completed", "You asked to mark it as “Completed”.", false),
        ("Did not come", "You asked to mark it as “Did not come”.", false),
    ];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK15_in_the_second_of_two_tabs_every_form_of_the_staff_is_refused_with_both_versions(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var mine = await site.SignInAsync(StaffRoles.FrontDesk);
        var theirs = await site.SignInAsync(await NamedAsync(site, "Ada Marsh"));
        var pairs = 0;
        foreach (var (button, asked, ofRequest) in Forms)
        {
            (string Button, string Said)[] others =
            [
                ofRequest ? ("Confirm the request", "Confirmed by Ada Marsh") : ("Arrived", "Marked as arrived by Ada Marsh"),
                ("Move the appointment", "Moved by Ada Marsh"),
                ("Cancel the appointment", "Cancelled by Ada Marsh"),
            ];
            foreach (var (other, said) in others)
            {
                var appointment = await site.BookAsync(StaffDiary.Thursday, service: ofRequest ? StaffDiary.OnRequest : StaffDiary.Instant);
                var form = await FormAsync(mine, appointment, button, Later);
                (await (await FormAsync(theirs, appointment, other, Latest)).SubmitAsync()).Is(HttpStatusCode.Found);
                var before = await site.NowAsync(appointment);

                var answer = await form.SubmitAsync();

                answer.Is(HttpStatusCode.Conflict).Says("Somebody changed this appointment meanwhile").Says(said).Says(asked);
                var now = await site.NowAsync(appointment);
                Assert.Equal((before.Version, before.Status, before.Start), (now.Version, now.Status, now.Start));
                Assert.Equal(before.Version.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Html.QuerySelector("input[name=Version]")?.GetAttribute("value") ?? $"{before.Version}");
                await FreeAsync(site, appointment);
                pairs++;
            }
        }

        Profile.Figure("BK-15", $"{provider}: {pairs} pairs of two tabs on the staff's page, each answered 409 with what was asked and how it stands");
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK15_in_the_second_of_two_tabs_the_clients_forms_are_refused_with_both_versions(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        var staff = await site.SignInAsync(StaffRoles.FrontDesk);
        (string Form, string Asked)[] forms =
        [
            ("move", "You asked to move it to Thursday 10 December 2026, 2pm UK time (GMT), with Maya Okafor."),
            ("cancel", "You asked to cancel it."),
        ];
        (string Button, string Stands)[] others =
        [
            ("Move the appointment", "4pm to 4:45pm UK time (GMT)"), ("Confirm the request", "Confirmed"), ("Decline the request", "Declined"),
        ];
        foreach (var (form, asked) in forms)
        {
            foreach (var (other, stands) in others)
            {
                var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Maya);
                var appointment = await BookingSteps.AppointmentAsync(site, link);
                var tab = await ClientFormAsync(site, link, form);
                (await (await FormAsync(staff, appointment, other, Latest)).SubmitAsync()).Is(HttpStatusCode.Found);
                var before = await site.NowAsync(appointment);

                var answer = await tab.SubmitAsync();

                answer.Is(HttpStatusCode.Conflict).Says("The appointment was changed meanwhile").Says(asked).Says(stands);
                Assert.Equal(before.Version, (await site.NowAsync(appointment)).Version);
                await FreeAsync(site, appointment);
            }
        }
    }

    /// <summary>The change comes after the page's own reading and before the command: what is shown must still be how it stands.</summary>
    [Theory]
    [InlineData("move")]
    [InlineData("cancel")]
    public async Task BK15_a_client_who_loses_by_a_hair_is_shown_how_it_stands_now(string form)
    {
        var between = new BetweenReadings();
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(between)));
        var desks = new ClinicDesks(site);
        var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Maya);
        var appointment = await BookingSteps.AppointmentAsync(site, link);
        var tab = await ClientFormAsync(site, link, form);
        between.Then = () => desks.Commands.DeclineAsync(new(appointment.Id, null, ClinicDesks.Staff), "We are away", TestContext.Current.CancellationToken);

        var answer = await tab.SubmitAsync();

        answer.Is(HttpStatusCode.Conflict).Says("This is how it stands now");
        Assert.Equal("Declined", answer.Html.QuerySelector("main .badge")!.TextContent);
    }

    [Fact]
    public async Task BK15_a_client_whose_own_first_click_won_by_a_hair_is_told_that_it_is_done()
    {
        var between = new BetweenReadings();
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.WithServices = services => services.ConfigureDbContext<SqliteClinicDb>(o => o.AddInterceptors(between)));
        var desks = new ClinicDesks(site);
        foreach (var form in (string[])["move", "cancel"])
        {
            var link = await BookingSteps.BookAsync(site, StaffDiary.OnRequest, StaffDiary.Thursday, StaffDiary.Maya);
            var appointment = await BookingSteps.AppointmentAsync(site, link);
            var tab = await ClientFormAsync(site, link, form);
            var command = new AppointmentCommand(appointment.Id, appointment.Version, Actor.Client);
            between.Then = async () => Assert.Equal(CommandEnd.Done, (form == "move"
                ? await desks.Commands.MoveAsync(command, Later, StaffDiary.Maya, TestContext.Current.CancellationToken)
                : await desks.Commands.CancelAsync(command, null, TestContext.Current.CancellationToken)).End);

            var answer = await tab.SubmitAsync();

            Assert.Equal($"{link}?done={(form == "move" ? "moved" : "cancelled")}", answer.Is(HttpStatusCode.Found).Location);
            await FreeAsync(site, appointment);
        }
    }

    /// <summary>What people edit carries a version that the database checks; what carries none is said here, with the reason why nobody edits it.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK15_every_root_that_people_edit_has_the_token(DatabaseProvider provider)
    {
        HashSet<Type> parts =
        [
            // Parts of a root, changed only with it or by nobody.
            typeof(WeeklyHours), typeof(WeeklyBreak), typeof(DatedHoursRow), typeof(TimeOff), typeof(ClinicClosure), typeof(AppointmentLink), typeof(ConsentRecord),

            // Of a client's record: what was, what leads to it, and what is put on it or taken off.
            typeof(ClientTerm), typeof(ClientContactBefore), typeof(ClientAlert), typeof(ClientNoteVersion),

            // What an offer names and what opens a place in the line: made with their root. Figures are counted, never edited.
            typeof(OfferedTime), typeof(WaitingLink), typeof(Figure), typeof(FigureChange),

            // Written once and never edited: what was answered, decided, signed, seen, reported and published.
            typeof(QuestionnaireAnswers), typeof(QuestionnaireDecision), typeof(QuestionnaireReminder), typeof(PatchTestReport), typeof(SignedConsent), typeof(AgeCheck), typeof(PhotoConsent), typeof(ContentVersion),

            // The desks' own bookkeeping, arbitrated by keys, leases or counters.
            typeof(ClaimedCell), typeof(SlotHold), typeof(Reminder), typeof(OutboxMessage), typeof(AuditEntry), typeof(IdempotencyKey), typeof(RateCounter), typeof(Stamp),

            // What opens the door, and the chain over history: made, spent and taken away, never edited but for the name of a passkey, which is its owner's alone.
            typeof(StaffSession), typeof(StaffAuthenticator), typeof(StaffPasskey), typeof(StaffRecoveryCode), typeof(StaffLink), typeof(AuditUnsealed), typeof(AuditSeal), typeof(AuditHead),
        ];
        await using var site = await ClinicSite.StartAsync(provider);
        var ours = await site.InDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .Where(t => t.ClrType.Namespace == typeof(Appointment).Namespace && t.ClrType != typeof(ClinicUser)).ToList()));
        Assert.Empty(ours.Where(t => !parts.Contains(t.ClrType) && t.FindProperty(nameof(IVersioned.Version)) is not { IsConcurrencyToken: true }).Select(t => t.ClrType.Name));
        Assert.Empty(parts.Where(p => typeof(IVersioned).IsAssignableFrom(p)).Select(p => p.Name));
        Assert.Equal(["Appointment", "CalendarFeedLink", "Client", "ClientMerge", "ClientNote", "PatchTest", "Photo", "PhotoPair", "Practitioner", "Questionnaire", "Room", "Service", "TimeOffer", "WaitingEntry"], ours.Where(t => !parts.Contains(t.ClrType) && !t.ClrType.IsAbstract).Select(t => t.ClrType.Name).Order(StringComparer.Ordinal));

        // Accounts have a token of Identity's own.
        Assert.True(await site.InDatabaseAsync(db => Task.FromResult(db.Model.FindEntityType(typeof(ClinicUser))!.FindProperty("ConcurrencyStamp")!.IsConcurrencyToken)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK15_of_two_who_save_what_both_had_read_the_second_is_refused_for_every_root(DatabaseProvider provider)
    {
        await using var site = await BookingSteps.BusySiteAsync(provider);
        await site.BookAsync(StaffDiary.Thursday);
        await site.InDatabaseAsync(async db =>
        {
            db.Clients.Add(new() { Name = "Ada Example", Email = "ada@example.com", EmailNormalised = "ada@example.com", Phone = "+447700900123" });
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        await RefusesSecondAsync(site, db => db.Appointments, a => a.ContactName += "!");
        await RefusesSecondAsync(site, db => db.Clients, c => c.Name += "!");
        await RefusesSecondAsync(site, db => db.Services, s => s.Name += "!");
        await RefusesSecondAsync(site, db => db.Practitioners, p => p.Name += "!");
        await RefusesSecondAsync(site, db => db.Rooms, r => r.Name += "!");
    }

    private static async Task RefusesSecondAsync<T>(ClinicSite site, Func<ClinicDb, IQueryable<T>> roots, Action<T> edit)
        where T : class, IVersioned
    {
        var contexts = site.Services.GetRequiredService<IDbContextFactory<ClinicDb>>();
        await using var first = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        await using var second = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var (one, other) = (await roots(first).FirstAsync(TestContext.Current.CancellationToken), await roots(second).FirstAsync(TestContext.Current.CancellationToken));
        var version = one.Version;
        edit(one);
        edit(other);
        await first.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(version + 1, one.Version);
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<Form> FormAsync(HttpClient browser, Appointment appointment, string button, Instant moveTo)
    {
        var page = await Page.GetAsync(browser, button == "Move the appointment"
            ? appointment.Address($"/move/confirm?start={StartText.Write(moveTo)}&practitioner={StaffDiary.Maya}")
            : appointment.Address());
        var form = page.Is(HttpStatusCode.OK).Form(button);
        return button == "Decline the request" ? form.Fill("Reason", "We are away") : form;
    }

    private static async Task<Form> ClientFormAsync(ClinicSite site, string link, string form) => form == "move"
        ? (await site.GetAsync($"{link}/reschedule/confirm?start={StartText.Write(Later)}&practitioner={StaffDiary.Maya}")).Form("Move it")
        : (await site.GetAsync(link + "/cancel")).Form("Cancel the appointment");

    private static Task<int> FreeAsync(ClinicSite site, Appointment appointment) => site.InDatabaseAsync(async db =>
        await db.ClaimedCells.Where(c => c.OccupationId == appointment.Id).ExecuteDeleteAsync()
        + await db.Appointments.Where(a => a.Id == appointment.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.Cancelled)));

    private static async Task<ClinicUser> NamedAsync(ClinicSite site, string name)
    {
        var user = await site.AddStaffAsync(StaffRoles.FrontDesk);
        await site.InDatabaseAsync(db => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.DisplayName, name)));
        return user;
    }

    /// <summary>Does something once, right after the next reading of an appointment by itself.</summary>
    private sealed class BetweenReadings : DbCommandInterceptor
    {
        private Func<Task>? _then;

        public Func<Task> Then { set => _then = value; }

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("\"Appointments\"", StringComparison.Ordinal)
                && !command.CommandText.Contains("\"AppointmentLinks\"", StringComparison.Ordinal)
                && Interlocked.Exchange(ref _then, null) is { } then)
            {
                await then();
            }

            return result;
        }
    }
}
