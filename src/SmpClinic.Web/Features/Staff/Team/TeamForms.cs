using System.Globalization;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Team;

/// <summary>What inviting somebody, or changing their role, sends.</summary>
public sealed class MemberForm
{
    public const int LongestName = 100;

    public string? Name { get; set; }

    public string? Email { get; set; }

    public string? Role { get; set; }

    public string? Practitioner { get; set; }

    /// <summary>Reads a new member.</summary>
    /// <param name="practitioners">Those there are.</param>
    /// <param name="member">Who it is to be.</param>
    /// <param name="errors">What is wrong.</param>
    public bool TryReadNew(IReadOnlyList<DiaryChoice> practitioners, out NewMember member, out FormErrors errors)
    {
        var roleIsRight = TryReadRole(practitioners, out var role, out errors);
        var name = PlainText.OneLine(Name) ?? string.Empty;
        errors.Require(name.Length > 0, nameof(Name), "Enter the name that colleagues know them by.");
        errors.Require(name.Length <= LongestName, nameof(Name), $"Use at most {LongestName} characters.");
        var email = EmailAddress.TryRead(Email);
        errors.Require(email is not null, nameof(Email), "Enter an e-mail address such as name@example.com.");
        member = new(name, email?.Text ?? string.Empty, role);
        return roleIsRight && !errors.Any;
    }

    /// <summary>Reads a role with the diary that bounds it.</summary>
    public bool TryReadRole(IReadOnlyList<DiaryChoice> practitioners, out MemberRole role, out FormErrors errors)
    {
        errors = new();
        var known = StaffRoles.All.FirstOrDefault(one => one == Role);
        errors.Require(known is not null, nameof(Role), "Choose a role.");
        var chosen = int.TryParse(Practitioner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? practitioners.FirstOrDefault(p => p.Id == id) : null;
        errors.Require(chosen is not null || string.IsNullOrEmpty(Practitioner), nameof(Practitioner), "Choose a practitioner from the list.");
        errors.Require(known != StaffRoles.Practitioner || chosen is not null, nameof(Practitioner), "Choose whose diary it is: a practitioner sees that one and no other.");
        role = new(known ?? string.Empty, chosen?.Id);
        return !errors.Any;
    }
}

/// <summary>A practitioner whose diary a user may have.</summary>
public sealed record DiaryChoice(int Id, string Name);

/// <summary>A role, and the diary that bounds it where it does.</summary>
public sealed record MemberRole(string Role, int? PractitionerId);

/// <summary>Somebody to be invited.</summary>
public sealed record NewMember(string Name, string Email, MemberRole Role);
