using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>What signing in sends.</summary>
public sealed class SignInForm
{
    /// <summary>Longer than any password the rules allow; more is not worth hashing.</summary>
    public const int LongestPassword = 512;

    public string? Email { get; set; }

    public string? Password { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>Whether there is something to check at all.</summary>
    public bool TryRead(out string email, out string password, out FormErrors errors)
    {
        errors = new();
        email = PlainText.OneLine(Email) ?? string.Empty;
        password = Password ?? string.Empty;
        errors.Require(email.Length > 0, nameof(Email), "Enter your e-mail address.");
        errors.Require(email.Length <= EmailAddress.MaxLength, nameof(Email), $"Enter an e-mail address of at most {EmailAddress.MaxLength} characters.");
        errors.Require(password.Length > 0, nameof(Password), "Enter your password.");
        errors.Require(password.Length <= LongestPassword, nameof(Password), $"Enter a password of at most {LongestPassword} characters.");
        return !errors.Any;
    }
}

/// <summary>The sign-in page. The password is never shown again.</summary>
public sealed record SignInPage(SignInForm Form, FormErrors Errors)
{
    /// <summary>Whether the visitor has just chosen a password.</summary>
    public bool PasswordWasSet { get; init; }
}

/// <summary>What choosing a password sends.</summary>
public sealed class SetPasswordForm
{
    public string? User { get; set; }

    public string? Token { get; set; }

    public string? Password { get; set; }

    public string? Repeated { get; set; }

    /// <summary>Checks what needs no rules: that there is a password, typed twice alike. It is not trimmed.</summary>
    public bool TryRead(out string password, out FormErrors errors)
    {
        errors = new();
        password = Password ?? string.Empty;
        errors.Require(password.Length > 0, nameof(Password), "Enter a new password.");
        errors.Require(password.Length <= SignInForm.LongestPassword, nameof(Password), $"Enter a password of at most {SignInForm.LongestPassword} characters.");
        errors.Require(string.Equals(Repeated ?? string.Empty, password, StringComparison.Ordinal), nameof(Repeated), "Enter the same password again.");
        return !errors.Any;
    }
}

/// <summary>The page on which a password is chosen.</summary>
public sealed record SetPasswordPage(string User, string Token, FormErrors Errors);
