using System.IO.Compression;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Primitives;

namespace SmpClinic.Web.Hosting;

/// <summary>
/// Pages that are the same for everybody are rendered once an hour, or when the content has changed, and kept compressed. Nothing else is compressed, but
/// pages that say of themselves that they hold no secret: one that mixes a secret with what a visitor typed would let its length tell the secret.
/// </summary>
public static class ContentCache
{
    /// <summary>The policy that content pages name.</summary>
    public const string Policy = "Content";

    /// <summary>The tag by which all content is thrown out.</summary>
    public const string Tag = "content";

    public static void AddContentCache(this IServiceCollection services, StartSettings settings)
    {
        services.AddSingleton<ContentStamp>();
        services.AddHostedService<ContentStampWorker>();
        services.AddOutputCache();
        services.AddOptions<OutputCacheOptions>().Configure<ContentStamp>((cache, stamp) => cache.AddPolicy(Policy, new SameForEverybody(stamp)));
        if (settings.Redis is { } redis)
        {
            services.ShareContent(redis);
        }

        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/manifest+json", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
    }

    /// <summary>Puts Redis before the store of this process, which stays for the time that Redis is away.</summary>
    private static void ShareContent(this IServiceCollection services, string redis)
    {
        var local = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
        services.Remove(local);
        services.AddStackExchangeRedisOutputCache(cache =>
        {
            cache.InstanceName = "smpclinic:";
            cache.ConfigurationOptions = StackExchange.Redis.ConfigurationOptions.Parse(redis);
            cache.ConfigurationOptions.AbortOnConnectFail = false;
            cache.ConfigurationOptions.BacklogPolicy = StackExchange.Redis.BacklogPolicy.FailFast;
            cache.ConfigurationOptions.ConnectTimeout = 1_000;
            cache.ConfigurationOptions.AsyncTimeout = 1_000;
        });
        var shared = services.Last(service => service.ServiceType == typeof(IOutputCacheStore));
        services.Remove(shared);
        services.AddSingleton<IOutputCacheStore>(provider => new SharedContentStore(
            Make(shared, provider), Make(local, provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SharedContentStore>>()));

        static IOutputCacheStore Make(ServiceDescriptor store, IServiceProvider provider) => (IOutputCacheStore)(store.ImplementationFactory is { } make
            ? make(provider)
            : ActivatorUtilities.CreateInstance(provider, store.ImplementationType!));
    }

    public static void UseContentCache(this IApplicationBuilder app)
    {
        app.UseOutputCache();
        app.UseWhen(IsContent, content => content.UseResponseCompression());
    }

    private static bool IsContent(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } page
        && (page.GetMetadata<OutputCacheAttribute>()?.PolicyName is Policy || page.GetMetadata<HoldsNoSecretAttribute>() is not null)
        && context.User.Identity?.IsAuthenticated != true;

    private sealed class SameForEverybody(ContentStamp stamp) : IOutputCachePolicy
    {
        private static readonly TimeSpan Life = TimeSpan.FromHours(1);

        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var http = context.HttpContext;
            var cacheable = (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
                && http.User.Identity?.IsAuthenticated != true;
            context.EnableOutputCaching = true;
            context.AllowCacheLookup = cacheable;
            context.AllowCacheStorage = cacheable;
            context.AllowLocking = true;
            context.ResponseExpirationTimeSpan = Life;
            context.Tags.Add(Tag);

            // Nothing but the path: a query changes no content page, and would let anybody fill the memory.
            context.CacheVaryByRules.QueryKeys = StringValues.Empty;
            context.CacheVaryByRules.VaryByValues["encoding"] = Encoding(http);
            context.CacheVaryByRules.VaryByValues["state"] = stamp.Current;
            if (cacheable)
            {
                http.Response.Headers.CacheControl = "no-cache";
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var response = context.HttpContext.Response;
            if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie))
            {
                context.AllowCacheStorage = false;
            }

            return ValueTask.CompletedTask;
        }

        /// <summary>The form the compression will choose, asked of itself: were it guessed here, one visitor's odd wish would decide for all.</summary>
        private static string Encoding(HttpContext context) =>
            context.RequestServices.GetRequiredService<IResponseCompressionProvider>().GetCompressionProvider(context)?.EncodingName ?? "plain";
    }
}
