using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>
/// Somebody in the doorway: their password was right, or a recovery code, and the second factor is still to come. Actions take it as
/// an argument; it is null for whoever is not there (any more).
/// </summary>
/// <param name="SessionId">The session of the doorway.</param>
/// <param name="UserId">Who.</param>
/// <param name="Name">What colleagues call them.</param>
/// <param name="Email">Their address, which an app shows beside its codes.</param>
/// <param name="Stage">How they came so far.</param>
[ModelBinder(typeof(DoorwayBinder))]
public sealed record Doorway(Guid SessionId, Guid UserId, string Name, string Email, SignInStage Stage);

/// <summary>Fills an action's <see cref="Doorway"/> from the doorway's own cookie, which nothing else looks at.</summary>
public sealed class DoorwayBinder : IModelBinder
{
    /// <inheritdoc/>
    public async Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var http = bindingContext.HttpContext;
        await http.AuthenticateAsync(StaffSignIn.DoorScheme);
        var door = http.Items[StaffSignIn.DoorScheme] is SessionSeen seen ? new Doorway(seen.Id, seen.UserId, seen.Name, seen.Email, seen.Stage) : null;
        if (door is not null)
        {
            bindingContext.ValidationState[door] = new() { SuppressValidation = true };
        }

        bindingContext.Result = ModelBindingResult.Success(door);
    }
}

/// <summary>Where a visitor is sent after a step, and never off the site.</summary>
public static class ReturnAddress
{
    public const string Home = "/staff";

    private const int Longest = 2000;

    /// <summary>The address, if it is one of this site's staff pages that a header can carry; the start page otherwise.</summary>
    public static string Of(IUrlHelper url, string? typed) =>
        typed is { Length: <= Longest } && url.IsLocalUrl(typed) && typed.All(char.IsAscii) ? typed : Home;

    /// <summary>A step's own address with the place to go to after it.</summary>
    public static string With(string step, IUrlHelper url, string? typed) =>
        Of(url, typed) is var to && to == Home ? step : step + "?returnUrl=" + Uri.EscapeDataString(to);
}
