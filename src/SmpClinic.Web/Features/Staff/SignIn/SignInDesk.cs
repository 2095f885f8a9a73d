using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>A hash of a password nobody knows, made once: checking against it costs what checking a real one costs.</summary>
public sealed class DecoyPassword
{
    private readonly PasswordHasher<ClinicUser> _hasher;
    private readonly ClinicUser _nobody = new() { DisplayName = "Nobody" };
    private readonly string _hash;

    public DecoyPassword(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new(options);
        _hash = _hasher.HashPassword(_nobody, Secret.New());
    }

    /// <summary>Spends the time of one check.</summary>
    public void Spend(string password) => _hasher.VerifyHashedPassword(_nobody, _hash, password);
}

/// <summary>
/// Lets staff in and out. Wrong passwords, unknown addresses, disabled and locked users get one answer at one price, so that
/// nothing tells whether an address is known.
/// </summary>
public sealed class SignInDesk(UserManager<ClinicUser> users, SignInManager<ClinicUser> session, PasswordTries tries, DecoyPassword decoy, SecurityLog security)
{
    /// <summary>The one answer.</summary>
    public const string Refused = "That e-mail address and password do not match, or the account is locked for a while.";

    /// <summary>Signs in and starts a new session, or does not; failures count towards the lock-out.</summary>
    public async Task<bool> SignInAsync(string email, string password)
    {
        var mayTry = await tries.TakeAsync(email);
        var user = await users.FindByEmailAsync(email);
        if (!mayTry || user is not { Disabled: false, PasswordHash: not null } || await users.IsLockedOutAsync(user))
        {
            decoy.Spend(password);
            security.Note(session.Context, mayTry ? SecurityEvent.SignInRefused : SecurityEvent.AccountLocked, user?.Id);
            return false;
        }

        var checkedPassword = await session.CheckPasswordSignInAsync(user, password, lockoutOnFailure: false);
        if (!checkedPassword.Succeeded)
        {
            security.Note(session.Context, SecurityEvent.SignInRefused, user.Id);
            return false;
        }

        await tries.ForgetAsync(email);
        await session.SignInAsync(user, isPersistent: false);
        security.Note(session.Context, SecurityEvent.SignedIn, user.Id);
        return true;
    }

    /// <summary>Ends the user's sessions on the server too: the stamp changes, so that a copied cookie is worth nothing.</summary>
    public async Task SignOutAsync(ClaimsPrincipal principal)
    {
        if (await users.GetUserAsync(principal) is { } user)
        {
            await users.UpdateSecurityStampAsync(user);
            security.Note(session.Context, SecurityEvent.SignedOut, user.Id);
        }

        await session.SignOutAsync();
    }

    /// <summary>Whether a set-password link still works.</summary>
    public async Task<bool> IsLinkGoodAsync(string? userId, string? token) => await FindByLinkAsync(userId, token) is not null;

    /// <summary>
    /// Sets the password by a one-time link and lifts a lock-out. Null when the link does not work; otherwise what is wrong
    /// with the password, if anything.
    /// </summary>
    public async Task<FormErrors?> SetPasswordAsync(string? userId, string? token, string password)
    {
        if (await FindByLinkAsync(userId, token) is not { } user)
        {
            return null;
        }

        var errors = new FormErrors();
        foreach (var rule in users.PasswordValidators)
        {
            var verdict = await rule.ValidateAsync(users, user, password);
            errors.Require(verdict.Succeeded, nameof(SetPasswordForm.Password), string.Join(' ', verdict.Errors.Select(e => e.Description)));
        }

        if (errors.Any)
        {
            security.Note(session.Context, SecurityEvent.PasswordRefused, user.Id);
            return errors;
        }

        // The lock goes first: setting the password changes the stamp, and with it the link is spent.
        await users.SetLockoutEndDateAsync(user, null);
        await tries.ForgetAsync(user.Email!);
        var set = await users.ResetPasswordAsync(user, token!, password);
        security.Note(session.Context, set.Succeeded ? SecurityEvent.PasswordSet : SecurityEvent.PasswordLinkRefused, user.Id);
        return set.Succeeded ? errors : null;
    }

    private async Task<ClinicUser?> FindByLinkAsync(string? userId, string? token)
    {
        var user = await VerifyLinkAsync(userId, token);
        if (user is null)
        {
            security.Note(session.Context, SecurityEvent.PasswordLinkRefused);
        }

        return user;
    }

    private async Task<ClinicUser?> VerifyLinkAsync(string? userId, string? token) =>
        Guid.TryParse(userId, out var id)
        && token is { Length: > 0 and < 2000 }
        && await users.FindByIdAsync(id.ToString()) is { Disabled: false } user
        && await users.VerifyUserTokenAsync(user, users.Options.Tokens.PasswordResetTokenProvider, UserManager<ClinicUser>.ResetPasswordTokenPurpose, token)
            ? user
            : null;
}
