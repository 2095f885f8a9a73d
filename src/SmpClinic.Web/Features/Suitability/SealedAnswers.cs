using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace SmpClinic.Web.Features.Suitability;

/// <summary>
/// Seals answers so that they can travel in a page's address: back, forward and reload work, nothing is stored, and nobody who
/// sees the address learns an answer. A day later it opens no more.
/// </summary>
public sealed class SealedAnswers(IDataProtectionProvider provider, TimeProvider time)
{
    private const int LongestState = 4_000;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);
    private readonly IDataProtector _answers = provider.CreateProtector("SmpClinic.Suitability.v1");
    private readonly IDataProtector _refused = provider.CreateProtector("SmpClinic.Suitability.Refused.v1");

    public string Seal(Answers answers) => Seal(_answers, answers.Write());

    /// <summary>Opens what was sealed; null for what was not, or too long ago.</summary>
    public Answers? Open(string? state) => Open(_answers, state) is { } text ? Answers.Read(text) : null;

    /// <summary>
    /// Seals an answer that was refused, so that it can be shown again by an address of its own: to a page that a form was sent for,
    /// browsers go back only after asking whether to send it again.
    /// </summary>
    public string SealRefused(SuitabilityForm form) => Seal(_refused, form.Write());

    /// <summary>Opens an answer that was refused; null where there is none.</summary>
    public SuitabilityForm? OpenRefused(string? refused) => Open(_refused, refused) is { } text ? SuitabilityForm.Read(text) : null;

    private string Seal(IDataProtector protector, string text) =>
        protector.Protect(time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) + " " + text);

    private string? Open(IDataProtector protector, string? state)
    {
        if (state is not { Length: > 0 and <= LongestState })
        {
            return null;
        }

        try
        {
            return protector.Unprotect(state).Split(' ', 2) is [var at, var answers]
                && long.TryParse(at, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var second)
                && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(second) < Life
                ? answers
                : null;
        }
        catch (CryptographicException)
        {
            // Shortened, altered, or of another key ring: the check begins anew.
            return null;
        }
    }
}
