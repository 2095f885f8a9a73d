using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How far somebody has come who is signing in.</summary>
public enum SignInStage
{
    /// <summary>The password was right. It opens nothing but the way to the second factor.</summary>
    Password,

    /// <summary>A recovery code stood in for the second factor: it opens nothing but the setting up of a new one.</summary>
    Recovery,

    /// <summary>In: password and second factor, or a passkey, which is both.</summary>
    Full,
}

/// <summary>What was shown last to prove who it is.</summary>
public enum SignInProof
{
    Password,
    RecoveryCode,
    Authenticator,
    Passkey,
}

/// <summary>
/// One sign-in of one member of staff. The cookie carries a secret whose hash is here, and each request looks here: what is
/// ended here is over at the next request, at every node.
/// </summary>
public sealed class StaffSession
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public ClinicUser? User { get; set; }

    public required string SecretHash { get; set; }

    public SignInStage Stage { get; set; }

    public SignInProof ProvedBy { get; set; }

    public Instant CreatedAt { get; set; }

    /// <summary>Written at most once a minute.</summary>
    public Instant LastSeenAt { get; set; }

    /// <summary>When they last showed who they are.</summary>
    public Instant ProvedAt { get; set; }

    public Instant? EndedAt { get; set; }

    /// <summary>Browser and system in words, such as "Firefox on Windows", as the browser said.</summary>
    public required string Device { get; set; }

    /// <summary>The network the sign-in came from, never the whole address.</summary>
    public required string Network { get; set; }
}
