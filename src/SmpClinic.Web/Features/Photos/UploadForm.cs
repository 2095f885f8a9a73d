using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace SmpClinic.Web.Features.Photos;

/// <summary>A form with one photo in it: its fields have been read, the photo stands ready to be read, and nothing of it has been.</summary>
/// <param name="Fields">What came before the photo.</param>
/// <param name="File">The photo; null where none was chosen.</param>
public sealed record UploadForm(IReadOnlyDictionary<string, string> Fields, Stream? File)
{
    /// <summary>The form of this request.</summary>
    public static UploadForm Of(HttpContext context) =>
        context.Features.Get<UploadForm>() ?? throw new InvalidOperationException("The action does not say that it takes in an upload.");

    /// <summary>A field, or null.</summary>
    public string? this[string name] => Fields.GetValueOrDefault(name);
}

/// <summary>
/// Reads a form with a photo as it comes in, part by part: the fields first, the form token among them, which is then judged like every
/// other's; the photo is left in the connection until the action reads it. Nothing is taken at its word: not the length that the
/// sender names, nor the file's name or type, which are not looked at.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesUploadAttribute : Attribute, IAsyncAuthorizationFilter, IResourceFilter, IOrderedFilter, IRequestSizeLimitMetadata
{
    /// <summary>Bytes of a photo, at most.</summary>
    public const long MostBytes = 20L * 1024 * 1024;

    private const int Overhead = 64 * 1024;
    private const int MostFields = 20;
    private const int LongestField = 2_000;
    private const int LongestBoundary = 70;
    private const double SlowestBytesASecond = 4_000;

    /// <inheritdoc/>
    public long? MaxRequestBodySize => MostBytes + Overhead;

    /// <summary>Before the filter that judges form tokens.</summary>
    public int Order => 900;

    /// <inheritdoc/>
    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
        {
            pace.MinDataRate = new MinDataRate(SlowestBytesASecond, TimeSpan.FromSeconds(10));
        }

        if (Boundary(http.Request) is not { } boundary || await ReadAsync(http, boundary) is not { } form)
        {
            // The rest of it is not waited for.
            http.Response.Headers.Connection = "close";
            context.Result = new BadRequestResult();
            return;
        }

        http.Features.Set(form);
        var names = http.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        http.Request.Headers[names.HeaderName!] = form[names.FormFieldName] ?? "none";
    }

    /// <summary>Keeps the framework from reading the form for itself, which would take in all of it.</summary>
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var sources = context.ValueProviderFactories;
        sources.RemoveType<FormValueProviderFactory>();
        sources.RemoveType<FormFileValueProviderFactory>();
        sources.RemoveType<JQueryFormValueProviderFactory>();
    }

    /// <inheritdoc/>
    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // The action has read what it needs.
    }

    private static string? Boundary(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary.ToString()
            : null;

    /// <summary>Null where it is no form of ours.</summary>
    private static async Task<UploadForm?> ReadAsync(HttpContext http, string boundary)
    {
        var reader = new MultipartReader(boundary, http.Request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4 * 1024, BodyLengthLimit = null };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var what) || !what.DispositionType.Equals("form-data"))
                {
                    return null;
                }

                if (what.IsFileDisposition() && HeaderUtilities.RemoveQuotes(what.FileName).Length + HeaderUtilities.RemoveQuotes(what.FileNameStar).Length > 0)
                {
                    return new(fields, section.Body);
                }

                var name = HeaderUtilities.RemoveQuotes(what.Name).ToString();
                if (fields.Count >= MostFields || name.Length is 0 or > 100 || await TextAsync(section.Body, http.RequestAborted) is not { } text)
                {
                    return null;
                }

                fields[name] = text;
            }

            return new(fields, null);
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException and not Microsoft.AspNetCore.Http.BadHttpRequestException && !http.RequestAborted.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<string?> TextAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestField + 1];
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return read > LongestField ? null : Encoding.UTF8.GetString(bytes, 0, read);
    }
}
