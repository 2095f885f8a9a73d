using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Audit;

/// <summary>History in words.</summary>
public static class AuditWords
{
    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["staff.added"] = "Added from the command line",
        ["staff.invited"] = "Invited",
        ["staff.link-sent"] = "Sent a link to choose a password",
        ["staff.signed-in"] = "Signed in",
        ["staff.signed-out"] = "Signed out",
        ["staff.session-ended"] = "Ended sign-ins",
        ["staff.password-set"] = "Set a password",
        ["staff.factor-added"] = "Set up a second factor",
        ["staff.factor-removed"] = "Removed a second factor",
        ["staff.factors-replaced"] = "Replaced a lost second factor",
        ["staff.factors-reset"] = "Reset the second factor",
        ["staff.passkey-renamed"] = "Renamed a passkey",
        ["staff.recovery-code-used"] = "Used a recovery code",
        ["staff.recovery-codes-made"] = "Made new recovery codes",
        ["staff.role-changed"] = "Changed the role",
        ["staff.disabled"] = "Shut the account",
        ["staff.enabled"] = "Opened the account again",
    };

    /// <summary>Everybody of a kind.</summary>
    public static string AllOf(ActorKind kind) => kind switch
    {
        ActorKind.Visitor => "All visitors",
        ActorKind.Client => "All clients",
        ActorKind.Staff => "All staff",
        _ => "The system itself",
    };

    /// <summary>What was done.</summary>
    public static string What(AuditEntry entry) => Actions.TryGetValue(entry.Action, out var words) ? words : HistoryWords.What(entry);

    /// <summary>A kind, capitalised.</summary>
    public static string Kind(string kind) => kind.Length == 0 ? kind : char.ToUpperInvariant(kind[0]) + kind[1..].Replace('-', ' ');
}
