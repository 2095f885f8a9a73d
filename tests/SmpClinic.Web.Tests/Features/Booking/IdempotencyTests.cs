using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using Xunit;
using static SmpClinic.Web.Tests.Features.Booking.BookingSteps;

namespace SmpClinic.Web.Tests.Features.Booking;

public sealed class IdempotencyTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task BK06_the_same_form_ten_times_at_once_books_once_and_answers_alike(DatabaseProvider provider)
    {
        await using var site = await BusySiteAsync(provider);
        var form = Filled(await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => form.SubmitAsync()));

        Assert.Single(answers.Select(a => a.Location).Distinct(StringComparer.Ordinal));
        Assert.StartsWith("/appointments/", answers[0].Location, StringComparison.Ordinal);
        await OnceAsync(site);
    }

    [Fact]
    public async Task BK06_the_same_form_is_honoured_a_week_later_and_then_forgotten()
    {
        await using var site = await BusySiteAsync();
        var form = Filled(await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest, new LocalDate(2026, 12, 15))));
        var first = await form.SubmitAsync();
        site.Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(first.Location, (await form.SubmitAsync()).Location);
        await OnceAsync(site);
    }

    [Fact]
    public async Task BK06_the_same_key_with_other_contents_is_a_conflict_that_points_to_the_first()
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var first = await Filled(details, email: "one@example.com").SubmitAsync();
        var second = await Filled(details, email: "two@example.com").SubmitAsync();
        second.Is(HttpStatusCode.Conflict).Says("You have already booked with this form");
        Assert.Contains(first.Location!.Split('?')[0], second.Body, StringComparison.Ordinal);
        await OnceAsync(site);
    }

    [Fact]
    public async Task BK06_the_same_key_for_another_service_is_a_conflict()
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var form = Filled(details);
        (await form.SubmitAsync()).Is(HttpStatusCode.Redirect);
        using var body = new FormUrlEncodedContent(form.Fields());
        var other = await details.Browser.PostAsync(new Uri($"/book/{Video}/details", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        await OnceAsync(site);
    }

    [Fact]
    public async Task BK06_a_refused_form_stores_nothing_and_the_mended_one_books()
    {
        await using var site = await BusySiteAsync();
        var details = await DetailsAsync(site.Visitor(), OnRequest, await FirstOfferedAsync(site, OnRequest));
        var refused = await Filled(details).Fill("Email", "nonsense").SubmitAsync();
        Assert.False(await site.InDatabaseAsync(db => db.IdempotencyKeys.AnyAsync()));
        var booked = await refused.Is(HttpStatusCode.UnprocessableEntity).Form($"/book/{OnRequest}/details").Fill("Email", "mended@example.com").SubmitAsync();
        Assert.StartsWith("/appointments/", booked.Location, StringComparison.Ordinal);
        await OnceAsync(site);
    }

    private static async Task OnceAsync(ClinicSite site)
    {
        await site.InDatabaseAsync(async db =>
        {
            Assert.Equal(1, await db.Appointments.CountAsync());
            Assert.Equal(2, await db.Outbox.CountAsync());
            Assert.Equal(1, await db.Audit.CountAsync());
            return 0;
        });
        await DiaryIsSoundAsync(site);
    }
}
