using SmpClinic.Web.Notifications;

namespace SmpClinic.Web.Features.WaitingList.Emails;

/// <summary>To somebody who asked on the website to be put on the waiting list: whoever reads this mail says so once more.</summary>
public sealed class ConfirmWaitingEmail(WaitingFacts facts) : IEmail
{
    /// <inheritdoc/>
    public string Subject => "Please confirm: our waiting list";

    /// <inheritdoc/>
    public EmailBody Body => new()
    {
        Heading = "One more step to the waiting list",
        Paragraphs =
        [
            $"Hello {facts.ClientName},",
            "Somebody asked us to put this address on our waiting list. Open the page below and confirm it. Without that nothing is kept beyond two days, and we do not write again.",
        ],
        Facts = facts.Wishes,
        Button = new("Confirm and join the list", facts.Link),
        SmallPrint = ["If it was not you who asked, do nothing.", .. facts.SmallPrint],
    };
}
