using SmpClinic.Web.Model;

namespace SmpClinic.Web.Notifications;

/// <summary>The parts that mails about appointments share, so that all of them put one fact in the same words.</summary>
internal static class ClientFacts
{
    /// <summary>Everything about a visit that is going to take place.</summary>
    public static IReadOnlyList<EmailFact> Visit(AppointmentFacts facts)
    {
        var list = new List<EmailFact>
        {
            new("When", facts.When),
            new("What", facts.ServiceName),
            new("With", facts.PractitionerName),
            new("Where", facts.Where),
        };
        if (facts.Mode == VisitMode.InPerson)
        {
            list.Add(new("Getting in", facts.Clinic.Directions));
        }

        list.Add(new("Price", string.IsNullOrWhiteSpace(facts.PriceNote) ? facts.PriceText : $"{facts.PriceText}. {facts.PriceNote}"));
        if (!string.IsNullOrWhiteSpace(facts.WhatToBring))
        {
            list.Add(new("Please bring", facts.WhatToBring));
        }

        list.Add(new("Reference", facts.Reference));
        return list;
    }

    /// <summary>What is left to say of a visit that will not take place.</summary>
    public static IReadOnlyList<EmailFact> Gone(AppointmentFacts facts) =>
    [
        new("It was for", facts.When),
        new("What", facts.ServiceName),
        new("With", facts.PractitionerName),
        new("Reference", facts.Reference),
    ];

    /// <summary>What the desk needs to see before it opens the page.</summary>
    public static IReadOnlyList<EmailFact> Notice(AppointmentFacts facts)
    {
        var list = new List<EmailFact>
        {
            new("Client", facts.ClientName),
            new("When", facts.When),
            new("What", facts.ServiceName),
            new("With", facts.PractitionerName),
            new("Reference", facts.Reference),
        };
        if (facts.RoomName is { } room)
        {
            list.Insert(4, new("Room", room));
        }

        return list;
    }

    /// <summary>Replies and changes: said in every mail to a client.</summary>
    public static IReadOnlyList<string> SmallPrint(AppointmentFacts facts) =>
    [
        "This link is yours alone: whoever has it can see, move or cancel the appointment.",
        $"Replies to this invitation are not read; use the link above or ring {facts.Clinic.Phone}.",
    ];

    /// <summary>The button of every mail to a client.</summary>
    public static EmailButton Manage(AppointmentFacts facts) => new("See, move or cancel your appointment", facts.Link);

    /// <summary>The button once nothing is left to change.</summary>
    public static EmailButton See(AppointmentFacts facts) => new("See your appointment", facts.Link);

    /// <summary>The button of every notice.</summary>
    public static EmailButton Open(AppointmentFacts facts) => new("Open the appointment", facts.Link);
}
