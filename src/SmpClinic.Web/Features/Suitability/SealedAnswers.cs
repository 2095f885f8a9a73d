using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// Seals answers so that they can travel in a page's address: back, forward and reload work and nothing is stored. An address opens only in
/// the browser it was made for, until that is closed or a day has passed: whoever finds or is sent it learns no answer.
/// </summary>
public sealed class SealedAnswers(IDataProtectionProvider provider, IClock clock)
{
    private const int LongestState = 4_000;
    private static readonly Duration Life = Duration.FromDays(1);
    private readonly DatedSeal _answers = new(provider, "SmpClinic.Suitability.v1", LongestState, clock);
    private readonly DatedSeal _refused = new(provider, "SmpClinic.Suitability.Refused.v1", LongestState, clock);

    /// <param name="answers">What was answered.</param>
    /// <param name="visitor">The visitor's browser: <see cref="Booking.FormKeys.Visitor"/>.</param>
    public string Seal(Answers answers, string visitor) => _answers.Seal(visitor + answers.Write());

    /// <summary>Opens what was sealed for this browser; null for what was not, or too long ago.</summary>
    public Answers? Open(string? state, string visitor) => Opened(_answers, state, visitor) is { } words ? Answers.Read(words) : null;

    /// <summary>
    /// Seals an answer that was refused, so that it can be shown again by an address of its own: to a page that a form was sent for,
    /// browsers go back only after asking whether to send it again.
    /// </summary>
    public string SealRefused(SuitabilityForm form, string visitor) => _refused.Seal(visitor + form.Write());

    /// <summary>Opens an answer that was refused; null where there is none.</summary>
    public SuitabilityForm? OpenRefused(string? refused, string visitor) => Opened(_refused, refused, visitor) is { } words ? SuitabilityForm.Read(words) : null;

    private static string? Opened(DatedSeal seal, string? sealedWords, string visitor) =>
        seal.Open(sealedWords) is var (age, words) && age < Life && words.StartsWith(visitor, StringComparison.Ordinal) ? words[visitor.Length..] : null;
}
