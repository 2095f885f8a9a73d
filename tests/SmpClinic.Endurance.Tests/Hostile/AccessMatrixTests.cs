using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Hosting;
using Xunit;

namespace SmpClinic.Endurance.Tests.Hostile;

/// <summary>
/// Every endpoint, every verb, every kind of person. <c>access-matrix.txt</c> says what each gets: <c>in</c> (the action ran),
/// <c>door</c> (led to the sign-in page), <c>no</c> (403), <c>none</c> (404: as if it were not there). Verbs that an endpoint does
/// not list get 405 from everybody. Set UPDATE_MATRIX=1 to write the file anew, then read the difference.
/// </summary>
public sealed class AccessMatrixTests
{
    private static readonly string[] People = ["anonymous", "client", StaffRoles.FrontDesk, StaffRoles.Practitioner, StaffRoles.Administrator];
    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    [Fact]
    public async Task AU02_every_endpoint_gives_every_role_what_the_matrix_says()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var link = await BookingSteps.BookAsync(site, BookingSteps.OnRequest, practitioner: "tom-hale");
        var own = await BookingSteps.AppointmentAsync(site, link);
        var mail = await site.InDatabaseAsync(db => db.Outbox.Where(m => m.AppointmentId == own.Id).Select(m => m.Id).FirstAsync());
        await site.InDatabaseAsync(db => db.Outbox.Where(m => m.Id == mail).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, OutboxState.Dead)));
        var records = await RecordsAsync(site);
        var (waiting, secret) = await WaitingAsync(site, own);
        var browsers = new Dictionary<string, (HttpClient Browser, string Token)>(StringComparer.Ordinal);
        foreach (var person in People)
        {
            browsers[person] = await BrowserAsync(site, person);
        }

        var lines = new List<string>();
        var wrong = new List<string>();
        var cells = 0;
        var endpoints = Endpoints.Of(site).GroupBy(e => "/" + e.RoutePattern.RawText?.TrimStart('/')).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var endpoint in endpoints)
        {
            var listed = endpoint.SelectMany(e => Endpoints.Verbs(e)).ToHashSet(StringComparer.Ordinal);
            foreach (var verb in Verbs)
            {
                var outcomes = new List<string>();
                foreach (var person in People)
                {
                    var browser = endpoint.Key == "/staff/sign-out" ? await BrowserAsync(site, person) : browsers[person];
                    var ofWaiting = endpoint.Key.Contains("/waiting-list/", StringComparison.Ordinal);
                    var id = ofWaiting ? waiting
                        : endpoint.Key.Contains("/mail/", StringComparison.Ordinal) ? mail
                        : endpoint.Key.StartsWith("/staff/clients/", StringComparison.Ordinal) ? records["id"]
                        : own.Id;
                    var path = PathOf(endpoint.First(), person, ofWaiting ? secret : link.Split('/')[2], id, own.RoomId, records);
                    outcomes.Add(await OutcomeAsync(browser, verb, path));
                    cells++;
                }

                if (listed.Count == 0 || listed.Contains(verb))
                {
                    lines.Add($"{verb} {endpoint.Key}: {string.Join(", ", People.Zip(outcomes, (person, outcome) => $"{person} {outcome}"))}");
                }
                else
                {
                    wrong.AddRange(outcomes.Where(o => o is not "405").Select(o => $"{verb} {endpoint.Key} is not listed and answered {o}"));
                }
            }
        }

        var file = Path.Combine(Folder(), "access-matrix.txt");
        if (Environment.GetEnvironmentVariable("UPDATE_MATRIX") == "1")
        {
            await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        }

        Profile.Figure("AU-02", string.Create(CultureInfo.InvariantCulture, $"{endpoints.Count} addresses x {Verbs.Length} verbs x {People.Length} kinds of person = {cells} cells, {wrong.Count} deviations"));
        Assert.Empty(wrong);
        Assert.Equal(await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken), lines);
    }

    /// <summary>Somebody who waits for Tom, with a link of theirs.</summary>
    private static Task<(Guid Id, string Secret)> WaitingAsync(ClinicSite site, Appointment like) => site.InDatabaseAsync(async db =>
    {
        var entry = new WaitingEntry
        {
            Reference = "WAIT-TOM1",
            ServiceId = like.ServiceId,
            PractitionerId = like.PractitionerId,
            State = WaitingState.Waiting,
            Days = 127,
            EarliestTime = new(9, 0),
            LatestTime = new(18, 0),
            FirstDate = new(2026, 12, 8),
            LastDate = new(2026, 12, 18),
            ContactName = like.ContactName,
            ContactEmail = like.ContactEmail,
            ContactEmailNormalised = like.ContactEmailNormalised,
            ContactPhone = like.ContactPhone,
            ConsentTextVersion = "2026-11",
            CreatedAt = site.Now,
            Since = site.Now,
            RestsUntil = site.Now,
        };
        var secret = Secret.New();
        db.WaitingList.Add(entry);
        db.WaitingLinks.Add(new() { Hash = Secret.Hash(secret), EntryId = entry.Id, CreatedAt = site.Now });
        await db.SaveChangesAsync();
        return (entry.Id, secret);
    });

    private static async Task<(HttpClient Browser, string Token)> BrowserAsync(ClinicSite site, string person)
    {
        var staff = StaffRoles.All.Contains(person);
        var browser = staff ? await site.SignInAsync(person, person == StaffRoles.Practitioner ? "maya-okafor" : null) : site.Visitor();
        var page = (await Page.GetAsync(browser, staff ? "/staff" : "/staff/sign-in")).Is(HttpStatusCode.OK);
        return (browser, page.Html.QuerySelector("input[name=__form]")!.GetAttribute("value")!);
    }

    private static async Task<string> OutcomeAsync((HttpClient Browser, string Token) who, string verb, string path)
    {
        using var request = new HttpRequestMessage(new(verb), path);
        if (verb is not "GET" and not "HEAD")
        {
            request.Content = new FormUrlEncodedContent([new("__form", who.Token)]);
        }

        var answer = await who.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        var to = answer.Headers.Location?.ToString();
        return answer.StatusCode switch
        {
            HttpStatusCode.Found when to?.Contains("/staff/sign-in?returnUrl=", StringComparison.Ordinal) == true => "door",
            HttpStatusCode.Forbidden => "no",
            HttpStatusCode.NotFound => "none",
            HttpStatusCode.MethodNotAllowed => "405",
            < HttpStatusCode.InternalServerError => "in",
            var other => ((int)other).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>What exists, for whoever may know of it: the client alone has the link; the appointment is Tom's, the practitioner here is Maya.</summary>
    private static string PathOf(RouteEndpoint endpoint, string person, string secret, Guid id, int? room, Dictionary<string, Guid> records) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "secret" } => person == "client" ? secret : new string('a', secret.Length),
            RoutePatternParameterPart { Name: "id" } => id.ToString(),
            RoutePatternParameterPart of when records.TryGetValue(of.Name, out var record) => record.ToString(),
            RoutePatternParameterPart { Name: "name" } => new string('0', Photo.NameLength),
            RoutePatternParameterPart { Name: "signature" } => Guid.Empty.ToString(),
            RoutePatternParameterPart { Name: "service" } => BookingSteps.OnRequest,
            RoutePatternParameterPart { Name: "section" } => "a",
            RoutePatternParameterPart { Name: "slug" } => "maya-okafor",
            RoutePatternParameterPart { Name: "room" } => room?.ToString(CultureInfo.InvariantCulture) ?? "none",
            RoutePatternParameterPart { Name: "kind" } => "team",
            RoutePatternParameterPart { Name: "number" } => "0",
            RoutePatternParameterPart { Name: "status" } => "404",
            _ => "none",
        }))));

    /// <summary>A client's record with one of everything that hangs on it, and another to merge with or to link to. Nobody has booked with Maya, so there is none for her.</summary>
    private static Task<Dictionary<string, Guid>> RecordsAsync(ClinicSite site) => site.InDatabaseAsync(async db =>
    {
        Client One(string name) => db.Clients.Add(new() { Name = name, Email = name + "@example.com", EmailNormalised = name + "@example.com", Phone = "+441174960123", CreatedAt = site.Now }).Entity;
        var (client, other) = (One("ada"), One("brynn"));
        var note = new ClientNote { ClientId = client.Id, CreatedAt = site.Now, LastNumber = 1 };
        note.Versions.Add(new() { Number = 1, Text = site.Services.GetRequiredService<Sealer>().Seal("x")!.Value, WrittenAt = site.Now, WrittenBy = "Ada" });
        var alert = new ClientAlert { ClientId = client.Id, Text = "Minds the stairs", CreatedAt = site.Now, CreatedBy = "Ada" };
        var merge = new ClientMerge
        {
            KeptId = client.Id,
            GoneId = other.Id,
            At = site.Now,
            By = "Ada",
            UndoneAt = site.Now,
            UndoneBy = "Ada",
            NameBefore = "a",
            NameChosen = "a",
            EmailBefore = "a",
            EmailChosen = "a",
            PhoneBefore = "a",
            PhoneChosen = "a",
        };
        db.AddRange(note, alert, merge);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["id"] = client.Id,
            ["other"] = other.Id,
            ["client"] = other.Id,
            ["note"] = note.Id,
            ["alert"] = alert.Id,
            ["merge"] = merge.Id,
        };
    });

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
