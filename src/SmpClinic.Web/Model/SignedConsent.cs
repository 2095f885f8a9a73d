using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// A consent that was signed: which text, by whom, when, before whom, and a digest over all of it. It is never changed but for two
/// things that come later and stand beside it: that staff countersigned, and that it was taken back.
/// </summary>
public sealed class SignedConsent
{
    /// <summary>The longest name that can be signed with.</summary>
    public const int LongestName = 100;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    /// <summary>The kind of text, for example <c>procedure-smp</c>.</summary>
    public required string Kind { get; set; }

    public required string TextVersion { get; set; }

    /// <summary>SHA-256 of the text that was shown.</summary>
    public required string TextHash { get; set; }

    /// <summary>The name as typed, sealed.</summary>
    public SealedText SignedName { get; set; }

    /// <summary>The signature as drawn, sealed: lines of points within 1000 by 300; null where it was typed alone.</summary>
    public SealedText? Drawing { get; set; }

    public Instant SignedAt { get; set; }

    /// <summary>The member of staff before whom it was signed; null where it was signed by the client's link.</summary>
    public Guid? WitnessId { get; set; }

    public string? WitnessName { get; set; }

    /// <summary>SHA-256 over text, name, drawing, time, witness and appointment.</summary>
    public required string Hash { get; set; }

    /// <summary>The PDF as it was sent, sealed.</summary>
    public required byte[] SealedPdf { get; set; }

    /// <summary>For one signed by link: the member of staff who went through it with the client at the visit.</summary>
    public string? CountersignedBy { get; set; }

    public Instant? CountersignedAt { get; set; }

    public Instant? WithdrawnAt { get; set; }
}

/// <summary>The documents by which somebody's age is shown.</summary>
public enum IdDocument
{
    Passport,
    DrivingLicence,
    IdentityCard,
    ProofOfAgeCard,
}

/// <summary>That staff saw a document and that, by it, the client is of age on the day of the visit. The date of birth itself is not kept.</summary>
public sealed class AgeCheck
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public IdDocument Document { get; set; }

    /// <summary>The day on which, by the document, the client is 18 or older.</summary>
    public LocalDate AdultOn { get; set; }

    public Guid SeenById { get; set; }

    public required string SeenByName { get; set; }

    public Instant SeenAt { get; set; }
}
