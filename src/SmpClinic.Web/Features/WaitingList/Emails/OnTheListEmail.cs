using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList.Emails;

/// <summary>To somebody who is on the waiting list from now on.</summary>
public sealed class OnTheListEmail(WaitingFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "You are on our waiting list";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "You are on our waiting list",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "When a time is free that suits you, we keep it for you and write to you at once. You then have a few hours of the day to take it or to let it go; after that it is offered to the next.",
        ],
        Facts = facts.Wishes,
        Button = new("See or leave the list", facts.Link),
        SmallPrint = facts.SmallPrint,
    };
}
