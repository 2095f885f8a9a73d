using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>An authenticator app of a member of staff; one each.</summary>
public sealed class StaffAuthenticator
{
    public Guid UserId { get; set; }

    public ClinicUser? User { get; set; }

    /// <summary>The secret shared with the app, in Base32, sealed under the key ring.</summary>
    public SealedText Secret { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>The time step of the last code that was taken: neither it nor an older one is taken again.</summary>
    public long LastStep { get; set; }
}

/// <summary>A passkey of a member of staff. Only what checking a signature needs is kept.</summary>
public sealed class StaffPasskey
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public ClinicUser? User { get; set; }

    /// <summary>SHA-256 of the credential's id, which may be longer than a key of SQL Server.</summary>
    public required string CredentialHash { get; set; }

    public required byte[] CredentialId { get; set; }

    public required byte[] PublicKey { get; set; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; set; }

    public long SignCount { get; set; }

    /// <summary>How the browser reaches it, with commas between.</summary>
    public required string Transports { get; set; }

    public bool BackupEligible { get; set; }

    public bool BackedUp { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant? LastUsedAt { get; set; }
}

/// <summary>One of ten codes that stand in for a lost second factor, once. Kept as a hash.</summary>
public sealed class StaffRecoveryCode
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public ClinicUser? User { get; set; }

    public required string Hash { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant? SpentAt { get; set; }
}

/// <summary>A one-time link under which a member of staff chooses a password. Kept as a hash.</summary>
public sealed class StaffLink
{
    public required string Hash { get; set; }

    public Guid UserId { get; set; }

    public ClinicUser? User { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant ExpiresAt { get; set; }

    /// <summary>Since when it no longer works: it was used, a newer one took its place, or the account was shut.</summary>
    public Instant? SpentAt { get; set; }
}
