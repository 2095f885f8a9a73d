using System.Net;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;
using SmpClinic.Web.Tests.Features.Booking;
using SmpClinic.Web.Tests.Features.Staff;
using SmpClinic.Web.Tests.Notifications;
using Xunit;
using static SmpClinic.Web.Tests.Features.WaitingList.WaitingSteps;

namespace SmpClinic.Web.Tests.Features.WaitingList;

public sealed class JoinTests
{
    private const string Address = "/book/smp-consultation/waiting-list";

    [Fact]
    public async Task A_visitor_joins_without_script_confirms_by_mail_and_stands_in_line_from_then_on()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var times = await site.GetAsync("/book/smp-consultation");
        var form = (await times.ClickAsync("put yourself on the waiting list")).Is(HttpStatusCode.OK);

        var sent = await Filled(form).Fill("Practitioner", StaffDiary.Maya).SubmitAsync();

        (await sent.Is(HttpStatusCode.Found).FollowAsync()).Says("Look in your mail");
        var entry = await site.InDatabaseAsync(db => db.WaitingList.AsNoTracking().Include(w => w.Practitioner).SingleAsync());
        Assert.Equal((WaitingState.Unconfirmed, "Ada Example", 127, StaffDiary.Maya), (entry.State, entry.ContactName, entry.Days, entry.Practitioner!.Slug));
        Assert.Equal(["ConfirmWaitingEmail"], await site.MailAsync(entry));
        Assert.Equal(0, await site.RoundAsync());
        site.Clock.Advance(TimeSpan.FromHours(1));

        var page = (await site.GetAsync(await site.LinkAsync(entry))).Is(HttpStatusCode.OK).Says("One more step");
        (await (await page.Form("Yes, put me on the list").SubmitAsync()).Is(HttpStatusCode.Found).FollowAsync()).Says("You are on the list");
        (await page.Form("Yes, put me on the list").SubmitAsync()).Is(HttpStatusCode.Found);

