using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>What the browser needs to ask for a passkey, and what comes back with its answer.</summary>
/// <param name="Options">For the browser, JSON.</param>
/// <param name="State">For us, sealed: it travels through the form, so that no page that is only looked at stores anything.</param>
public sealed record PasskeyQuestion(string Options, string State);

/// <summary>What a form with a passkey sends.</summary>
public sealed class PasskeyAnswer
{
    /// <summary>What the browser made of it, JSON.</summary>
    public string? Credential { get; set; }

    /// <summary>The question, sealed.</summary>
    public string? State { get; set; }

    /// <summary>What its owner calls a new one.</summary>
    public string? Name { get; set; }

    /// <summary>Where to go then.</summary>
    public string? ReturnUrl { get; set; }
}

/// <summary>A passkey that was shown, checked and not yet spent.</summary>
public sealed record PasskeyShown(ClinicUser User, UserPasskeyInfo Passkey, Instant AskedAt, string Question);

/// <summary>
/// Asks for passkeys and checks them, by Identity's own implementation of WebAuthn. Each question is good for five minutes, for the
/// purpose it was asked for, and once.
/// </summary>
public sealed class PasskeyCeremony(IPasskeyHandler<ClinicUser> passkeys, IDataProtectionProvider provider, IClock clock)
{
    private const int LongestAnswer = 20_000;

    private readonly DatedSeal _create = new(provider, "SmpClinic.Passkey.Create.v1", LongestAnswer, clock);
    private readonly DatedSeal _show = new(provider, "SmpClinic.Passkey.Show.v1", LongestAnswer, clock);

    private static Duration Patience => Duration.FromTimeSpan(Passkeys.Patience);

    /// <summary>The question for a new passkey.</summary>
    public async Task<PasskeyQuestion> AskForNewAsync(HttpContext context, Guid user, string email, string name)
    {
        var made = await passkeys.MakeCreationOptionsAsync(new() { Id = user.ToString(), Name = email, DisplayName = name }, context);
        return new(made.CreationOptionsJson, _create.Seal(made.AttestationState ?? string.Empty));
    }

    /// <summary>The question for one that is there: of a user, or of whoever comes.</summary>
    public async Task<PasskeyQuestion> AskAsync(HttpContext context, ClinicUser? user)
    {
        var made = await passkeys.MakeRequestOptionsAsync(user!, context);
        return new(made.RequestOptionsJson, _show.Seal(made.AssertionState ?? string.Empty));
    }

    /// <summary>The new passkey, if the answer is one of this user to a question of ours.</summary>
    public async Task<UserPasskeyInfo?> ReadNewAsync(HttpContext context, PasskeyAnswer answer, Guid user)
    {
        if (Read(_create, answer) is not { } question)
        {
            return null;
        }

        var made = await passkeys.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = answer.Credential!, AttestationState = question.Words });
        return made is { Succeeded: true, Passkey.IsUserVerified: true } && made.UserEntity.Id == user.ToString() ? made.Passkey : null;
    }

    /// <summary>Whose passkey the answer shows, if it is good and, where a user is expected, theirs.</summary>
    public async Task<PasskeyShown?> CheckAsync(HttpContext context, PasskeyAnswer answer, Guid? expected)
    {
        if (Read(_show, answer) is not { } question)
        {
            return null;
        }

        var shown = await passkeys.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = answer.Credential!, AssertionState = question.Words });
        return shown is { Succeeded: true, Passkey.IsUserVerified: true } && (expected is null || shown.User.Id == expected)
            ? new(shown.User, shown.Passkey, question.SealedAt, question.Words)
            : null;
    }

    /// <summary>Spends the question and writes down the passkey's use, within the caller's unit of work; false for one that was answered before.</summary>
    public static async Task<bool> SpendAsync(ClinicDb unit, PasskeyShown shown, Instant now, CancellationToken cancellationToken)
    {
        // The key refuses a second row for the same question, whoever comes second; the sweep takes it away when the question is long too old.
        var key = "passkey:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown.Question)));
        if (await unit.RateCounters.AnyAsync(c => c.Key == key, cancellationToken))
        {
            return false;
        }

        unit.RateCounters.Add(new() { Key = key, WindowStart = shown.AskedAt, Count = 1 });
        var hash = StaffStore.HashOf(shown.Passkey.CredentialId);
        return await unit.StaffPasskeys.Where(p => p.CredentialHash == hash).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.SignCount, (long)shown.Passkey.SignCount).SetProperty(p => p.BackedUp, shown.Passkey.IsBackedUp).SetProperty(p => p.LastUsedAt, now),
            cancellationToken) == 1;
    }

    private (Instant SealedAt, string Words)? Read(DatedSeal seal, PasskeyAnswer answer)
    {
        var read = answer.Credential is { Length: > 0 and <= LongestAnswer } ? seal.Read(answer.State) : null;
        var age = clock.GetCurrentInstant() - (read?.SealedAt ?? default);
        return age <= Patience && age >= -Patience ? read : null;
    }
}
