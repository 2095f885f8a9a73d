using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Mail;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>The list of clients: those found, or those added last.</summary>
/// <param name="Words">What was looked for, as typed.</param>
/// <param name="Found">Those found; null where nothing was looked for.</param>
/// <param name="Newest">Those added last, where nothing was looked for.</param>
/// <param name="Errors">What is wrong with the words.</param>
public sealed record ClientListPage(string? Words, FoundClients? Found, IReadOnlyList<ClientRow> Newest, FormErrors Errors);

/// <summary>Everything about one client that the caller may know.</summary>
/// <param name="Client">The record, which stands for itself.</param>
/// <param name="Merged">The records merged into it, the newest first.</param>
/// <param name="Alerts">What to mind, the oldest first; those taken off last.</param>
/// <param name="Tally">How many appointments in which state.</param>
/// <param name="History">One page of the appointments, the newest first.</param>
/// <param name="Unlinked">Bookings of nobody's yet with its e-mail address or number.</param>
/// <param name="Notes">The notes the caller may read, the newest first.</param>
/// <param name="Messages">What was sent about its appointments, the newest first.</param>
/// <param name="Consents">What was agreed to, the newest first.</param>
/// <param name="Before">Earlier contact data, the newest first.</param>
/// <param name="Log">Who did what with the record, the newest first.</param>
/// <param name="MayReadClinical">Whether clinical notes are among the notes.</param>
/// <param name="MayKeepRecords">Whether the caller may merge it and link bookings to it.</param>
/// <param name="Now">When it was read.</param>
public sealed record ClientPage(
    Client Client,
    IReadOnlyList<MergedRecord> Merged,
    IReadOnlyList<ClientAlert> Alerts,
    IReadOnlyList<StatusCount> Tally,
    ListPage<ClientVisit> History,
    IReadOnlyList<UnlinkedBooking> Unlinked,
    IReadOnlyList<NoteView> Notes,
    IReadOnlyList<MailRow> Messages,
    IReadOnlyList<ClientConsent> Consents,
    IReadOnlyList<ClientContactBefore> Before,
    IReadOnlyList<AuditEntry> Log,
    bool MayReadClinical,
    bool MayKeepRecords,
    Instant Now)
{
    /// <summary>What is wrong with the form that was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>The note typed and not kept.</summary>
    public NoteForm Note { get; init; } = new();

    /// <summary>The alert typed and not kept.</summary>
    public AlertForm Alert { get; init; } = new();

    /// <summary>What has just been done, in one word.</summary>
    public string? Done { get; init; }

    /// <summary>What has just been done, in words.</summary>
    public string? DoneWords => Done switch
    {
        "created" => "The record is there.",
        "changed" => "The contact data are saved.",
        "same" => "Nothing was different, so nothing was saved.",
        "noted" => "The note is kept.",
        "edited" => "The note is saved; its earlier words are kept with it.",
        "alerted" => "The alert is on the record.",
        "alert-removed" => "The alert is off the record.",
        "merged" => "The records are merged.",
        "unmerged" => "The merge is undone. Both records stand for themselves again.",
        "linked" => "The booking is linked.",
        _ => null,
    };

    /// <summary>How many visits the client did not come to.</summary>
    public int NoShows => Tally.FirstOrDefault(t => t.Status == AppointmentStatus.NoShow)?.Count ?? 0;
}

/// <summary>A record that was merged into the one shown.</summary>
/// <param name="MergeId">The merge.</param>
/// <param name="Record">The record as it was.</param>
/// <param name="At">When.</param>
/// <param name="By">Who merged it.</param>
/// <param name="UndoUntil">Until when it can be undone; null where it cannot any more.</param>
public sealed record MergedRecord(Guid MergeId, Client Record, Instant At, string By, Instant? UndoUntil);

/// <summary>How many appointments are in a state.</summary>
public sealed record StatusCount(AppointmentStatus Status, int Count);

/// <summary>One appointment in a client's history.</summary>
public sealed record ClientVisit(Guid Id, string Reference, Instant Start, string ServiceName, string PractitionerName, AppointmentStatus Status, ContactPreference Preference);

/// <summary>A booking that belongs to nobody's record yet.</summary>
public sealed record UnlinkedBooking(Guid Id, string Reference, Instant Start, string ContactName, string ServiceName);

/// <summary>What a client agreed to, and with which booking.</summary>
public sealed record ClientConsent(string Kind, string TextVersion, Instant GivenAt, Guid AppointmentId, string Reference);

/// <summary>The words of a note as somebody wrote them.</summary>
public sealed record NoteWords(int Number, string Text, Instant WrittenAt, string WrittenBy);

/// <summary>A note with all its words, the latest first.</summary>
public sealed record NoteView(Guid Id, NoteKind Kind, Instant CreatedAt, long Version, IReadOnlyList<NoteWords> Words)
{
    /// <summary>How it stands now.</summary>
    public NoteWords Latest => Words[0];
}

/// <summary>The page on which a note is edited.</summary>
/// <param name="Client">Whose.</param>
/// <param name="Note">How it stands.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Changed">Somebody changed it while it was typed.</param>
public sealed record NotePage(Client Client, NoteView Note, NoteForm Form, FormErrors Errors, bool Changed);

/// <summary>The page on which contact data are typed, of somebody new or known.</summary>
/// <param name="Client">Whose; null for somebody new.</param>
/// <param name="Form">What was typed.</param>
/// <param name="Errors">What is wrong with it.</param>
public sealed record ContactPage(Client? Client, ContactForm Form, FormErrors Errors)
{
    /// <summary>Somebody changed the record while it was typed.</summary>
    public bool Changed { get; init; }

    /// <summary>Records that may be the same person's; shown before another is made.</summary>
    public IReadOnlyList<LikelySame> Same { get; init; } = [];
}

/// <summary>A record that may be the same person's, and why.</summary>
public sealed record LikelySame(ClientRow Row, string Why);
