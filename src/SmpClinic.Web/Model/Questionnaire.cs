using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>
/// The health questionnaire of one appointment while it is being filled in. What was sent off stands in
/// <see cref="QuestionnaireAnswers"/> and is never changed. Nothing of it says in the clear what anybody answered.
/// </summary>
public sealed class Questionnaire : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    /// <summary>The answers so far, sealed for this row alone.</summary>
    public SealedText Draft { get; set; }

    public Instant StartedAt { get; set; }

    public Instant SavedAt { get; set; }

    /// <summary>Whether it is being filled in: not sent off yet, or taken up again since.</summary>
    public bool InHand { get; set; } = true;

    /// <summary>How often it was sent off; the newest answers have this number.</summary>
    public int Sent { get; set; }

    public Instant? SentAt { get; set; }

    /// <summary>Whether a named practitioner has to decide before anything is done. All that the front desk may know of the answers.</summary>
    public bool NeedsPractitioner { get; set; }

    public long Version { get; set; }
}

/// <summary>Answers as they were sent off, with the version of the rules they are judged by. Never changed.</summary>
public sealed class QuestionnaireAnswers
{
    public Guid QuestionnaireId { get; set; }

    public Questionnaire? Questionnaire { get; set; }

    /// <summary>Counted from 1.</summary>
    public int Number { get; set; }

    /// <summary>The version of the rules of that day.</summary>
    public int RulesVersion { get; set; }

    /// <summary>The clinic's date then, from which waits are counted.</summary>
    public LocalDate AnsweredOn { get; set; }

    public Instant SentAt { get; set; }

    /// <summary>Sealed for this row alone.</summary>
    public SealedText Answers { get; set; }
}

/// <summary>What a practitioner can say to a questionnaire.</summary>
public enum QuestionnaireVerdict
{
    Accept,
    AcceptWithConditions,
    Refer,
    Decline,
}

/// <summary>What a named practitioner decided about answers. A new decision stands beside the old ones.</summary>
public sealed class QuestionnaireDecision
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid QuestionnaireId { get; set; }

    public Questionnaire? Questionnaire { get; set; }

    /// <summary>Which answers it is about.</summary>
    public int Number { get; set; }

    public QuestionnaireVerdict Verdict { get; set; }

    public Instant At { get; set; }

    public Guid ByUser { get; set; }

    public required string ByName { get; set; }

    /// <summary>What the client is told: the conditions, or what to do first. Sealed for this row alone.</summary>
    public SealedText? ForClient { get; set; }

    /// <summary>Why, for the record. Sealed for this row alone.</summary>
    public SealedText? Reason { get; set; }

    /// <summary>Whether the doctor's letter was seen.</summary>
    public bool LetterSeen { get; set; }

    /// <summary>Whether treatment may be before the first date that the answers lead to.</summary>
    public bool DateLifted { get; set; }

    /// <summary>Whether it lets treatment go on.</summary>
    public bool Accepts => Verdict is QuestionnaireVerdict.Accept or QuestionnaireVerdict.AcceptWithConditions;
}

/// <summary>A mail about the questionnaire that falls due. A row, not a timer, so that a restart forgets nothing.</summary>
public sealed class QuestionnaireReminder
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AppointmentId { get; set; }

    public Appointment? Appointment { get; set; }

    public QuestionnaireReminderKind Kind { get; set; }

    /// <summary>The <see cref="Appointment.TimeVersion"/> it was made for.</summary>
    public int TimeVersion { get; set; }

    public Instant DueAt { get; set; }

    public ReminderState State { get; set; }
}

public enum QuestionnaireReminderKind
{
    /// <summary>As soon as the appointment stands.</summary>
    Asked,

    AWeekBefore,

    ThreeDaysBefore,

    /// <summary>On the first date that treatment may be, where answers had it wait.</summary>
    WaitIsOver,

    /// <summary>A day after a patch test.</summary>
    ADayAfterTest,

    /// <summary>Two days after a patch test.</summary>
    TwoDaysAfterTest,
}
