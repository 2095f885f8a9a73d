using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Data;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>The policies that pages name.</summary>
public static class StaffPolicies
{
    /// <summary>Any of the three roles, with both factors shown.</summary>
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

    /// <summary>Everything of the staff, the door included.</summary>
    public static readonly PathString Area = "/staff";

    /// <summary>The cookie of whoever has shown a password and not yet the second factor. No page but those of the doorway looks at it.</summary>
    public const string DoorScheme = "Doorway";

    private const int HashRounds = 220_000;

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
            .AddUserStore<StaffStore>()
            .AddSignInManager()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = HashRounds);
        services.AddPasskeys(settings);
        services.AddScoped<StaffSessions>();

        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(DoorScheme, cookie =>
            {
                Lay(cookie, "clinic-door", StaffSessions.DoorLife, settings);
                cookie.Events.OnValidatePrincipal = JudgeAsync;
            })
            .AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            Lay(cookie, "clinic-staff", StaffSessions.Longest, settings);
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "returnUrl";
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

    /// <summary>How a cookie of staff is made. How long a session lives is the database's to say; the browser forgets it when it must be over.</summary>
    private static void Lay(CookieAuthenticationOptions cookie, string name, NodaTime.Duration life, StartSettings settings)
    {
        cookie.Cookie.Name = CookieNames.Of(name, settings);
        cookie.Cookie.HttpOnly = true;

        // Lax, not Strict: staff come in by links in mails.
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieNames.Secure(settings);
        cookie.Cookie.Path = "/";
        cookie.ExpireTimeSpan = life.ToTimeSpan();
        cookie.SlidingExpiration = false;
    }

    /// <summary>
    /// Closed unless an endpoint opens itself. Where no endpoint of ours answers there is nothing to guard, and the visitor
    /// gets the plain 404 or 405 instead of a sign-in form.
    /// </summary>
    private static bool MayPass(AuthorizationHandlerContext context) =>
        StaffRoles.All.Any(context.User.IsInRole) || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint);

    /// <summary>Asked at every request: what was ended is over at once, and a changed role counts at once. The cookie alone proves nothing.</summary>
    private static async Task JudgeAsync(CookieValidatePrincipalContext context)
    {
        // The database may be the very thing that failed, and the page that says so must not need it. The cookie is kept.
        if (context.HttpContext.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.RejectPrincipal();
            return;
        }

        var door = context.Scheme.Name == DoorScheme;
        var services = context.HttpContext.RequestServices;
        if (await services.GetRequiredService<StaffSessions>().FindAsync(context.Principal, door, context.HttpContext.RequestAborted) is { } session)
        {
            var identity = new ClaimsIdentity(context.Principal!.Claims, context.Scheme.Name);
            if (!door)
            {
                context.HttpContext.Items[typeof(SessionSeen)] = session;
                identity.AddClaims(session.Roles.Select(role => new Claim(ClaimTypes.Role, role)));
            }
            else
            {
                context.HttpContext.Items[DoorScheme] = session;
            }

            context.ReplacePrincipal(new(identity));
            return;
        }

        services.GetRequiredService<SecurityLog>().Note(
            context.HttpContext, SecurityEvent.SessionEnded, Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null);
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }
}
