using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Tests;

/// <summary>Sessions laid straight into the database, for tests about what is behind the door.</summary>
public static class SessionsLaid
{
    /// <summary>Lays a session and gives the cookie that leads to it.</summary>
    public static async Task<(string Name, string Value)> SessionCookieAsync(this IServiceProvider services, Guid user, SignInStage stage, DateTimeOffset now)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ClinicDb>();
        var context = new DefaultHttpContext();
        var proof = stage switch { SignInStage.Full => SignInProof.Authenticator, SignInStage.Recovery => SignInProof.RecoveryCode, _ => SignInProof.Password };
        var secret = StaffSessions.Begin(db, user, stage, proof, context, Instant.FromDateTimeOffset(now));
        await db.SaveChangesAsync();
        var stamp = await db.Users.Where(u => u.Id == user).Select(u => u.SecurityStamp).SingleAsync();
        var scheme = stage == SignInStage.Full ? IdentityConstants.ApplicationScheme : StaffSignIn.DoorScheme;
        var cookie = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + cookie.ExpireTimeSpan };
        return (cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(new(StaffSessions.PrincipalOf(user, stamp, secret, scheme), properties, scheme)));
    }
}
