namespace SmpClinic.Web.Features.Content;

/// <summary>Full addresses for canonical links and the sitemap: from Site:BaseUrl where it is set, otherwise from the request.</summary>
public static class SiteAddress
{
    public static string Of(HttpContext context, string path)
    {
        var configured = context.RequestServices.GetRequiredService<IConfiguration>()["Site:BaseUrl"];
        var root = string.IsNullOrWhiteSpace(configured) ? $"{context.Request.Scheme}://{context.Request.Host}" : configured.TrimEnd('/');
        return root + path;
    }
}