        Assert.Equal((WaitingState.Waiting, site.Now), ((await site.NowAsync(entry)).State, (await site.NowAsync(entry)).Since));
        Assert.Equal(["ConfirmWaitingEmail", "OnTheListEmail"], await site.MailAsync(entry));
        Assert.Equal(1, await site.RoundAsync());
    }

    [Fact]
    public async Task A_link_to_confirm_is_good_for_two_days()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var entry = await site.WaitAsync(w => w.State = WaitingState.Unconfirmed);
        var page = await site.GetAsync(await site.LinkAsync(entry));
        site.Clock.Advance(TimeSpan.FromDays(2));
        (await page.Form("Yes, put me on the list").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("This link has run out");
        Assert.Equal(WaitingState.Unconfirmed, (await site.NowAsync(entry)).State);
    }

    [Theory]
    [InlineData("Name", "", "Enter a name")]
    [InlineData("Name", "Ada\u0007", "Enter a name")]
    [InlineData("Email", "no address", "Enter one e-mail address")]
    [InlineData("Phone", "12", "Enter a telephone number")]
    [InlineData("Earliest", "noon", "Enter a time such as 09:30.")]
    [InlineData("Latest", "09:30", "give it that much time")]
    [InlineData("FirstDate", "2026-11-30", "Enter today or a later date.")]
    [InlineData("FirstDate", "tomorrow", "Enter a date such as")]
    [InlineData("LastDate", "2026-12-01", "not before the first")]
    [InlineData("LastDate", "2028-12-01", "Enter a date before")]
    [InlineData("Practitioner", "nobody", "Choose somebody from the list.")]
    [InlineData("Days", "Someday", "Tick at least one day")]
    [InlineData("Adult", "", "Tell us whether you are 18")]
    [InlineData("Adult", "no", "from 18 years on")]
    [InlineData("Consent", "", "Tick the box")]
    [InlineData("Key", "altered", "This form was altered")]
    [InlineData("Website", "https://example.com", "hidden from people")]
    [InlineData("Rendered", "never", "open for a long time")]
    public async Task IN03_each_rule_broken_alone_is_said_at_its_field_and_what_was_typed_is_kept(string field, string value, string message)
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var form = Filled(await site.GetAsync(Address));
        if (field == "LastDate" && value == "2026-12-01")
        {
            form.Fill("FirstDate", "2026-12-02");
        }

        var page = (await form.Fill(field, value).SubmitAsync()).Is((HttpStatusCode)422);

        page.Says(message);
        Assert.NotNull(page.Html.QuerySelector($"#error-summary a[href='#{field}']"));
        Assert.NotNull(page.Html.GetElementById(field));
        Assert.Equal(field == "Email" ? value : "ada@example.com", page.Html.GetElementById("Email")!.GetAttribute("value"));
        Assert.False(await site.InDatabaseAsync(db => db.WaitingList.AnyAsync()));
    }

    [Fact]
    public async Task BK06_the_same_form_ten_times_at_once_makes_one_entry_and_one_mail_and_another_body_is_refused()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var page = await site.GetAsync(Address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Filled(page).SubmitAsync()));

        Assert.All(answers, a => Assert.Equal("/waiting-list/sent", a.Is(HttpStatusCode.Found).Location));
        Assert.Equal((1, 1), await site.InDatabaseAsync(async db => (await db.WaitingList.CountAsync(), await db.Outbox.CountAsync())));
        (await Filled(page).Fill("Name", "Somebody Else").SubmitAsync()).Is(HttpStatusCode.Conflict).Says("sent already with other contents");
    }

    [Fact]
    public async Task AU06_AU14_an_address_that_is_known_gets_the_same_answer_and_no_mailbox_is_filled_and_no_record_is_changed()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        for (var n = 0; n < 5; n++)
        {
            var sent = await Filled(await site.GetAsync(Address)).Fill("Name", $"Ada {n} Example").SubmitAsync();
            Assert.Equal("/waiting-list/sent", sent.Is(HttpStatusCode.Found).Location);
        }

        Assert.Equal((3, 3), await site.InDatabaseAsync(async db => (await db.WaitingList.CountAsync(), await db.Outbox.CountAsync())));
        Assert.Equal(["Ada 0 Example", "Ada 1 Example", "Ada 2 Example"], await site.InDatabaseAsync(async db => (await db.WaitingList.Select(w => w.ContactName).ToListAsync()).Order().ToList()));
    }

    [Fact]
    public async Task IN09_from_one_address_so_many_forms_an_hour_are_taken()
    {
        await using var site = await BookingSteps.BusySiteAsync(with: s => s.Settings["Limits:BookingsPerAddressPerHour"] = "2");
        for (var n = 0; n < 2; n++)
        {
            (await Filled(await site.GetAsync(Address)).Fill("Email", $"ada{n}@example.com").SubmitAsync()).Is(HttpStatusCode.Found);
        }

        (await Filled(await site.GetAsync(Address)).Fill("Email", "ada9@example.com").SubmitAsync()).Is(HttpStatusCode.TooManyRequests).Says("Try again in an hour");
        (await site.GetAsync("/book/nothing/waiting-list")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task EM10_no_subject_names_a_treatment_and_what_was_typed_becomes_neither_markup_nor_a_link()
    {
        await using var site = await BookingSteps.BusySiteAsync();
        var visit = await site.FullDayAsync();
        await site.FreeAsync(visit);
        foreach (var words in HostileText.Markup)
        {
            var entry = await site.WaitAsync(w => w.ContactName = words.Length > 100 ? words[..100] : words);
            await site.RoundAsync();
            var offers = (await site.NowAsync(entry)).Offers;
            Assert.Single(offers);
            var page = (await site.GetAsync(await site.LinkAsync(entry))).Is(HttpStatusCode.OK);
            Assert.Empty(page.Html.QuerySelectorAll("main script, main img, main iframe, main a[href*='evil']"));
            await page.Form("Not this one, keep my place").SubmitAsync();
        }

        var subjects = await site.InDatabaseAsync(db => db.Outbox.Select(m => m.Subject).Distinct().ToListAsync());
        Assert.All(subjects, s => Assert.DoesNotMatch("(?i)smp|micro|scalp|hair|brow|treatment|consultation|health|skin", s));
        Assert.All(subjects, s => Assert.True(s.Length <= 80, s));
    }

    private static Form Filled(Page page) => page.Form(Address)
        .Fill("Name", "Ada Example").Fill("Email", "ada@example.com").Fill("Phone", "07700 900123").Fill("Adult", "yes").Fill("Consent", "yes");
}
