using System.Security.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SmpClinic.Web.Hosting;

/// <summary>Every wait and every size has a number. Kestrel's own are meant for any site; these are for this one.</summary>
public static class ServerLimits
{
    /// <summary>Enough for the longest form; an upload route would raise it for itself.</summary>
    public const int BodyBytes = 64 * 1024;

    private const int FormKeys = 200;

    public static void AddServerLimits(this WebApplicationBuilder builder)
    {
        // A line ends with CR and LF. Kestrel also takes a lone LF, of which a proxy in front may think otherwise.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", isEnabled: true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            var limits = kestrel.Limits;
            limits.MaxRequestLineSize = 8 * 1024;
            limits.MaxRequestHeaderCount = 100;
            limits.MaxRequestHeadersTotalSize = 32 * 1024;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.MaxRequestBodySize = BodyBytes;
            limits.MaxConcurrentConnections = 2_000;
            limits.MaxConcurrentUpgradedConnections = 0;
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
            limits.Http2.MaxStreamsPerConnection = 100;
            kestrel.ConfigureHttpsDefaults(https =>
            {
                https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                https.HandshakeTimeout = TimeSpan.FromSeconds(10);
            });
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = FormKeys;
            form.KeyLengthLimit = 200;
            form.ValueLengthLimit = BodyBytes;
            form.BufferBodyLengthLimit = BodyBytes;
            form.MultipartBodyLengthLimit = BodyBytes;
        });
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(25);

            // Requests and workers finish side by side, or the first would use up the time of the others.
            host.ServicesStopConcurrently = true;
        });
    }

    /// <summary>The sender's address and scheme are taken from a proxy's headers only when that proxy is named in the settings.</summary>
    public static void AddProxies(this IServiceCollection services, StartSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();

            // With both lists empty the middleware trusts everybody, so without proxies it reads no header at all.
            options.ForwardedHeaders = settings.KnownProxies.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            foreach (var proxy in settings.KnownProxies)
            {
                options.KnownProxies.Add(proxy);
            }
        });
}
