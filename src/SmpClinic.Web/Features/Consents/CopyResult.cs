using Microsoft.AspNetCore.Mvc;

namespace SmpClinic.Web.Features.Consents;

/// <summary>A signed consent as a file to keep: kept by nothing on the way.</summary>
public sealed class CopyResult : FileContentResult
{
    public CopyResult(byte[] pdf)
        : base(pdf, "application/pdf") => FileDownloadName = "signed.pdf";

    /// <inheritdoc/>
    public override Task ExecuteResultAsync(ActionContext context)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store, private";
        context.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        return base.ExecuteResultAsync(context);
    }
}
