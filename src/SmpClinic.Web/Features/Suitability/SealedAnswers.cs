using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// Seals answers so that they can travel in a page's address: back, forward and reload work, nothing is stored, and nobody who
/// sees the address learns an answer. A day later it opens no more.
/// </summary>
public sealed class SealedAnswers(IDataProtectionProvider provider, IClock clock)
{
    private const int LongestState = 4_000;
    private static readonly Duration Life = Duration.FromDays(1);
    private readonly DatedSeal _answers = new(provider, "SmpClinic.Suitability.v1", LongestState, clock);
    private readonly DatedSeal _refused = new(provider, "SmpClinic.Suitability.Refused.v1", LongestState, clock);

    public string Seal(Answers answers) => _answers.Seal(answers.Write());

    /// <summary>Opens what was sealed; null for what was not, or too long ago.</summary>
    public Answers? Open(string? state) => _answers.Open(state) is var (age, words) && age < Life ? Answers.Read(words) : null;

    /// <summary>
    /// Seals an answer that was refused, so that it can be shown again by an address of its own: to a page that a form was sent for,
    /// browsers go back only after asking whether to send it again.
    /// </summary>
    public string SealRefused(SuitabilityForm form) => _refused.Seal(form.Write());

    /// <summary>Opens an answer that was refused; null where there is none.</summary>
    public SuitabilityForm? OpenRefused(string? refused) => _refused.Open(refused) is var (age, words) && age < Life ? SuitabilityForm.Read(words) : null;
}
