using System.Text.Json;

namespace SmpClinic.Web.Hosting;

/// <summary>Where browsers report what the content policy stopped. Only the directive and the origin are noted: an address may hold a secret.</summary>
public static class CspReports
{
    public const string Address = "/csp-reports";

    private const int MostBytes = 8 * 1024;
    private const int MostReports = 10;

    private static readonly string[] Directives =
    [
        "default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "connect-src", "manifest-src", "media-src",
        "frame-src", "child-src", "worker-src", "object-src", "base-uri", "form-action", "frame-ancestors", "require-trusted-types-for", "trusted-types",
    ];

    public static void MapCspReports(this IEndpointRouteBuilder app) =>
        app.MapPost(Address, ReceiveAsync).AllowAnonymous().DisableAntiforgery().WithMetadata(new NoPageOnError());

    private static async Task<IResult> ReceiveAsync(HttpRequest request, ILogger<SecurityHeaders> log, CancellationToken cancellationToken)
    {
        var body = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            var root = json.RootElement;
            foreach (var report in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().Take(MostReports) : [root])
            {
                if ((Property(report, "body") ?? Property(report, "csp-report")) is { } violation)
                {
                    log.LogWarning(
                        "The content policy stopped {Directive} from {Origin}",
                        Directive(Text(violation, "effectiveDirective") ?? Text(violation, "violated-directive")),
                        Origin(Text(violation, "blockedURL") ?? Text(violation, "blocked-uri")));
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter where a text inside is no Unicode: that shows only when it is read.
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        }

        return Results.NoContent();
    }

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>One of those there are: a word of the sender's own could be anything.</summary>
    private static string Directive(string? text) =>
        text?.Split(' ')[0] is { } word && Directives.Contains(word, StringComparer.Ordinal) ? word : "unknown";

    private static string Origin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
            : text is "inline" or "eval" or "trusted-types-sink" or "trusted-types-policy" or "data" or "blob" ? text : "unknown";
}

/// <summary>Marks an endpoint that programs ask; its refusals stay bare.</summary>
internal sealed class NoPageOnError : Microsoft.AspNetCore.Http.Metadata.ISkipStatusCodePagesMetadata;
