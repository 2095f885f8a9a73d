using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Hosting;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.SignIn;

/// <summary>A new authenticator app before its first code: what the page shows, and what the form brings back.</summary>
/// <param name="Secret">In Base32, for those who type it.</param>
/// <param name="Address">What the QR code says.</param>
/// <param name="Pending">The secret, sealed for this user and for half an hour: nothing is stored before the first code is right.</param>
public sealed record NewApp(string Secret, string Address, string Pending)
{
    /// <summary>The secret in groups of four, as apps show it.</summary>
    public string Grouped => string.Join(' ', Secret.Chunk(4).Select(part => new string(part)));
}

/// <summary>What the form for a new app sends.</summary>
public sealed class NewAppForm
{
    public string? Pending { get; set; }

    public string? Code { get; set; }

    public string? ReturnUrl { get; set; }
}

/// <summary>New second factors, in the doorway and for those inside: the app before its first code, and what is kept of a passkey.</summary>
public sealed class NewFactors(IDataProtectionProvider provider, IOptions<ClinicDetails> clinic, Sealer sealer, IClock clock)
{
    /// <summary>So many passkeys may one person have.</summary>
    public const int MostPasskeys = 10;

    /// <summary>The longest name of a passkey.</summary>
    public const int LongestName = 60;

    private static readonly Duration PendingLife = Duration.FromMinutes(30);

    private readonly DatedSeal _pending = new(provider, "SmpClinic.Authenticator.Pending.v1", longest: 1000, clock);

    /// <summary>A new app for a user.</summary>
    public NewApp Offer(Guid user, string email) => Show(user, email, TimeCode.NewSecret());

    /// <summary>The same app again after a code that was not right; a new one when the form is too old.</summary>
    public NewApp Again(Guid user, string email, string? pending) => Show(user, email, Read(user, pending) ?? TimeCode.NewSecret());

    /// <summary>The app, if its first code is right. Nothing is stored yet.</summary>
    public StaffAuthenticator? ReadApp(Guid user, NewAppForm form)
    {
        var now = clock.GetCurrentInstant();
        return form.Code is { Length: <= Authenticators.LongestTyped } code && Read(user, form.Pending) is { } secret
            && TimeCode.Match(secret, Authenticators.Plain(code), now, lastStep: 0) is { } step
            ? new() { UserId = user, Secret = sealer.Seal(secret)!.Value, CreatedAt = now, LastStep = step }
            : null;
    }

    /// <summary>A passkey as it is kept.</summary>
    public static StaffPasskey Keep(Guid user, UserPasskeyInfo passkey, string name, Instant now) => new()
    {
        UserId = user,
        CredentialHash = StaffStore.HashOf(passkey.CredentialId),
        CredentialId = passkey.CredentialId,
        PublicKey = passkey.PublicKey,
        Name = name,
        SignCount = passkey.SignCount,
        Transports = string.Join(',', (passkey.Transports ?? []).Where(t => t.Length <= 20).Take(4)),
        BackupEligible = passkey.IsBackupEligible,
        BackedUp = passkey.IsBackedUp,
        CreatedAt = now,
    };

    /// <summary>The name of a passkey as typed, or what is wrong with it. Without one it is called after the day.</summary>
    public static string ReadName(string? typed, FormErrors errors, string field, string otherwise)
    {
        var name = PlainText.OneLine(typed) ?? (typed is null ? string.Empty : null);
        errors.Require(name is not null, field, "Use letters, digits and ordinary signs only.");
        errors.Require(name is not { Length: > LongestName }, field, $"Use at most {LongestName} characters.");
        return string.IsNullOrEmpty(name) ? otherwise : name;
    }

    private NewApp Show(Guid user, string email, string secret) => new(secret, TimeCode.Address(secret, clinic.Value.Name, email), _pending.Seal($"{user:N} {secret}"));

    private string? Read(Guid user, string? pending) =>
        _pending.Open(pending) is { } opened && opened.Age <= PendingLife && opened.Words.Split(' ') is [var owner, var secret] && owner == user.ToString("N") ? secret : null;
}
