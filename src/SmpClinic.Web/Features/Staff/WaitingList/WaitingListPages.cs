using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Staff.Appointments;
using SmpClinic.Web.Features.WaitingList;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.WaitingList;

/// <summary>What the list's address says, as typed. Nonsense counts as not said.</summary>
public sealed class WaitingFilters
{
    /// <summary>"over" for what has ended; what is open otherwise.</summary>
    [FromQuery(Name = "show")]
    public string? Show { get; set; }

    [FromQuery(Name = "service")]
    public string? Service { get; set; }

    [FromQuery(Name = "page")]
    public string? Page { get; set; }

    [FromQuery(Name = "done")]
    public string? Done { get; set; }

    /// <summary>Whether ended entries are shown.</summary>
    public bool Over => Show == "over";
}

/// <summary>One entry as the list shows it.</summary>
/// <param name="Entry">With service and practitioner.</param>
/// <param name="Offer">The offer under way, with its time and practitioner.</param>
public sealed record WaitingRow(WaitingEntry Entry, TimeOffer? Offer);

/// <summary>The list.</summary>
public sealed record WaitingListPage(
    ListPage<WaitingRow> Rows, WaitingFilters Filters, IReadOnlyList<(string Slug, string Name)> Services, Instant Now);

/// <summary>One entry with all its offers, and times that could be offered by hand.</summary>
/// <param name="Entry">With service, practitioner and every offer, the newest first.</param>
/// <param name="Practitioners">Whose times the caller may offer.</param>
/// <param name="Week">Free times; null where nothing can be offered now.</param>
/// <param name="Fits">The values of the free times that are what was wished for.</param>
/// <param name="Now">When it was read.</param>
public sealed record WaitingEntryPage(WaitingEntry Entry, IReadOnlyList<PractitionerChoice> Practitioners, FreeWeek? Week, IReadOnlySet<string> Fits, Instant Now)
{
    /// <summary>The offer under way.</summary>
    public TimeOffer? Open => Entry.Offers.Find(o => o.State == OfferState.Open);

    /// <summary>What is wrong with what was sent.</summary>
    public FormErrors Errors { get; init; } = new();

    /// <summary>Why nothing was done.</summary>
    public string? Why { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }
}

/// <summary>The form by which staff put somebody on the list.</summary>
public sealed record NewEntryPage(WaitingForm Form, IReadOnlyList<Service> Services, IReadOnlyList<PractitionerChoice> Practitioners, bool MayBeAnybody, FormErrors Errors);

/// <summary>What acting on an entry sends.</summary>
public sealed class WaitingActForm
{
    /// <summary>The offer it is about.</summary>
    public Guid Offer { get; set; }

    /// <summary>The time to offer.</summary>
    public string? Time { get; set; }

    /// <summary>The first date shown, to come back to.</summary>
    public string? From { get; set; }

    public string? TellClient { get; set; }

    /// <summary>Whether they are to be told.</summary>
    public bool Tells => TellClient == "yes";
}
