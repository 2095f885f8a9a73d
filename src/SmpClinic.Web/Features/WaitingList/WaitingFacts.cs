using NodaTime;
using SmpClinic.Web.Model;
using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList;

/// <summary>All that a mail to somebody on the waiting list may know.</summary>
/// <param name="Reference">The short code people read out on the phone.</param>
/// <param name="ClientName">As typed, made harmless.</param>
/// <param name="ServiceName">What for; for the body only, never for a subject.</param>
/// <param name="PractitionerName">With whom; null for whoever is free.</param>
/// <param name="WishWords">Which days and hours.</param>
/// <param name="LastDate">The last date wanted.</param>
/// <param name="Link">Absolute: their own secret link.</param>
/// <param name="Clinic">Who the clinic is.</param>
/// <param name="Time">Puts instants into words.</param>
public sealed record WaitingFacts(
    string Reference, string ClientName, string ServiceName, string? PractitionerName, string WishWords, LocalDate LastDate, string Link, ClinicDetails Clinic, ClinicTime Time)
{
    /// <summary>What they wait for.</summary>
    public IReadOnlyList<EmailFact> Wishes =>
    [
        new("What", ServiceName),
        new("With", PractitionerName ?? "Whoever is free"),
        new("When", WishWords),
        new("Reference", Reference),
    ];

    /// <summary>Said in every mail.</summary>
    public IReadOnlyList<string> SmallPrint =>
    [
        "This link is yours alone: whoever has it can answer for you and take you off the list.",
        $"We delete these details thirty days after {ClinicTime.Date(LastDate)} at the latest. Questions? Ring {Clinic.Phone}.",
    ];

    /// <summary>The facts of an entry whose service and practitioner, if any, are loaded.</summary>
    public static WaitingFacts Of(WaitingEntry entry, string link, ClinicDetails clinic, ClinicTime time) => new(
        entry.Reference,
        UserWords.OneLine(entry.ContactName),
        entry.Service!.Name,
        entry.PractitionerId is null ? null : entry.Practitioner?.Name ?? entry.Service.Practitioners.FirstOrDefault(p => p.Id == entry.PractitionerId)?.Name,
        Features.WaitingList.Wishes.Words(entry),
        entry.LastDate,
        link,
        clinic,
        time);
}
