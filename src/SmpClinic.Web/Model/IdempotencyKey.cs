using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>One submitted form. The same key with the same body has one effect and one answer, however often it arrives.</summary>
public sealed class IdempotencyKey
{
    /// <summary>SHA-256 of the form's 128-bit key, in hexadecimal.</summary>
    public required string Hash { get; set; }

    /// <summary>SHA-256 of the form's canonical body, in hexadecimal.</summary>
    public required string BodyHash { get; set; }

    /// <summary>Where the answer redirects to; sealed, because the address holds a secret.</summary>
    public SealedText Location { get; set; }

    public Instant CreatedAt { get; set; }

    public Instant ExpiresAt { get; set; }
}

/// <summary>How often something happened in a window of time; kept in the database so that all nodes count together.</summary>
public sealed class RateCounter
{
    /// <summary>What is counted, for whom; addresses are hashed.</summary>
    public required string Key { get; set; }

    public Instant WindowStart { get; set; }

    public int Count { get; set; }
}
