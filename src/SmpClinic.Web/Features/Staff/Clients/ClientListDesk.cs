using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SmpClinic.Web.Data;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Staff.Clients;

/// <summary>
/// The list of clients. What is looked for is somebody's name or number, and stands in no address as it was typed: the address carries it
/// sealed, so that Back and reload work and no log, history or proxy tells whom the clinic looked up.
/// </summary>
public sealed class ClientListDesk(ClientSearch search, IDataProtectionProvider keys, IClock clock)
{
    private const int NewestShown = 20;

    /// <summary>A sealed search opens for as long as a session may last.</summary>
    private static readonly Duration Longest = Duration.FromHours(12);

    private readonly DatedSeal _seal = new(keys, "SmpClinic.ClientSearch.v1", longest: 2000, clock);

    /// <summary>The address of a search.</summary>
    public string AddressOf(string path, string? words) =>
        PlainText.OneLine(words) is { Length: > 0 } clean ? path + "?find=" + Uri.EscapeDataString(_seal.Seal(clean)) : path;

    /// <summary>The words of a sealed search; null where there are none, or they are too old.</summary>
    public string? WordsOf(string? find) => _seal.Open(find) is var (age, words) && age <= Longest ? words : null;

    /// <summary>The page.</summary>
    public async Task<ClientListPage> ReadAsync(StaffCaller caller, string? find, CancellationToken cancellationToken) => WordsOf(find) is { } words
        ? new(words, await search.FindAsync(caller, words, cancellationToken), [], new())
        : new(null, null, await search.NewestAsync(caller, NewestShown, cancellationToken), new());

    /// <summary>What is wrong with the words typed; nothing where they can be looked for.</summary>
    public static FormErrors Judge(string? words)
    {
        var errors = new FormErrors();
        errors.Require(
            string.IsNullOrEmpty(words) || PlainText.OneLine(words) is { Length: <= ClientSearch.LongestWords }, "Words", $"Enter at most {ClientSearch.LongestWords} characters, without control characters.");
        return errors;
    }
}
