using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Tests.Hosting;

/// <summary>Addresses that go wrong on purpose, so that every status can be seen. Part of a site only where a test adds it.</summary>
[AllowAnonymous]
public sealed class TroubleController : Controller
{
    public static void AddTo(IServiceCollection services) => services.AddControllers().AddApplicationPart(typeof(TroubleController).Assembly);

    [HttpGet("/trouble/status/{status:int}")]
    public IActionResult Status(int status) => StatusCode(status);

    [HttpGet("/api/trouble/status/{status:int}")]
    public IActionResult ApiStatus(int status) => StatusCode(status);

    [HttpGet("/trouble/bug")]
    public IActionResult Bug() => throw new InvalidOperationException("secret words of the machinery at " + Request.Path);

    [HttpGet("/trouble/busy")]
    public IActionResult Busy() => throw new DatabaseBusyException("busy at " + Request.Path);

    [HttpPost("/trouble/form")]
    public IActionResult Take([FromForm] string? text) => Content($"taken {text?.Length}");

    [HttpGet("/trouble/own-policy")]
    public IActionResult OwnPolicy()
    {
        Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return Content("<p>own</p>", "text/html");
    }

    [HttpGet("/trouble/page")]
    public IActionResult Page() => Content("<p>a page</p>", "text/html");

    private static int _renderings;

    [HttpGet("/trouble/content")]
    [Microsoft.AspNetCore.OutputCaching.OutputCache(PolicyName = ContentCache.Policy)]
    public IActionResult Cached() => Content($"<p>rendering {Interlocked.Increment(ref _renderings)}</p>" + new string(' ', 2000), "text/html");

    [HttpGet("/appointments/trouble/{secret}")]
    public IActionResult Link(string secret) => Content($"<p>{secret.Length}</p>", "text/html");
}

public sealed class ClosedTroubleController : Controller
{
    [HttpGet("/staff/trouble")]
    public IActionResult Staff() => Content("inside");

    [HttpGet("/staff/trouble/administrator")]
    [Authorize(Policy = StaffPolicies.Administrator)]
    public IActionResult Administrator() => Content("inside");
}

/// <summary>One site with the troublesome addresses, for the tests of one class.</summary>
public sealed class TroubledSite : IAsyncDisposable, Xunit.IAsyncLifetime
{
    public ClinicSite Site { get; } = new() { WithServices = TroubleController.AddTo };

    public ValueTask InitializeAsync() => Site.InitializeAsync();

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
