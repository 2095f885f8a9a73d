using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList.Emails;

/// <summary>Why somebody is no longer on the list without having asked to leave it.</summary>
public enum WaitingOver
{
    /// <summary>Their last date has passed.</summary>
    DatePassed,

    /// <summary>Three offers in a row ran out unanswered.</summary>
    NoAnswer,

    /// <summary>Staff took them off.</summary>
    Removed,
}

/// <summary>To somebody who is no longer on the waiting list.</summary>
public sealed class WaitingOverEmail(WaitingFacts facts, WaitingOver why) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "You are no longer on our waiting list";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "You are no longer on our waiting list",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            why switch
            {
                WaitingOver.DatePassed => "The last date you gave us has passed, and no time came free that suited you. We are sorry. You are welcome to join the list again.",
                WaitingOver.NoAnswer => "Three times in a row we kept a time for you and heard nothing, so we no longer write. You are welcome to join the list again.",
                _ => "We took your entry off the list. If you did not expect this, please ring us.",
            },
        ],
        Facts = facts.Wishes,
        SmallPrint = [.. facts.SmallPrint.Skip(1)],
    };
}
