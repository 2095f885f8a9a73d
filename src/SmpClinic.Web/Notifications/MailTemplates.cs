using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>A mail whose words the clinic can change.</summary>
/// <param name="Name">The name of its template; see <see cref="IEmail.TemplateName"/>.</param>
/// <param name="Title">What staff call it.</param>
/// <param name="Sent">When it is sent.</param>
/// <param name="Required">Fields that its text has to name.</param>
/// <param name="Shipped">The program's own words.</param>
public sealed record MailTemplateKind(string Name, string Title, string Sent, IReadOnlyList<string> Required, MailTemplate Shipped)
{
    /// <summary>The fields it may name.</summary>
    public IReadOnlyList<MailField> Fields => MailTemplates.Fields;
}

/// <summary>The mails whose words the clinic can change, with the program's own words.</summary>
public static class MailTemplates
{
    /// <summary>The field of the secret address.</summary>
    public const string Link = "link";

    /// <summary>Said of a request that was moved or changed, and of nothing else.</summary>
    private const string NotConfirmedYet = "It is not confirmed yet: we email you our answer.";

    private const string Visit = """
        - When: {{when}}
        - What: {{what}}
        - With: {{practitioner}}
        - Where: {{where}}
        - Getting in: {{directions}}
        - Price: {{price}}
        - Please bring: {{bring}}
        - Reference: {{reference}}

        [See, move or cancel your appointment]({{link}})
        """;

    private const string Gone = """
        - It was for: {{when}}
        - What: {{what}}
        - With: {{practitioner}}
        - Reference: {{reference}}
        """;

    private const string See = "[See your appointment]({{link}})";

    private const string SmallPrint = """
        This link is yours alone: whoever has it can see, move or cancel the appointment.

        Replies to this invitation are not read; use the link above or ring {{phone}}.
        """;

    private static readonly string[] OfVisits = ["when", "where", "practitioner", "reference", Link];
    private static readonly string[] OfGone = ["when", "reference", Link];

    /// <summary>All fields.</summary>
    public static IReadOnlyList<MailField> Fields { get; } =
    [
        new("client", "The client's name", Optional: false, (f, _) => f.ClientName),
        new("when", "Date, time and length, with the zone", Optional: false, (f, _) => f.When),
        new("short-when", "Date and time, short", Optional: false, (f, _) => f.ShortWhen),
        new("time", "The time alone", Optional: false, (f, _) => f.Time.Time(f.Start)),
        new("date", "The date alone, short", Optional: false, (f, _) => ClinicTime.DateShort(f.Time.DateOf(f.Start))),
        new("practitioner", "Who treats", Optional: false, (f, _) => f.PractitionerName),
        new("what", "What was booked", Optional: false, (f, _) => f.ServiceName),
        new("where", "The address, or how a call comes about", Optional: false, (f, _) => f.Where),
        new("directions", "Getting in; of visits to the clinic alone", Optional: true, (f, _) => f.Mode == VisitMode.InPerson ? f.Clinic.Directions : null),
        new("price", "The price, with what it includes", Optional: false, (f, _) => string.IsNullOrWhiteSpace(f.PriceNote) ? f.PriceText : $"{f.PriceText}. {f.PriceNote}"),
        new("bring", "What to bring, where there is anything", Optional: true, (f, _) => f.WhatToBring),
        new("reference", "The code to read out on the phone", Optional: false, (f, _) => f.Reference),
        new("reason", "Why it was declined or cancelled, where somebody said", Optional: true, (f, _) => f.Reason),
        new("previous", "When it was to be before it was moved", Optional: true, (f, email) => email.PreviousStart is { } before ? f.Time.When(before) : null),
        new("unconfirmed", $"“{NotConfirmedYet}” Of requests alone", Optional: true, (f, _) => f.Status == AppointmentStatus.Requested ? NotConfirmedYet : null),
        new("clinic", "The clinic's name", Optional: false, (f, _) => f.Clinic.Name),
        new("phone", "The clinic's telephone number", Optional: false, (f, _) => f.Clinic.Phone),
        new(Link, "The client's own secret link, in the button alone", Optional: false, (f, _) => f.Link),
    ];

