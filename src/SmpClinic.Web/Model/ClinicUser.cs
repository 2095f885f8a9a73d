using Microsoft.AspNetCore.Identity;

namespace SmpClinic.Web.Model;

/// <summary>Somebody who signs in. For now staff only.</summary>
public sealed class ClinicUser : IdentityUser<Guid>
{
    public ClinicUser() => Id = Guid.CreateVersion7();

    public required string DisplayName { get; set; }

    /// <summary>The practitioner this user is, where they are one: it bounds what the role Practitioner may see.</summary>
    public int? PractitionerId { get; set; }

    public Practitioner? Practitioner { get; set; }

    /// <summary>A disabled user cannot sign in, and a signed-in one is out at the next request.</summary>
    public bool Disabled { get; set; }
}

/// <summary>The roles of staff.</summary>
public static class StaffRoles
{
    /// <summary>Everything.</summary>
    public const string Administrator = nameof(Administrator);

    /// <summary>Own diary, own clients' records.</summary>
    public const string Practitioner = nameof(Practitioner);

    /// <summary>All diaries and contact data; no health answers or clinical photos.</summary>
    public const string FrontDesk = nameof(FrontDesk);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Administrator, Practitioner, FrontDesk];
}
