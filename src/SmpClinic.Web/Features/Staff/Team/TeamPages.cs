using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.SignIn;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Team;

/// <summary>One colleague as the list shows them.</summary>
public sealed record MemberLine(
    Guid Id, string Name, string Email, string? Role, int? PractitionerId, string? PractitionerName, bool Disabled, bool HasPassword, bool HasApp, int Passkeys, int RecoveryCodes, Instant? LastSeen,
    Instant? InvitedUntil)
{
    /// <summary>Where the account stands.</summary>
    public string State => Disabled ? "Shut" : !HasPassword ? "Invited" : HasFactor ? "Active" : "No second factor yet";

    /// <summary>Whether there is a second factor.</summary>
    public bool HasFactor => HasApp || Passkeys > 0;

    /// <summary>Which style of badge says where it stands.</summary>
    public string Badge => State switch { "Active" => "completed", "Shut" => "cancelled", _ => "requested" };

    /// <summary>The second factor in words.</summary>
    public string Factors => (HasApp, Passkeys) switch
    {
        (false, 0) => "None",
        (true, 0) => "App",
        (false, 1) => "Passkey",
        (true, 1) => "App and a passkey",
        (false, var more) => $"{more} passkeys",
        (true, var more) => $"App and {more} passkeys",
    };
}

/// <summary>The team.</summary>
public sealed record TeamPage(IReadOnlyList<MemberLine> Members, Instant Now, string? Done);

/// <summary>The form that invites.</summary>
public sealed record InvitePage(MemberForm Form, FormErrors Errors, IReadOnlyList<DiaryChoice> Practitioners);

/// <summary>One colleague's page.</summary>
public sealed record MemberPage(
    MemberLine Member, Instant Now, IReadOnlyList<SessionLine> Sessions, MemberForm Form, FormErrors Errors, IReadOnlyList<DiaryChoice> Practitioners, bool IsOneself, string? Done);

/// <summary>How an act on the team ended.</summary>
public enum TeamEnd
{
    Done,

    /// <summary>There is nobody such.</summary>
    NotFound,

    /// <summary>Nobody could administer any more.</summary>
    LastAdministrator,

    /// <summary>One does not do that to oneself.</summary>
    Oneself,

    /// <summary>Somebody has that address.</summary>
    Taken,

    /// <summary>The account is shut.</summary>
    Shut,

    /// <summary>It was changed meanwhile.</summary>
    Stale,
}

/// <summary>The team in words.</summary>
public static class TeamWords
{
    /// <summary>A role.</summary>
    public static string Role(string? role) => role switch
    {
        StaffRoles.Administrator => "Administrator",
        StaffRoles.FrontDesk => "Front desk",
        StaffRoles.Practitioner => "Practitioner",
        _ => "None",
    };

    /// <summary>What a role may.</summary>
    public static string May(string role) => role switch
    {
        StaffRoles.Administrator => "Everything, the team and history included.",
        StaffRoles.FrontDesk => "All diaries and contact data; no answers about health and no clinical photos.",
        _ => "Their own diary, and the records of their own clients.",
    };

    /// <summary>What has been done, or null.</summary>
    public static string? Done(string? done) => done switch
    {
        "invited" => "The invitation is on its way. It works once, for three days.",
        "link" => "A new link is on its way. Those before it no longer work.",
        "role" => "The role is changed. It holds from the next sign-in on, and the sign-ins so far are ended.",
        "disabled" => "The account is shut, and every sign-in of it is over.",
        "enabled" => "The account is open again.",
        "factors" => "The second factor is reset. At the next sign-in a new one is set up; we have written to tell them.",
        "ended" => "The sign-in is ended.",
        _ => null,
    };

    /// <summary>Why it was not done.</summary>
    public static string Refusal(TeamEnd end) => end switch
    {
        TeamEnd.LastAdministrator => "This is the last administrator who can come in. Make somebody else one first.",
        TeamEnd.Oneself => "Nobody does that to their own account. Ask another administrator.",
        TeamEnd.Taken => "Somebody on the team has that address.",
        TeamEnd.Shut => "The account is shut. Open it first.",
        _ => "The account was changed meanwhile. See how it stands now, and try again.",
    };
}
