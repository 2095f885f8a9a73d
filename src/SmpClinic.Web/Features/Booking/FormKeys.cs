using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace SmpClinic.Web.Features.Booking;

/// <summary>
/// Makes the key by which a form that arrives twice is known. Browsers ask again for a page they went back to, since forms are
/// kept nowhere, and a new key there would make the second sending a rival of the first. So the key is a digest of the mark in
/// the form's address and of the visitor's form cookie: the same for the same visitor, and of no use to whoever was sent the address.
/// </summary>
public sealed class FormKeys(IAntiforgery antiforgery, IOptions<AntiforgeryOptions> options)
{
    /// <summary>A mark for the links of one list of times.</summary>
    public static string NewMark() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>The key of the form for one start, opened by a marked link; a new one where the link has no mark.</summary>
    public string For(HttpContext context, string? mark, string service, string? start, string? practitioner)
    {
        if (mark is not { Length: 8 })
        {
            return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', Secret(context), mark, service, start, practitioner)));
        return Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }

    /// <summary>A short name for the visitor's browser, by its form cookie, until it is closed; of no use to anybody else.</summary>
    public string Visitor(HttpContext context) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("visitor\u001f" + Secret(context))).AsSpan(0, 16));

    private string? Secret(HttpContext context) =>
        antiforgery.GetAndStoreTokens(context).CookieToken ?? context.Request.Cookies[options.Value.Cookie.Name!];
}
