using SmpClinic.Web.Features.Content;
using Xunit;

namespace SmpClinic.Browser.Tests.Features.Content;

public sealed class EveryPageTests(Chromium chromium)
{
    private static readonly string[] BookingPages =
    [
        "/book", "/book/smp-consultation", "/book/smp-video-consultation?zone=Asia/Kolkata", "/book/patch-test?from=2027-12-27",
        "/staff/sign-in", "/dev/mail", "/dev/style", "/faq?q=transplant", "/faq?q=zebra", "/cost?currency=USD&years=15", "/suitability/check",
    ];

    [Theory]
    [InlineData(375)]
    [InlineData(1280)]
    public async Task HD01_PR08_Every_page_meets_WCAG_2_2_AA_in_light_and_dark_fits_its_width_and_stays_within_the_content_policy(int width)
    {
        await using var visitor = await chromium.VisitAsync(width);

        foreach (var path in SitePages.All.Select(page => page.Path).Concat(BookingPages))
        {
            await visitor.GoAsync(path);
            await visitor.CheckAsync();
            await visitor.CheckInTheDarkAsync();
        }

        await visitor.GoAsync("/cost?years=0&smpLow=9.999", status: 422);
        await visitor.CheckAsync();
        await visitor.CheckInTheDarkAsync();
        await visitor.GoAsync("/treatment/microbladng", status: 404);
        await visitor.CheckAsync();
        await visitor.CheckInTheDarkAsync();
        visitor.AssertQuiet();

        // The staff door alone has a form.
        Assert.All(await visitor.Context.CookiesAsync(), cookie => Assert.Equal("clinic-form", cookie.Name));
    }
}
