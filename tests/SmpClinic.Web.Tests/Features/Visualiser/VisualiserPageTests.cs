using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.Visualiser;
using SmpClinic.Web.Tests.Features.Booking;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Visualiser;

public sealed class VisualiserPageTests(ClinicSite site) : IClassFixture<ClinicSite>
{
    [Fact]
    public async Task The_form_sent_without_script_is_answered_in_words_and_by_the_nearest_picture()
    {
        var page = await site.GetAsync("/visualiser");
        var shown = await page.Is(HttpStatusCode.OK).Form("/visualiser/look").Fill("area", "brows").Fill("tone", "9").Fill("strokes", "120").Fill("browage", "three").SubmitAsync();

        var look = Look.Usual.With(("area", "brows"), ("tone", "9"), ("strokes", "120"), ("browage", "three"));
        shown.Is(HttpStatusCode.OK).Says(look.Words);
        Assert.Equal(look.Words, shown.Html.GetElementById("look-words")!.TextContent);
        Assert.Equal("/img/visualiser/brows-8-front-three.webp", shown.Html.QuerySelector("figure noscript img")!.GetAttribute("src"));
        Assert.Equal("/book?look=" + look.Code, shown.Html.GetElementById("look-book")!.GetAttribute("href"));
        Assert.Equal("120", shown.Html.QuerySelector("input[name=strokes]")!.GetAttribute("value"));
        Assert.Equal("noindex", shown.Html.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        Assert.True(shown.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task What_the_address_says_is_never_repeated_where_it_is_not_one_of_the_answers()
    {
        var shown = await site.GetAsync("/visualiser/look?tone=%3Cscript%3Ezz%3C/script%3E&area=brows&area=scalp&unheard=%3Cb%3Ezz");

        shown.Is(HttpStatusCode.OK).NeverSays("zz<").NeverSays("zz%").Says("not ones we offer");
    }

    [Fact]
    public async Task The_photo_field_belongs_to_no_form_and_has_no_name()
    {
        var page = await site.GetAsync("/visualiser");
        var file = page.Html.QuerySelector("input[type=file]")!;

        Assert.Null(file.GetAttribute("name"));
        Assert.Null(file.GetAttribute("form"));
        Assert.Null(file.Closest("form"));
    }

    [Fact]
    public async Task Every_picture_drawn_beforehand_is_there_light_and_says_in_words_what_it_shows()
    {
        using var browser = site.Visitor();
        foreach (var picture in DrawnPictures.All)
        {
            var bytes = await browser.GetByteArrayAsync(new Uri(picture.Path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal("WEBP"u8, bytes.AsSpan(8, 4));
            Assert.InRange(bytes.Length, 500, 40_000);
            Assert.InRange(picture.Alt.Length, 40, 600);
        }

        var page = await site.GetAsync("/visualiser");
        Assert.Equal(14, page.Html.QuerySelectorAll("noscript .card img[loading=lazy][width][height]").Length);
        Assert.All(page.Html.QuerySelectorAll("img"), image => Assert.NotNull(image.Closest("noscript")));
    }

    [Fact]
    public async Task The_script_finds_every_word_and_number_it_needs_in_the_page()
    {
        var page = await site.GetAsync("/visualiser");
        foreach (var question in LookTables.All)
        {
            foreach (var choice in question.Choices.Where(_ => question.AskedAs != AskedAs.Slider))
            {
                var input = page.Html.QuerySelector($"input[name='{question.Name}'][value='{choice.Value}']")!;
                Assert.Equal(choice.Words, input.GetAttribute("data-words"));
                Assert.Equal(choice.Draw, input.GetAttribute("data-draw"));
                Assert.Equal(choice.Note ?? string.Empty, input.GetAttribute("data-note"));
            }
        }

        var versioned = page.Html.QuerySelectorAll("link[rel=modulepreload]").Select(link => link.GetAttribute("href")!).Append(page.Html.QuerySelector("script[type=module]")!.GetAttribute("src")!);
        Assert.All(versioned, address => Assert.Matches(@"^/js/visualiser/[a-z]+\.(js\?v=|[a-z0-9]+\.js)", address));
    }

    [Fact]
    public async Task Settings_go_along_to_the_booking_form_as_words_that_the_client_may_change_and_are_stored_enciphered()
    {
        await using var busy = await BookingSteps.BusySiteAsync();
        var look = Look.Usual.With(("tone", "8"), ("stage", "norwood-6"));
        var browser = busy.Visitor();
        var services = await Page.GetAsync(browser, "/book?look=" + look.Code);
        services.Is(HttpStatusCode.OK).Says(look.Words);

        var times = (await services.ClickAsync($"/book/{BookingSteps.OnRequest}?look={look.Code}")).Is(HttpStatusCode.OK);
        if (times.Html.QuerySelector("a.slot") is null)
        {
            times = await times.ClickAsync("Later times");
        }

        var details = await Page.GetAsync(browser, times.Html.QuerySelector("a.slot")!.GetAttribute("href")!);
        details.Is(HttpStatusCode.OK);
        Assert.Equal(look.ForBooking, details.Html.QuerySelector("textarea[name=Hopes]")!.TextContent.Trim());

        var answer = await BookingSteps.Filled(details).Fill("HealthWords", "yes").SubmitAsync();
        var appointment = await BookingSteps.AppointmentAsync(busy, answer.Location!.Split('?')[0]);
        Assert.NotNull(appointment.Hopes);
        var raw = await busy.InDatabaseAsync(db => db.Database.SqlQueryRaw<string>("SELECT CAST(\"Hopes\" AS TEXT) AS \"Value\" FROM \"Appointments\" WHERE \"Hopes\" IS NOT NULL").ToListAsync());
        Assert.DoesNotContain(raw, text => text.Contains("Norwood", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("%3Cscript%3E")]
    [InlineData("000000000000000000000000000000000000000000000000")]
    public async Task A_code_that_is_none_carries_nothing_along(string code)
    {
        var services = await site.GetAsync("/book?look=" + code);

        services.Is(HttpStatusCode.OK);
        Assert.DoesNotContain("look=", services.Body, StringComparison.Ordinal);
        (await site.GetAsync($"/book/{BookingSteps.OnRequest}?look={code}")).Is(HttpStatusCode.OK).NeverSays("look=");
    }
}
