using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>
/// Choosing a password: by a one-time link, or inside with the present one. Either ends every session of the user; neither takes a
/// second factor away.
/// </summary>
public sealed class PasswordDesk(
    ClinicDb db, ClinicWrites writes, UserManager<ClinicUser> users, SignInDesk passwords, SignInNotices notices, OutboxSignal outbox, SecurityLog security, IClock clock)
{
    /// <summary>Whether a link still works.</summary>
    public async Task<bool> IsLinkGoodAsync(HttpContext context, string? token, CancellationToken cancellationToken)
    {
        var good = await StaffLinks.OwnerAsync(db, token, clock.GetCurrentInstant(), cancellationToken) is not null;
        if (!good)
        {
            security.Note(context, SecurityEvent.PasswordLinkRefused);
        }

        return good;
    }

    /// <summary>Sets the password by a one-time link and lifts a lock-out. Null when the link does not work; otherwise what is wrong with the password, if anything.</summary>
    public async Task<FormErrors?> SetByLinkAsync(HttpContext context, string? token, string password)
    {
        var now = clock.GetCurrentInstant();
        if (await StaffLinks.OwnerAsync(db, token, now, CancellationToken.None) is not { } owner)
        {
            security.Note(context, SecurityEvent.PasswordLinkRefused);
            return null;
        }

        var errors = await JudgeAsync(context, owner, password);
        if (errors.Any)
        {
            return errors;
        }

        var written = await writes.RunAsync(
            async (unit, ct) => await StaffLinks.SpendAsync(unit, token!, now, ct) && await SetAsync(unit, owner.Id, password, "by link", now, ct) is not null, CancellationToken.None);
        var set = written is { End: WriteEnd.Committed, Value: true };
        outbox.Wake();
        security.Note(context, set ? SecurityEvent.PasswordSet : SecurityEvent.PasswordLinkRefused, owner.Id);
        return set ? errors : null;
    }

    /// <summary>Changes the password of whoever is signed in, who has to know the present one.</summary>
    /// <returns>What is wrong, if anything.</returns>
    public async Task<FormErrors> ChangeAsync(HttpContext context, SessionSeen session, string present, string password)
    {
        var user = await passwords.CheckPasswordAsync(context, session.Email, present);
        var errors = user is null ? new() : await JudgeAsync(context, user, password);
        errors.Require(user is not null, nameof(ChangePasswordForm.Present), "That is not your present password, or too many were tried.");
        if (errors.Any)
        {
            return errors;
        }

        var now = clock.GetCurrentInstant();
        var written = await writes.RunAsync(
            async (unit, ct) =>
            {
                var stamp = await SetAsync(unit, session.UserId, password, "inside", now, ct);
                return (Stamp: stamp, Secret: await StaffSessions.RenewAsync(unit, session, context, now, ct));
            },
            CancellationToken.None);
        errors.Require(written.End == WriteEnd.Committed, nameof(ChangePasswordForm.Password), "Your account was changed meanwhile. Try again.");
        if (!errors.Any)
        {
            outbox.Wake();
            security.Note(context, SecurityEvent.PasswordSet, session.UserId);
            await StaffSessions.EnterAsync(context, session.UserId, written.Value.Stamp, written.Value.Secret, SignInStage.Full);
        }

        return errors;
    }

    /// <returns>The user's new stamp; null when they may not come in any more.</returns>
    private async Task<string?> SetAsync(ClinicDb unit, Guid id, string password, string how, Instant now, CancellationToken ct)
    {
        if (await unit.Users.SingleOrDefaultAsync(u => u.Id == id && !u.Disabled, ct) is not { } user)
        {
            return null;
        }

        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.SecurityStamp = Secret.New();
        user.ConcurrencyStamp = Secret.New();
        user.LockoutEnd = null;
        await CountedTries.ForgetAsync(unit, CountedTries.OfPassword(user.Email!), ct);
        await StaffLinks.SpendAllAsync(unit, id, now, ct);
        await StaffSessions.EndAllAsync(unit, id, but: null, now, ct);
        unit.Audit.Add(SignInHistory.Of(user, "staff.password-set", now, how));
        notices.Tell(unit, user, "Your password was set", "A new password was set for your account at the clinic's back office. Your sign-ins elsewhere were ended.", now);
        return user.SecurityStamp;
    }

    private async Task<FormErrors> JudgeAsync(HttpContext context, ClinicUser user, string password)
    {
        var errors = new FormErrors();
        foreach (var rule in users.PasswordValidators)
        {
            var verdict = await rule.ValidateAsync(users, user, password);
            errors.Require(verdict.Succeeded, nameof(SetPasswordForm.Password), string.Join(' ', verdict.Errors.Select(e => e.Description)));
        }

        if (errors.Any)
        {
            security.Note(context, SecurityEvent.PasswordRefused, user.Id);
        }

        return errors;
    }
}
