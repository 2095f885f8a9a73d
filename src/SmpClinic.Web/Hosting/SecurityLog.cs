using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Serilog;
using Serilog.Formatting.Compact;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Hosting;

/// <summary>One kind of security event: what was done, and how it ended.</summary>
public readonly record struct SecurityEvent(string Action, string Outcome)
{
    public static readonly SecurityEvent SignedIn = new("sign-in", "succeeded");
    public static readonly SecurityEvent SignInRefused = new("sign-in", "refused");
    public static readonly SecurityEvent AccountLocked = new("sign-in", "locked");
    public static readonly SecurityEvent SignedOut = new("sign-out", "succeeded");
    public static readonly SecurityEvent PasswordSet = new("set-password", "succeeded");
    public static readonly SecurityEvent PasswordRefused = new("set-password", "refused");
    public static readonly SecurityEvent PasswordLinkRefused = new("password-link", "refused");
    public static readonly SecurityEvent SessionEnded = new("session", "ended");
    public static readonly SecurityEvent Forbidden = new("access", "forbidden");
    public static readonly SecurityEvent FormTokenRefused = new("form-token", "refused");
    public static readonly SecurityEvent RateLimited = new("request", "rate-limited");
    public static readonly SecurityEvent BookingLimited = new("booking", "rate-limited");
    public static readonly SecurityEvent HostRefused = new("host", "refused");
    public static readonly SecurityEvent OriginRefused = new("origin", "refused");
    public static readonly SecurityEvent ClientLinkRefused = new("client-link", "refused");
    public static readonly SecurityEvent ClientCodeAccepted = new("client-code", "succeeded");
    public static readonly SecurityEvent ClientCodeRefused = new("client-code", "refused");
    public static readonly SecurityEvent ClientCodeLimited = new("client-code", "rate-limited");
    public static readonly SecurityEvent StaffAdded = new("staff-user", "added");
    public static readonly SecurityEvent SettingsRefused = new("settings", "refused");
}

/// <summary>
/// Writes security events, all in one form: when (the log's own UTC time), who, from where, what, how it ended, and the reference
/// that ties the event to its request. Who is a user's id or a word; where is the network of the address (/24, or /48 for IPv6),
/// enough to see an attack and to block it, and not one household.
/// </summary>
public sealed class SecurityLog(ILogger<SecurityLog> log, ClinicMetrics metrics)
{
    private const string Template = "Security: {Action} {Outcome}, actor {Actor}, source {Source}, reference {Reference}";

    /// <summary>An event of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="what">What happened.</param>
    /// <param name="actor">The user it is about; null for whoever is signed in, if anybody.</param>
    public void Note(HttpContext context, SecurityEvent what, Guid? actor = null) => Note(
        what,
        actor?.ToString() ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "anonymous",
        NetworkOf(context.Connection.RemoteIpAddress),
        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);

    /// <summary>An event of the command line.</summary>
    public void NoteAtCommandLine(SecurityEvent what) => Note(what, "operator", "command line", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The start was refused, before there was a log; the message itself goes to the error output.</summary>
    public static void NoteRefusedStart(TextWriter output)
    {
        using var one = new LoggerConfiguration().WriteTo.Sink(new Line(output)).CreateLogger();
        one.ForContext<SecurityLog>().Warning(
            Template, SecurityEvent.SettingsRefused.Action, SecurityEvent.SettingsRefused.Outcome, "operator", "command line", Environment.ProcessId);
    }

    /// <summary>The network an address belongs to.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var (kept, length) = plain.AddressFamily == AddressFamily.InterNetworkV6 ? (6, 48) : (3, 24);
        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, kept, bytes.Length - kept);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{length}");
    }

    private void Note(SecurityEvent what, string actor, string source, string reference)
    {
        metrics.SecurityEvent(what.Action, what.Outcome);
        if (what == SecurityEvent.SignInRefused || what == SecurityEvent.AccountLocked)
        {
            metrics.SignInFailed();
        }

#pragma warning disable CA2254 // one constant template for all
        log.Log(what.Outcome is "succeeded" or "added" ? LogLevel.Information : LogLevel.Warning, Template, what.Action, what.Outcome, actor, source, reference);
#pragma warning restore CA2254
    }

    private sealed class Line(TextWriter output) : Serilog.Core.ILogEventSink
    {
        private readonly CompactJsonFormatter _form = new();

        public void Emit(Serilog.Events.LogEvent logEvent) => _form.Format(logEvent, output);
    }
}
