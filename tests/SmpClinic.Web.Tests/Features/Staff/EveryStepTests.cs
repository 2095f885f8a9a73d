using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Appointments;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;
using static SmpClinic.Web.Tests.Features.Staff.StaffDiary;

namespace SmpClinic.Web.Tests.Features.Staff;

/// <summary>Every status, every act, every kind of person, through the real pages; what happens is what the table of steps says, and nothing else.</summary>
public sealed class EveryStepTests
{
    private static readonly Instant Friday = Thursday + Duration.FromDays(1);

    /// <summary>Who tries, and what they count as in the table; null for those to whom the appointment does not exist.</summary>
    private static readonly (string Name, ActorKind? Counts)[] People =
    [
        ("anonymous", null), ("client", ActorKind.Client), (StaffRoles.FrontDesk, ActorKind.Staff), ("own practitioner", ActorKind.Staff), ("other practitioner", null), (StaffRoles.Administrator, ActorKind.Staff),
    ];

    [Fact]
    public async Task BK14_every_status_act_and_role_ends_as_the_table_says()
    {
        await using var site = await BusySiteAsync();
        var template = await site.BookAsync(Thursday);
        await EndAsync(site, template.Id);
        var browsers = new Dictionary<string, (HttpClient Browser, string Token)>(StringComparer.Ordinal);
        foreach (var (name, _) in People)
        {
            browsers[name] = await BrowserAsync(site, name);
        }

        var wrong = new List<string>();
        var cells = 0;
        foreach (var from in Enum.GetValues<AppointmentStatus>())
        {
            foreach (var act in Enum.GetValues<AppointmentAct>().Where(a => a != AppointmentAct.LapseTimes))
            {
                foreach (var (name, counts) in People)
                {
                    var cell = await PutAsync(site, template, from, keepTimes: act is AppointmentAct.PickTime or AppointmentAct.TurnTimesDown or AppointmentAct.WithdrawTimes);
                    var (path, fields) = Asking(act, name == "client", cell);
                    var (browser, token) = browsers[name];
                    using var body = new FormUrlEncodedContent([new("__form", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
                    var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), body, TestContext.Current.CancellationToken);
                    var after = await site.InDatabaseAsync(db => db.Appointments.AsNoTracking().SingleAsync(a => a.Id == cell.Visit.Id));

                    var step = counts is { } kind ? AppointmentMachine.Find(from, act, kind) : null;
                    var already = step is null && counts is { } who && AppointmentMachine.IsAlreadySo(from, act) && AppointmentMachine.Steps.Any(s => s.Act == act && s.By.Contains(who));
                    var done = answer.StatusCode == HttpStatusCode.Found && answer.Headers.Location?.ToString().Contains("/sign-in", StringComparison.Ordinal) != true;
                    var refused = answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.Found;
                    if (after.Status != (step?.To ?? from) || done != (step is not null || already) || (!done && !refused) || (after.Version > cell.Visit.Version) != (step is not null))
                    {
                        wrong.Add($"{from}, {act}, {name}: {(int)answer.StatusCode} and {after.Status}, version {cell.Visit.Version} to {after.Version}; the table says {step?.To.ToString() ?? "no"}");
                    }

                    cells++;
                    await EndAsync(site, cell.Visit.Id);
                }
            }
        }

        Profile.Figure("BK-14", string.Create(CultureInfo.InvariantCulture, $"{cells} cells of status x act x person through the pages, {wrong.Count} deviations"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await DiaryIsSoundAsync(site);
    }

    [Fact]
    public async Task Times_lapse_by_the_site_alone_and_only_while_the_request_waits()
    {
        await using var site = await BusySiteAsync();
        var template = await site.BookAsync(Thursday);
        await EndAsync(site, template.Id);
        foreach (var from in Enum.GetValues<AppointmentStatus>())
        {
            var cell = await PutAsync(site, template, from, keepTimes: true);
            await site.InDatabaseAsync(db => db.TimeOffers.Where(o => o.Id == cell.Offer).ExecuteUpdateAsync(set => set.SetProperty(o => o.ExpiresAt, site.Now)));
            var end = (await site.Services.GetRequiredService<AppointmentCommands>().LapseAsync(cell.Visit.Id, cell.Offer, TestContext.Current.CancellationToken)).End;
            Assert.Equal(AppointmentMachine.Find(from, AppointmentAct.LapseTimes, ActorKind.System) is null ? CommandEnd.NotAllowed : CommandEnd.Done, end);
            await EndAsync(site, cell.Visit.Id);
        }
    }

    private static (string Path, (string Name, string Value)[] Fields) Asking(AppointmentAct act, bool isClient, Cell cell)
    {
        var staff = cell.Visit.Address();
        var version = ("Version", cell.Visit.Version.ToString(CultureInfo.InvariantCulture));
        var own = isClient ? cell.Link : "/appointments/" + new string('a', 43);
        return act switch
        {
            AppointmentAct.Confirm => (staff + "/confirm", [version]),
            AppointmentAct.Decline => (staff + "/decline", [version, ("DeclineReason", "We are away")]),
            AppointmentAct.Cancel => (isClient ? own + "/cancel" : staff + "/cancel", [version]),
            AppointmentAct.Move => (isClient ? own + "/reschedule" : staff + "/move", [version, ("Start", StartText.Write(Friday)), ("Practitioner", Maya)]),
            AppointmentAct.ProposeTimes => (staff + "/propose", [version, ("Times", StaffOffers.Box(Friday + Duration.FromHours(1)))]),
            AppointmentAct.WithdrawTimes => (staff + "/propose/withdraw", [version]),
            AppointmentAct.PickTime => (own + "/times", [("Offer", cell.Offer.ToString()), ("Time", cell.Time.ToString())]),
            AppointmentAct.TurnTimesDown => (own + "/times/none", [("Offer", cell.Offer.ToString())]),
            AppointmentAct.Arrive => (staff + "/mark", [version, ("Mark", "Arrived")]),
            AppointmentAct.Complete => (staff + "/mark", [version, ("Mark", "Completed")]),
            AppointmentAct.MissVisit => (staff + "/mark", [version, ("Mark", "NoShow")]),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>An appointment in that status, with its cells, a link, and, where asked for, times kept for its client.</summary>
    private static Task<Cell> PutAsync(ClinicSite site, Appointment like, AppointmentStatus status, bool keepTimes) => site.InDatabaseAsync(async db =>
    {
        var visit = new Appointment
        {
            Reference = EasyLetters.TwoGroups(),
            ServiceId = like.ServiceId,
            PractitionerId = like.PractitionerId,
            RoomId = like.RoomId,
            Status = status,
            Start = like.Start,
            End = like.End,
            FirstCell = like.FirstCell,
            EndCell = like.EndCell,
            Currency = like.Currency,
            ContactName = like.ContactName,
            ContactEmail = like.ContactEmail,
            ContactEmailNormalised = like.ContactEmailNormalised,
            ContactPhone = like.ContactPhone,
            CreatedAt = site.Now,
        };
        var secret = Secret.New();
        var service = await db.Services.SingleAsync(s => s.Id == like.ServiceId);
        db.Appointments.Add(visit);
        db.AppointmentLinks.Add(new() { Hash = Secret.Hash(secret), AppointmentId = visit.Id, CreatedAt = site.Now });
        if (visit.HoldsTime)
        {
            await Diary.ClaimAsync(db, visit.Id, Diary.Resources(visit.PractitionerId, visit.RoomId), visit.Cells, null, site.Now, CancellationToken.None);
        }

        var offer = new TimeOffer { AppointmentId = visit.Id, CreatedAt = site.Now, ExpiresAt = site.Now + Duration.FromDays(2) };
        if (keepTimes)
        {
            var start = Friday + Duration.FromHours(4);
            await KeptTimes.KeepAsync(db, offer, [new(start, service.RulesForStaff.EndOf(start), like.PractitionerId, like.RoomId)], service.RulesForStaff, site.Now, CancellationToken.None);
        }

        await db.SaveChangesAsync();
        return new Cell(visit, "/appointments/" + secret, offer.Id, offer.Times.Select(t => t.Id).FirstOrDefault());
    });

    /// <summary>Out of the way of the next one.</summary>
    private static Task<int> EndAsync(ClinicSite site, Guid id) => site.InDatabaseAsync(async db =>
    {
        var offers = await db.TimeOffers.Where(o => o.AppointmentId == id).Select(o => o.Id).ToListAsync();
        await db.TimeOffers.Where(o => o.AppointmentId == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.State, OfferState.Withdrawn));
        await db.Appointments.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, AppointmentStatus.Cancelled));
        return await db.ClaimedCells.Where(c => c.OccupationId == id || offers.Contains(c.OccupationId)).ExecuteDeleteAsync();
    });

    private static async Task<(HttpClient Browser, string Token)> BrowserAsync(ClinicSite site, string person)
    {
        var browser = person switch
        {
            "anonymous" or "client" => site.Visitor(),
            "own practitioner" => await site.SignInAsync(StaffRoles.Practitioner, Maya),
            "other practitioner" => await site.SignInAsync(StaffRoles.Practitioner, Tom),
            _ => await site.SignInAsync(person),
        };
        var page = (await Page.GetAsync(browser, person is "anonymous" or "client" ? "/staff/sign-in" : "/staff")).Is(HttpStatusCode.OK);
        return (browser, page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!);
    }

    private sealed record Cell(Appointment Visit, string Link, Guid Offer, Guid Time);
}
