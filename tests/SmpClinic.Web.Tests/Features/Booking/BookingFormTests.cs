using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class BookingFormTests
{
    public static TheoryData<string, string, string> EachRuleBroken() => new()
    {
        { "Start", "soon", "Choose a time again" },
        { "Start", "9999-12-31T23:59:59Z", "Choose a time again" },
        { "Start", "9999-12-31T23:59:59-18:00", "Choose a time again" },
        { "Start", "-9998-01-01T00:00:00+18:00", "Choose a time again" },
        { "Name", "", "Enter your name" },
        { "Name", "   ", "Enter your name" },
        { "Name", "12345", "at least one letter" },
        { "Name", new string('a', 101), "at most 100 characters" },
        { "Name", "Ada\u202Egro.elpmaxe", "without control characters" },
        { "Name", "Ada \uFFFE", "without control characters" },
        { "Email", "", "Enter your e-mail address" },
        { "Email", "ada", "Enter one e-mail address" },
        { "Email", "ada@localhost", "Enter one e-mail address" },
        { "Email", "ada@example.com, eve@example.com", "Enter one e-mail address" },
        { "Email", "\"ada\"@example.com", "Enter one e-mail address" },
        { "Email", "Ada <ada@example.com>", "Enter one e-mail address" },
        { "Email", new string('a', 250) + "@example.com", "Enter one e-mail address" },
        { "Phone", "", "Enter your telephone number" },
        { "Phone", "call me", "Enter a telephone number" },
        { "Phone", "12", "Enter a telephone number" },
        { "Phone", new string('0', 41), "Enter a telephone number" },
        { "Preference", "", "Choose how you would like us to contact you" },
        { "Preference", "1", "Choose how you would like us to contact you" },
        { "Preference", "Pigeon", "Choose how you would like us to contact you" },
        { "Hopes", new string('h', 1001), "shorten it to 1000" },
        { "Hopes", "a\u0001b", "cannot be kept" },
        { "Hopes", "a\uFFFEb", "cannot be kept" },
        { "Note", new string('n', 1001), "shorten it to 1000" },
        { "Note", "a\u2066b", "cannot be kept" },
        { "Adult", "", "Tell us whether you are 18 or over" },
        { "Adult", "maybe", "Tell us whether you are 18 or over" },
        { "Terms", "", "you have read the terms" },
        { "HealthWords", "", "so that we may keep what you wrote" },
        { "Key", "", "was altered on the way" },
        { "Key", "zzzz", "was altered on the way" },
        { "Website", "https://example.com", "hidden from people" },
        { "Rendered", "forged", "open for a long time" },
    };

    [Theory, MemberData(nameof(EachRuleBroken))]
    public async Task Each_rule_broken_alone_is_told_at_its_field_and_stores_nothing(string field, string value, string message)
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var form = Filled(details, name: "Kept Example").Fill("Note", "Kept note").Fill("HealthWords", "yes").Fill(field, value);

        var answer = await form.SubmitAsync();

        answer.Is(HttpStatusCode.UnprocessableEntity);
        var told = answer.Html.QuerySelectorAll(".error-summary a").Single();
        Assert.Contains(message, told.TextContent, StringComparison.Ordinal);
        Assert.NotNull(answer.Html.QuerySelector(told.GetAttribute("href")!));
        if (field is not "Name")
        {
            Assert.Equal("Kept Example", answer.Html.QuerySelector("#Name")!.GetAttribute("value"));
        }

        if (field is not "Note")
        {
            Assert.Equal("Kept note", answer.Html.QuerySelector("#Note")!.TextContent.Trim());
        }

        if (field is "Name" or "Email" or "Phone" or "Preference" or "Hopes" or "Note" or "Adult" or "Terms" or "HealthWords")
        {
            var at = answer.Html.QuerySelector($"#{field}-error");
            Assert.NotNull(at);
            Assert.Contains(message, at.TextContent, StringComparison.Ordinal);
        }

        await site.InDatabaseAsync(async db =>
        {
            Assert.Equal(0, await db.Appointments.CountAsync() + await db.IdempotencyKeys.CountAsync() + await db.Outbox.CountAsync() + await db.ClaimedCells.CountAsync());
            return 0;
        });
    }

    [Fact]
    public async Task A_form_that_no_browser_would_send_is_refused_with_a_page()
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        (await Filled(details).Fill("Hopes", "a\u0000b").SubmitAsync()).Is(HttpStatusCode.BadRequest).Says("We could not read that");
    }

    [Fact]
    public async Task A_form_sent_faster_than_people_type_is_asked_for_again()
    {
        await using var site = await ClinicSite.StartAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var form = Filled(details);
        (await form.SubmitAsync()).Is(HttpStatusCode.UnprocessableEntity).Says("quicker than people type");
        site.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.StartsWith("/appointments/", (await form.SubmitAsync()).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IN09_one_address_books_five_times_an_hour_and_one_contact_twice()
    {
        await using var site = await ClinicSite.StartAsync(with: s => s.Settings["Limits:MinimumFillSeconds"] = "0");
        var times = await OfferedAsync(site.Visitor(), Video, new(2026, 12, 8), 14, "maya-okafor");
        var answers = new List<Page>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await Filled(await DetailsAsync(site.Visitor(), Video, times[i * 4]), email: "same@example.com", phone: "07700 900001").SubmitAsync());
        }

        Assert.Equal([HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers.Select(a => a.Status));
        answers[2].Says("There are open appointments for these contact details already");
        for (var i = 4; i < 8; i++)
        {
            answers.Add(await Filled(await DetailsAsync(site.Visitor(), Video, times[i * 4])).SubmitAsync());
        }

        Assert.Equal(3, answers.Skip(4).Count(a => a.Status == HttpStatusCode.Redirect));
        answers[^1].Is(HttpStatusCode.TooManyRequests).Says("Many bookings came from your network");
        site.Clock.Advance(TimeSpan.FromMinutes(66));
        (await Filled(await DetailsAsync(site.Visitor(), Video, times[40])).SubmitAsync()).Is(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("José O'Brien-Łęcki")]
    [InlineData("王小明")]
    [InlineData("محمد علي")]
    [InlineData("Ngũgĩ wa Thiong'o")]
    [InlineData("X Æ A-12")]
    [InlineData("D’Angelo d'Éon de la Rue 3rd")]
    public async Task IN04_names_of_real_people_pass_unchanged(string name)
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        (await (await Filled(details, name: name).SubmitAsync()).FollowAsync()).Says(name);
    }

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("\uFFFF")]
    [InlineData("\uFDD0")]
    [InlineData("\U0001FFFE")]
    public void IN04_code_points_that_stand_for_no_character_are_refused(string nothing)
    {
        Assert.Null(PlainText.Clean("a" + nothing));
        Assert.Null(PlainText.OneLine("a" + nothing));
    }

    [Fact]
    public void A_start_is_read_in_utc_and_with_an_offset_even_when_the_plus_became_a_space()
    {
        var utc = StartText.TryRead("2026-12-08T10:00:00Z");
        Assert.NotNull(utc);
        Assert.Equal(utc, StartText.TryRead("2026-12-08T11:00:00+01:00"));
        Assert.Equal(utc, StartText.TryRead("2026-12-08T11:00:00 01:00"));
        Assert.Null(StartText.TryRead("yesterday"));
        Assert.Null(StartText.TryRead(null));
    }
}
