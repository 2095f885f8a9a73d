using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Content;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.Staff.Content;

/// <summary>
/// Shows a mail as somebody would get it: with an appointment that the caller may see, or with an invented one. The secret link in it is an example and
/// opens nothing.
/// </summary>
public sealed class MailPreviews(ClinicDb db, IOptions<ClinicDetails> clinic, IOptions<SiteSettings> site, ClinicTime time, IClock clock)
{
    private static readonly Duration UntilInvented = Duration.FromDays(9);
    private static readonly Duration MovedBy = Duration.FromDays(2);

    /// <summary>The page with its preview, where it is a mail's page and its words can be read.</summary>
    public async Task<EditPage> WithAsync(StaffCaller caller, EditPage page, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        if (page.Kind != ContentKinds.Mail || MailTemplates.Find(page.Id) is not { } kind)
        {
            return page;
        }

        var template = MailTemplate.Of(fields);
        var reference = PlainText.OneLine(page.Form.With)?.ToUpperInvariant();
        var real = string.IsNullOrEmpty(reference)
            ? null
            : await db.Appointments.AsNoTracking().VisibleTo(caller).Include(a => a.Service).Include(a => a.Practitioner).Include(a => a.Room).FirstOrDefaultAsync(a => a.Reference == reference, cancellationToken);
        page.Errors.Require(string.IsNullOrEmpty(reference) || real is not null, nameof(ContentForm.With), "There is no appointment with this reference that you may see.");
        if (template.FaultsFor(kind).Any())
        {
            return page;
        }

        var facts = AppointmentFacts.Of(real ?? Invented(kind), site.Value.Absolute("/appointments/an-example-that-opens-nothing"), clinic.Value, time);
        var email = new Shown(facts.Start - MovedBy);
        var body = template.BodyFor(kind, facts, email);
        return page with
        {
            Mail = new(real is null ? "an invented appointment" : $"appointment {real.Reference}", template.SubjectFor(kind, facts, email), body, body.ToText([clinic.Value.Name, clinic.Value.Address, clinic.Value.Phone])),
        };
    }

    private Appointment Invented(MailTemplateKind kind)
    {
        var start = clock.GetCurrentInstant().InUtc().Date.PlusDays((int)UntilInvented.TotalDays).AtMidnight().InUtc().ToInstant() + Duration.FromHours(14);
        return new()
        {
            Reference = "ABCD-EFGH",
            Service = new() { Slug = "example", Name = "First consultation", Summary = string.Empty, Currency = "GBP", WhatToBring = "A list of any medicines you take.", PriceNote = "You pay at the visit." },
            Practitioner = new() { Name = "Robin Example", Slug = "example", Role = string.Empty },
            Status = kind.Name switch
            {
                "RequestReceivedEmail" => AppointmentStatus.Requested,
                "AppointmentDeclinedEmail" => AppointmentStatus.Declined,
                "AppointmentCancelledEmail" => AppointmentStatus.Cancelled,
                _ => AppointmentStatus.Confirmed,
            },
            DeclineReason = "We are at a training course that day.",
            CancelReason = "Something came up at work.",
            Start = start,
            End = start + Duration.FromMinutes(45),
            PriceMinorUnits = 3_000,
            Currency = "GBP",
            ContactName = "Alex Invented",
            ContactEmail = "alex@example.com",
            ContactEmailNormalised = "alex@example.com",
            ContactPhone = "+447700900000",
        };
    }

    /// <summary>Stands in for the mail whose words are shown.</summary>
    private sealed class Shown(Instant previous) : IEmail
    {
        public string Subject => string.Empty;

        public EmailBody Body => new() { Heading = string.Empty };

        public Instant? PreviousStart => previous;
    }
}
