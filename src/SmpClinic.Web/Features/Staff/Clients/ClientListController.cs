using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>Finds clients, and adds one.</summary>
[Authorize(Policy = StaffPolicies.Staff)]
[Route("/staff/clients")]
public sealed class ClientListController(ClientListDesk desk, ClientContactDesk contacts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(StaffCaller caller, string? find, CancellationToken cancellationToken) =>
        View("Index", await desk.ReadAsync(caller, find, cancellationToken));

    [HttpPost("find")]
    [AskedWhileTyping]
    public async Task<IActionResult> Find(StaffCaller caller, [FromForm] string? words, CancellationToken cancellationToken)
    {
        var errors = ClientListDesk.Judge(words);
        if (!errors.Any)
        {
            return LocalRedirect(desk.AddressOf("/staff/clients", words));
        }

        ModelState.Clear();
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("Index", await desk.ReadAsync(caller, null, cancellationToken) with { Words = words, Errors = errors });
    }

    [HttpGet("new")]
    [Authorize(Policy = StaffPolicies.FrontDesk)]
    public IActionResult New(StaffCaller caller) => View("Contact", new ContactPage(null, new(), new()));

    [HttpPost("new")]
    [Authorize(Policy = StaffPolicies.FrontDesk)]
    public async Task<IActionResult> Add(StaffCaller caller, [FromForm] ContactForm form, CancellationToken cancellationToken)
    {
        var (added, page) = await contacts.AddAsync(caller, form, cancellationToken);
        if (added is { } id)
        {
            return LocalRedirect($"/staff/clients/{id}?done=created");
        }

        ModelState.Clear();
        Response.StatusCode = page.Errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict;
        return View("Contact", page);
    }
}
