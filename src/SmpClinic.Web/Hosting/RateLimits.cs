using System.Globalization;
using System.Threading.RateLimiting;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// A generous bound on how much one address may post, per process, so that a script cannot keep the site busy. What guards
/// accounts and the diary is counted in the database, for all nodes together.
/// </summary>
public static class RateLimits
{
    /// <summary>The policy of the secret links: far above what people do, far below what guessing would take.</summary>
    public const string SecretLinks = "SecretLinks";

    /// <summary>How many times as often an address may ask what is asked while somebody types.</summary>
    private const int WhileTyping = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, StartSettings settings)
    {
        services.AddSingleton<WaitingRoom>();
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                !HttpMethods.IsPost(context.Request.Method) || context.IsErrorPage()
                    ? RateLimitPartition.GetNoLimiter("unlimited")
                    : context.GetEndpoint()?.Metadata.GetMetadata<AskedWhileTypingAttribute>() is not null
                        ? RateLimitPartition.GetFixedWindowLimiter(
                            "typing " + ClientAddress.KeyOf(context),
                            _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.PostsPerMinute * WhileTyping, Window = Window })
                        : RateLimitPartition.GetFixedWindowLimiter(
                            ClientAddress.KeyOf(context),
                            _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.PostsPerMinute, Window = Window }));
            limiter.AddPolicy(SecretLinks, context => RateLimitPartition.GetFixedWindowLimiter(
                ClientAddress.KeyOf(context),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = settings.LinksPerMinute, Window = Window }));
            limiter.OnRejected = (context, _) =>
            {
                var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
                context.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                context.HttpContext.RequestServices.GetRequiredService<SecurityLog>().Note(context.HttpContext, SecurityEvent.RateLimited);
                return ValueTask.CompletedTask;
            };
        });
    }
}
