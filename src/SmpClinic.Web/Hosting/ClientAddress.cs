using System.Net;
using System.Net.Sockets;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Hosting;

/// <summary>The address a request came from, as it is counted.</summary>
public static class ClientAddress
{
    /// <summary>The key of the address a request came from, proxies we trust taken into account.</summary>
    public static string KeyOf(HttpContext context) => KeyOf(context.Connection.RemoteIpAddress);

    /// <summary>
    /// An address hashed, and an IPv6 one by its /64, since that is what one household gets. Rows counted under it live for a
    /// day; until then the hash is a pseudonym, not anonymity.
    /// </summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return Secret.Hash(Convert.ToHexString(plain.AddressFamily == AddressFamily.InterNetworkV6 ? bytes[..8] : bytes));
    }
}
