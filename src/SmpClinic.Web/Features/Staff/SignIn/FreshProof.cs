using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>A form that was sent without a fresh proof, kept sealed on the page that asks for one, so that nothing typed is lost.</summary>
/// <param name="Path">Where it was sent to.</param>
/// <param name="Fields">What it said; not the form's token, which is made anew.</param>
public sealed record HeldForm(string Path, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>Seals held forms and opens them.</summary>
public sealed class HeldForms(IDataProtectionProvider provider, IClock clock)
{
    /// <summary>What a form's body can carry when it comes back, beside the rest of it.</summary>
    private const int Longest = 48 * 1024;

    private static readonly Duration Life = Duration.FromMinutes(30);

    private readonly DatedSeal _seal = new(provider, "SmpClinic.HeldForm.v1", Longest, clock);

    /// <summary>The form, sealed; null where it is too long to be held.</summary>
    public string? Hold(HeldForm form) => _seal.Seal(JsonSerializer.Serialize(form)) is { Length: <= Longest } held ? held : null;

    /// <summary>The form again; null for what is none of ours, or too old.</summary>
    public HeldForm? Open(string? held) => _seal.Open(held) is { } opened && opened.Age <= Life ? JsonSerializer.Deserialize<HeldForm>(opened.Words) : null;
}

/// <summary>
/// On an action or a controller that does something sensitive: whoever asks must have shown who they are within the last minutes. A page
/// is asked for again after the proof; a form that was sent is held, and sent again by its sender after it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class FreshProofAttribute : Attribute, IAsyncAuthorizationFilter, IOrderedFilter
{
    /// <summary>After the form's token: a form that is not its sender's is not held.</summary>
    public int Order => 2000;

    /// <inheritdoc/>
    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        var now = http.RequestServices.GetRequiredService<IClock>().GetCurrentInstant();
        if (context.Result is not null || SessionSeen.Of(http) is not { } session || now - session.ProvedAt < ProofDesk.Life)
        {
            return;
        }

        var address = http.Request.Path + http.Request.QueryString;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            context.Result = new LocalRedirectResult("/staff/proof?returnUrl=" + Uri.EscapeDataString(address));
            return;
        }

        var fields = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync(http.RequestAborted)).Where(f => f.Key != "__form") : [];
        var held = http.RequestServices.GetRequiredService<HeldForms>()
            .Hold(new(address, [.. fields.SelectMany(f => f.Value.Select(value => new KeyValuePair<string, string>(f.Key, value ?? string.Empty)))]));
        var asked = await http.RequestServices.GetRequiredService<ProofDesk>().AskAsync(http, session, http.RequestAborted);
        context.Result = new ViewResult
        {
            ViewName = "/Features/Staff/SignIn/Proof.cshtml",
            StatusCode = StatusCodes.Status403Forbidden,
            ViewData = new ViewDataDictionary<ProofPage>(new EmptyModelMetadataProvider(), new ModelStateDictionary())
            {
                Model = new(ReturnAddress.Home, new(), asked.App, asked.Passkey) { Held = held, WasSent = true },
            },
        };
    }
}