    /// <summary>What subjects and headings may name.</summary>
    public static IReadOnlySet<string> InSubject { get; } = new HashSet<string>(StringComparer.Ordinal) { "short-when", "when", "time", "date", "clinic", "reference" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MailTemplateKind> All { get; } =
    [
        new("RequestReceivedEmail", "We have your request", "When a client has asked for a time.", OfVisits, new(
            "We have your request for {{short-when}}",
            "We have your request",
            Text("Hello {{client}},", "We are keeping this time for you. It is not confirmed yet: we look at every request ourselves and email you our answer.", Visit),
            SmallPrint)),
        new("BookingConfirmedEmail", "Confirmation", "When an appointment stands, booked at once or confirmed by you.", OfVisits, new(
            "Your appointment on {{short-when}} is confirmed",
            "Your appointment is confirmed",
            Text("Hello {{client}},", "We look forward to seeing you.", Visit),
            Text(
                "You booked at a distance, so you have 14 days from booking to change your mind for any reason. "
                + "If the visit takes place within those days because you asked for it, we may charge for what has been done.",
                SmallPrint))),
        new("AppointmentDeclinedEmail", "Request declined", "When you cannot take a request.", OfGone, new(
            "We cannot offer you {{short-when}}",
            "We cannot offer you this time",
            Text("Hello {{client}},", "Thank you for your request. We are sorry that we cannot take it; the time is no longer kept.", "Why: {{reason}}", Gone, See),
            SmallPrint)),
        new("AppointmentMovedEmail", "Moved", "When an appointment was given another time.", OfVisits, new(
            "Your appointment has moved to {{short-when}}",
            "Your appointment has moved",
            Text("Hello {{client}},", "It was to be on {{previous}}.", "This is the new time.", "We are keeping it for you. {{unconfirmed}}", Visit),
            SmallPrint)),
        new("AppointmentChangedEmail", "Changed", "When the length or the room of an appointment is another, and its time is not.", OfVisits, new(
            "Your appointment on {{short-when}} has changed",
            "Your appointment has changed",
            Text("Hello {{client}},", "It starts when it did. How long it takes or where it is has changed; this is how it stands now.", "{{unconfirmed}}", Visit),
            SmallPrint)),
        new("AppointmentCancelledEmail", "Cancelled", "When an appointment is off, whoever cancelled it.", OfGone, new(
            "Your appointment on {{short-when}} is cancelled",
            "Your appointment is cancelled",
            Text(
                "Hello {{client}},",
                "This appointment will not take place, and the time is free again. If you did not expect this, please ring us.",
                Gone + "\n- Reason given: {{reason}}",
                See),
            SmallPrint)),
        new("AppointmentReminderEmail-TwoDaysBefore", "Reminder, two days before", "Two days before a confirmed appointment.", OfVisits, new(
            "Reminder: your appointment on {{short-when}}",
            "Your appointment is in two days",
            Text("Hello {{client}},", "If you cannot come, please tell us: somebody else may be waiting for a time.", Visit),
            SmallPrint)),
        new("AppointmentReminderEmail-ThreeHoursBefore", "Reminder, three hours before", "Three hours before a confirmed appointment.", OfVisits, new(
            "Your appointment at {{time}} ({{date}})",
            "Your appointment is soon",
            Text("Hello {{client}},", "If you cannot come, please tell us: somebody else may be waiting for a time.", Visit),
            SmallPrint)),
    ];

    /// <summary>One of them; null where the words of that mail are the program's.</summary>
    public static MailTemplateKind? Find(string name) => All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.Ordinal));

    private static string Text(params string[] blocks) => string.Join("\n\n", blocks.Select(block => block.ReplaceLineEndings("\n")));
}
