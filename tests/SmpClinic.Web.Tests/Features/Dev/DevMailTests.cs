using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Features.Booking.Emails;
using SmpClinic.Web.Features.Dev;
using SmpClinic.Web.Notifications;
using SmpClinic.Web.Tests.Notifications;
using Xunit;

namespace SmpClinic.Web.Tests.Features.Dev;

public sealed class DevMailTests
{
    [Theory]
    [InlineData("Production", true)]
    [InlineData("Staging", true)]
    [InlineData("Development", false)]
    public async Task The_mail_pages_exist_in_Development_only(string environment, bool missing)
    {
        await using var bench = await MailBench.MakeAsync(realTransport: true);
        using var pages = PagesOf(bench, environment);
        var context = new ActionExecutingContext(pages.ControllerContext, [], new Dictionary<string, object?>(StringComparer.Ordinal), pages);
        pages.OnActionExecuting(context);

        Assert.Equal(missing, context.Result is NotFoundResult);
    }

    [Fact]
    public async Task HD01_the_HTML_part_is_served_fenced_in()
    {
        await using var bench = await MailBench.MakeAsync(realTransport: true);
        await bench.BookAsync(f => new BookingConfirmedEmail(f));
        await bench.DrainAsync();
        var name = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(bench.PickupFolder)));
        using var pages = PagesOf(bench, "Development");

        var html = Assert.IsType<ContentResult>(await pages.Html(name, CancellationToken.None));
        Assert.StartsWith("<!DOCTYPE html>", html.Content, StringComparison.Ordinal);
        Assert.Equal("sandbox; default-src 'none'; style-src 'unsafe-inline'", pages.Response.Headers.ContentSecurityPolicy);
        var invite = Assert.IsType<FileContentResult>(await pages.Ics(name, CancellationToken.None));
        Assert.StartsWith("BEGIN:VCALENDAR\r\n", System.Text.Encoding.UTF8.GetString(invite.FileContents), StringComparison.Ordinal);
        Assert.IsType<NotFoundResult>(await pages.Html("../" + name, CancellationToken.None));
        Assert.IsType<NotFoundResult>(pages.Eml("../clinic"));
    }

    private static DevMailController PagesOf(MailBench bench, string environment) =>
        new(bench.Get<IOptions<MailSettings>>(), new Named(environment))
        {
            ControllerContext = new ControllerContext(new ActionContext(new DefaultHttpContext(), new RouteData(), new Microsoft.AspNetCore.Mvc.Controllers.ControllerActionDescriptor())),
        };

    private sealed class Named(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "SmpClinic.Web";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
