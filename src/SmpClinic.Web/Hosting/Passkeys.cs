using System.Net;
using Microsoft.AspNetCore.Identity;

namespace SmpClinic.Web.Hosting;

/// <summary>What is asked of passkeys: that the device checks its owner, and that they were made for this site and no other.</summary>
public static class Passkeys
{
    /// <summary>So long a browser may take over one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static void AddPasskeys(this IServiceCollection services, StartSettings settings)
    {
        var site = new Uri(settings.BaseUrl);
        services.Configure<IdentityPasskeyOptions>(passkey =>
        {
            passkey.UserVerificationRequirement = "required";
            passkey.ResidentKeyRequirement = "required";
            passkey.AttestationConveyancePreference = "none";
            passkey.AuthenticatorTimeout = Patience;

            // Without TLS, on a developer's machine or on trial, the site has several names and a passkey is for the one it was made at.
            passkey.ServerDomain = settings.RequireHttps && !IPAddress.TryParse(site.Host, out _) ? site.IdnHost : null;
            passkey.ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && (string.Equals(context.Origin, settings.BaseUrl, StringComparison.Ordinal)
                || (!settings.RequireHttps && string.Equals(context.Origin, $"{context.HttpContext.Request.Scheme}://{context.HttpContext.Request.Host}", StringComparison.Ordinal))));
        });
    }
}
