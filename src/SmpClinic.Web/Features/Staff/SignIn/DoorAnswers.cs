using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>Answers that the controllers at the door have in common.</summary>
internal static class DoorAnswers
{
    /// <summary>The page again with what is wrong on it; what was typed is the page's, not the request's.</summary>
    public static ViewResult Again(this Controller controller, string view, object? page, int status = StatusCodes.Status422UnprocessableEntity)
    {
        controller.ModelState.Clear();
        controller.Response.StatusCode = status;
        return controller.View(view, page);
    }

    /// <summary>To the door: whoever asks is not (or no longer) in the doorway.</summary>
    public static LocalRedirectResult Outside(this Controller controller) => controller.LocalRedirect(StaffSignIn.SignInPath);

    /// <summary>Takes the cookies back and has the browser forget what it has seen: "back" after signing out shows nothing.</summary>
    public static async Task LeaveAsync(this Controller controller)
    {
        await controller.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        await controller.HttpContext.SignOutAsync(StaffSignIn.DoorScheme);
        controller.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }
}
