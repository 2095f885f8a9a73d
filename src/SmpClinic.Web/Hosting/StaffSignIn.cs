using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>The policies that pages name.</summary>
public static class StaffPolicies
{
    /// <summary>Any of the three roles.</summary>
    public const string Staff = "Staff";

    /// <summary>All diaries and contact data.</summary>
    public const string FrontDesk = "FrontDesk";

    /// <summary>Records of clients: health answers, photos, consents. The desks look further for who treats whom.</summary>
    public const string Clinical = "Clinical";

    /// <summary>Everything.</summary>
    public const string Administrator = "Administrator";
}

/// <summary>
/// Who may come in. Identity's defaults fall short in several places (short passwords, few hash rounds, a cookie that lives
/// for ever, sign-outs that take half an hour); they are overridden here, and everything is closed unless it says otherwise.
/// </summary>
public static class StaffSignIn
{
    public const string SignInPath = "/staff/sign-in";

    private const string Began = "began";
    private const int HashRounds = 220_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(24);

    public static void AddStaffSignIn(this IServiceCollection services, StartSettings settings)
    {
        services.AddIdentityCore<ClinicUser>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                identity.Password.RequiredLength = PasswordRules.Shortest;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 1;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<ClinicDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = HashRounds);
        services.Configure<DataProtectionTokenProviderOptions>(token => token.TokenLifespan = LinkLife);

        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = CookieNames.Of("clinic-staff", settings);
            cookie.Cookie.HttpOnly = true;

            // Lax, not Strict: staff come in by links in mails.
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieNames.Secure(settings);
            cookie.Cookie.Path = "/";
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.ExpireTimeSpan = Idle;
            cookie.SlidingExpiration = true;
            cookie.Events.OnSigningIn = NoteTheBeginningAsync;
            cookie.Events.OnValidatePrincipal = JudgeAsync;
            cookie.Events.OnRedirectToLogin = context =>
            {
                // A path alone: under which name and port visitors see the site, the browser knows and a Host header only claims.
                context.Response.Redirect(new Uri(context.RedirectUri).PathAndQuery);
                return Task.CompletedTask;
            };
            cookie.Events.OnRedirectToAccessDenied = context =>
            {
                context.HttpContext.RequestServices.GetRequiredService<SecurityLog>().Note(context.HttpContext, SecurityEvent.Forbidden);
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            };
        });
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(MayPass).Build())
            .AddPolicy(StaffPolicies.Staff, policy => policy.RequireRole(StaffRoles.All))
            .AddPolicy(StaffPolicies.FrontDesk, policy => policy.RequireRole(StaffRoles.Administrator, StaffRoles.FrontDesk))
            .AddPolicy(StaffPolicies.Clinical, policy => policy.RequireRole(StaffRoles.Administrator, StaffRoles.Practitioner))
            .AddPolicy(StaffPolicies.Administrator, policy => policy.RequireRole(StaffRoles.Administrator));
    }

    /// <summary>
    /// Closed unless an endpoint opens itself. Where no endpoint of ours answers there is nothing to guard, and the visitor
    /// gets the plain 404 or 405 instead of a sign-in form.
    /// </summary>
    private static bool MayPass(AuthorizationHandlerContext context) =>
        context.User.Identity?.IsAuthenticated == true || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint);

    private static Task NoteTheBeginningAsync(CookieSigningInContext context)
    {
        var time = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        context.Properties.Items.TryAdd(Began, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    /// <summary>Asked at every request: staff are few, and a dismissed one is out at once. The cookie alone proves nothing.</summary>
    private static async Task JudgeAsync(CookieValidatePrincipalContext context)
    {
        // The database may be the very thing that failed, and the page that says so must not need it. The cookie is kept.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.RejectPrincipal();
            return;
        }

        var services = context.HttpContext.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var fresh = context.Properties.Items.TryGetValue(Began, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var began)
            && now - DateTimeOffset.FromUnixTimeSeconds(began) < Longest;
        if (fresh && await services.GetRequiredService<SignInManager<ClinicUser>>().ValidateSecurityStampAsync(context.Principal) is { Disabled: false })
        {
            return;
        }

        services.GetRequiredService<SecurityLog>().Note(
            context.HttpContext, SecurityEvent.SessionEnded, Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null);
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }
}
