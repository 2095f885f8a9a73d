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
/// <param name="Form">What was typed.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Passkey">The browser's question for a passkey of whoever comes.</param>
public sealed record SignInPage(SignInForm Form, FormErrors Errors, PasskeyQuestion Passkey)
{
    /// <summary>Whether the visitor has just chosen a password.</summary>
    public bool PasswordWasSet { get; init; }
}

/// <summary>What the second factor's page sends.</summary>
public sealed class CodeForm
{
    public string? Code { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>Whether there is something to check at all.</summary>
    public bool TryRead(string missing, int longest, out string code, out FormErrors errors)
    {
        errors = new();
        code = PlainText.OneLine(Code) ?? string.Empty;
        errors.Require(code.Length > 0, nameof(Code), missing);
        errors.Require(code.Length <= longest, nameof(Code), missing);
        return !errors.Any;
    }
}

/// <summary>The page that asks for the second factor.</summary>
public sealed record SecondFactorPage(string ReturnUrl, FormErrors Errors, FactorsThere There, PasskeyQuestion? Passkey);

/// <summary>The page that asks for a recovery code.</summary>
public sealed record RecoveryPage(string ReturnUrl, FormErrors Errors, int Left);

/// <summary>The page on which a second factor is set up.</summary>
/// <param name="ReturnUrl">Where to go then.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="App">The new app.</param>
/// <param name="Passkey">The browser's question for a new passkey.</param>
/// <param name="Lost">Whether the one before was lost.</param>
public sealed record SetUpPage(string ReturnUrl, FormErrors Errors, NewApp App, PasskeyQuestion Passkey, bool Lost);

/// <summary>Recovery codes, shown this once.</summary>
public sealed record RecoveryCodesPage(IReadOnlyList<string> Codes, string Next, bool AtTheDoor);

/// <summary>What showing again who one is sends.</summary>
public sealed class ProofForm
{
    public string? Password { get; set; }

    public string? Code { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary>A form that waits for the proof, sealed.</summary>
    public string? Held { get; set; }

    /// <summary>Whether there is something to check at all.</summary>
    public bool TryRead(out string password, out string code, out FormErrors errors)
    {
        errors = new();
        password = Password ?? string.Empty;
        code = PlainText.OneLine(Code) ?? string.Empty;
        errors.Require(password.Length is > 0 and <= SignInForm.LongestPassword, nameof(Password), "Enter your password.");
        errors.Require(code.Length is > 0 and <= Authenticators.LongestTyped, nameof(Code), "Enter the six digits that your app shows.");
        return !errors.Any;
    }
}

/// <summary>The page that asks for a fresh proof.</summary>
public sealed record ProofPage(string ReturnUrl, FormErrors Errors, bool App, PasskeyQuestion? Passkey)
{
    /// <summary>The form that waits, sealed.</summary>
    public string? Held { get; init; }

    /// <summary>Whether a form was sent, held or too long to be.</summary>
    public bool WasSent { get; init; }
}

/// <summary>What changing one's password sends.</summary>
public sealed class ChangePasswordForm
{
    public string? Present { get; set; }

    public string? Password { get; set; }

    public string? Repeated { get; set; }

    /// <summary>Checks what needs no rules: that there are both passwords, the new one typed twice alike.</summary>
    public bool TryRead(out string present, out string password, out FormErrors errors)
    {
        present = Present ?? string.Empty;
        var read = new SetPasswordForm { Password = Password, Repeated = Repeated }.TryRead(out password, out errors);
        errors.Require(present.Length is > 0 and <= SignInForm.LongestPassword, nameof(Present), "Enter your present password.");
        return read && !errors.Any;
    }
}

/// <summary>What choosing a password sends.</summary>
public sealed class SetPasswordForm
{
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
public sealed record SetPasswordPage(string Token, FormErrors Errors);
