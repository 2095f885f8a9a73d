using System.Net;
using SmpClinic.Web.Tests.Features.Staff;
using SmpClinic.Web.Tests.Features.Suitability;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Appointments.Health;

/// <summary>Every row of the intake list that leads anywhere, answered in the real forms without script.</summary>
public sealed class RoutesTests(RoutesTests.OneClient client) : IClassFixture<RoutesTests.OneClient>
{
    /// <summary>The row, the answers, and the heading that the client then reads. The clock stands at 1 December 2026.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        { "none", "", Fine },
        { "A2", "born=2010-01-01", "Not before you are 18" },
        { "A6", "health=faint", Review },
        { "B3", "brow-wish=old", Review },
        { "B4", "grow=yes", Review },
        { "B4", "grow=unsure", Review },
        { "B5", "look=not-cropped", Review },
        { "B6", "life=lasting", Fine },
        { "B7", "life=event;event-date=2026-12-24", Fine },
        { "B8", "worry-scale=8", Fine },
        { "B8", "worry-scale=9", Review },
        { "B8", "worry-scale=10", Review },
        { "B8", "disappointed=yes", Review },
        { "C2", "start=months", Review },
        { "C2", "start=sudden", Review },
        { "C3", "signs=burning", Review },
        { "C4", "hairline=yes", Review },
        { "C5", "diagnosis=areata", Review },
        { "C5", "diagnosis=scarring", Review },
        { "C5", "diagnosis=pulling", Review },
        { "C5", "diagnosis=temporary", "Not before Wednesday 1 December 2027" },
        { "C5", "diagnosis=settled;settled-since=2026-03-31", "Not before Wednesday 31 March 2027" },
        { "C7", "used=minoxidil", Fine },
        { "C8", "transplant=had;transplant-date=2026-06-15", "Not before Tuesday 15 June 2027" },
        { "C9", "transplant=planned", Review },
        { "C10", "old-work=pigment", Review },
        { "C10", "old-work=removed;removal-date=2026-10-01", "Not before Wednesday 30 December 2026" },
        { "D1", "skin=oily;oily-brows=no", Review },
        { "D1", "skin=flaky", Fine },
        { "D3", "skin-now=eczema", "Not yet" },
        { "D3", "skin-now=sunburn", "Not before Tuesday 15 December 2026" },
        { "D4", "skin-ever=vitiligo", Review },
        { "D5", "scars=family", Review },
        { "D5", "scars=small", Review },
        { "D5", "scars=keloid", Stop },
        { "D6", "moles=yes", Review },
        { "D7", "marks=yes", Review },
        { "D8", "brow-products=yes;brow-products-date=2026-11-30", "Not before Monday 28 December 2026" },
        { "D9", "scalp-products=yes;scalp-products-date=2026-11-25", "Not before Wednesday 9 December 2026" },
        { "E1", "health=pregnant", Stop },
        { "E1", "health=rather-not", Review },
        { "E2", "health=baby;feeding=no;birth=2026-11-30", "Not before Sunday 28 February 2027" },
        { "E2", "health=baby;feeding=yes;birth=2026-11-30", "Not before Sunday 28 February 2027" },
        { "E3", "health=diabetes;diabetes=yes", Review },
        { "E3", "health=diabetes;diabetes=no", Stop },
        { "E3", "health=diabetes;diabetes=unsure", Stop },
        { "E4", "health=bleeding;bleeding=aspirin", Fine },
        { "E4", "health=bleeding;bleeding=prescribed", Review },
        { "E4", "health=bleeding;bleeding=disorder", Stop },
        { "E5", "health=heart", Review },
        { "E6", "health=pressure;pressure=yes", Review },
        { "E6", "health=pressure;pressure=no", Stop },
        { "E7", "health=fits;fit=2026-02-28", "Not before Monday 28 February 2028" },
        { "E7", "health=fits;fit=2024-12-01", Review },
        { "E8", "health=cancer;cancer=now", Stop },
        { "E8", "health=cancer;cancer=planned", Stop },
        { "E8", "health=cancer;cancer=ended;cancer-end=2026-08-31", "Not before Sunday 28 February 2027" },
        { "E8", "health=cancer;cancer=ended;cancer-end=2026-06-01", Review },
        { "E9", "health=isotretinoin;isotretinoin=now", Stop },
        { "E9", "health=isotretinoin;isotretinoin=ended;isotretinoin-end=2026-10-31", "Not before Friday 30 April 2027" },
        { "E9", "health=isotretinoin;isotretinoin=ended;isotretinoin-end=2026-03-01", Review },
        { "E10", "health=immune", Review },
        { "E12", "health=allergy;allergy=ink", Stop },
        { "E12", "health=allergy;allergy=anaesthetic", Review },
        { "E12", "health=allergy;allergy=dye", Review },
        { "E12", "health=allergy;allergy=metal", Review },
        { "E12", "health=allergy;allergy=latex", Fine },
        { "E12", "health=allergy;allergy=shock", Review },
        { "E13", "medicines=yes", Review },
        { "E14", "health=ill", "Not before Tuesday 15 December 2026" },
        { "E15", "health=operation;operation=been;operation-date=2026-11-30", "Not before Sunday 28 February 2027" },
        { "E15", "health=operation;operation=planned", Review },
        { "E16", "health=picking", Review },
        { "E17", "life=mri", Fine },
        { "E18", "life=sun", Fine },
        { "E19", "other=I sing in a choir", Review },
        { "worst", "scars=keloid;moles=yes;skin-now=sunburn;transplant=had;transplant-date=2026-06-15", Stop },
    };

    private const string Fine = "Nothing stands in the way";
    private const string Review = "A practitioner will look at this";
    private const string Stop = "Not now";

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_answer_in_the_forms_leads_where_the_intake_list_says(string row, string answers, string heading)
    {
        var overview = await client.StartAsync();
        var page = await (await overview.FillInAsync(client.Link, answers)).SendAsync(client.Link);

        Assert.True(page.Heading == heading, $"{row}: {page.Heading}, {page.Text}");
        page.Is(HttpStatusCode.OK).NeverSays("stop taking").NeverSays("worry-scale");
    }

    [Fact]
    public void Every_row_with_a_route_is_among_them()
    {
        var rows = Rows.Select(row => row.Data.Item1).ToHashSet();

        Assert.DoesNotContain(RulebookTests.RowsWithARoute.Select(row => row.Data), row => !rows.Contains(row));
    }

    /// <summary>One client, one appointment: each case changes the answers of the one before and sends them again.</summary>
    public sealed class OneClient : IAsyncLifetime
    {
        private ClinicSite _site = null!;
        private HttpClient _browser = null!;

        public string Link { get; private set; } = string.Empty;

        public async ValueTask InitializeAsync()
        {
            _site = await ClinicSite.StartAsync(with: site => site.Settings["Limits:LinksPerMinute"] = "1000000");
            Link = await _site.ClientLinkAsync(await _site.BookAsync(StaffDiary.Thursday));
            _browser = _site.Visitor();
            await _site.OpenAsync(_browser, Link);
        }

        public async Task<Page> StartAsync()
        {
            var page = await Page.GetAsync(_browser, Link + "/health");
            return page.Html.QuerySelector($"form[action='{Link}/health/change']") is null ? page : await (await page.Form(Link + "/health/change").SubmitAsync()).FollowAsync();
        }

        public ValueTask DisposeAsync() => _site.DisposeAsync();
    }
}
