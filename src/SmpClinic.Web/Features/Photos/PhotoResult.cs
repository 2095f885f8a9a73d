using Microsoft.AspNetCore.Mvc;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Photos;

/// <summary>
/// A photo as an answer: never kept by anything on the way or in the browser, opened by nobody else's page, and, should somebody open
/// it by itself, with nothing it may do.
/// </summary>
public sealed class PhotoResult(byte[] picture) : FileContentResult(picture, "image/jpeg")
{
    /// <inheritdoc/>
    public override Task ExecuteResultAsync(ActionContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "no-store, private";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.ContentDisposition = "inline";
        headers["X-Robots-Tag"] = "noindex";
        return base.ExecuteResultAsync(context);
    }

    /// <summary>The size an address asks for.</summary>
    public static PhotoSize SizeOf(string? size) => size == "small" ? PhotoSize.Small : PhotoSize.Full;
}
