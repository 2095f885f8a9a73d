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

        var secret = antiforgery.GetAndStoreTokens(context).CookieToken ?? context.Request.Cookies[options.Value.Cookie.Name!];
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', secret, mark, service, start, practitioner)));
        return Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }
}
