using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Features.Consents;

/// <summary>What a page with a text to sign sends.</summary>
public sealed partial class SignForm
{
    private const int LongestDrawing = 12_000;

    /// <summary>The version that was shown.</summary>
    public string? TextVersion { get; set; }

    /// <summary>"yes": read and understood.</summary>
    public string? Read { get; set; }

    /// <summary>The name, as a signature.</summary>
    public string? Name { get; set; }

    /// <summary>The signature as drawn; empty without script or where it is typed alone.</summary>
    public string? Drawing { get; set; }

    /// <summary>The date of birth: asked of whoever signs away from the clinic, and not kept.</summary>
    public string? Born { get; set; }

    /// <summary>Reads it.</summary>
    /// <param name="text">The text as it is now.</param>
    /// <param name="day">The day of the treatment.</param>
    /// <param name="asksBorn">Whether the date of birth is asked.</param>
    /// <param name="signature">The name and the drawing.</param>
    /// <param name="errors">What is wrong.</param>
    public bool TryRead(ConsentText text, LocalDate day, bool asksBorn, out (string Name, string? Drawing) signature, FormErrors errors)
    {
        var name = PlainText.Clean(Name) ?? string.Empty;
        errors.Require(TextVersion == text.Version, nameof(Read), "The text has changed since this page was opened. Read it again, then sign.");
        errors.Require(Read == "yes", nameof(Read), "Read the text, then tick the box.");
        errors.Require(name.Length >= 2, nameof(Name), "Type your full name.");
        errors.Require(name.Length <= SignedConsent.LongestName, nameof(Name), $"This is {name.Length} characters long; shorten it to {SignedConsent.LongestName}.");
        var drawing = string.IsNullOrWhiteSpace(Drawing) ? null : Drawing.Trim();
        errors.Require(drawing is null || (drawing.Length <= LongestDrawing && Lines().IsMatch(drawing)), nameof(Name), "The drawn signature did not arrive whole. Clear it and draw it again, or leave it empty.");
        if (asksBorn)
        {
            var born = LocalDatePattern.Iso.Parse(Born?.Trim() ?? string.Empty);
            errors.Require(born.Success, nameof(Born), "Give your date of birth.");
            errors.Require(!born.Success || IsAdult(born.Value, day), nameof(Born), "We treat nobody who is not 18 on the day. Please ring us.");
        }

        signature = (name, drawing);
        return !errors.Any;
    }

    /// <summary>Whether somebody born then is 18 on that day, and could be alive.</summary>
    public static bool IsAdult(LocalDate born, LocalDate day) => born.PlusYears(18) <= day && born.PlusYears(120) > day;

    /// <summary>The lines of a drawing, each a list of points.</summary>
    public static IReadOnlyList<IReadOnlyList<(int X, int Y)>> LinesOf(string drawing) =>
    [
        .. drawing.Split(';').Select(line => (IReadOnlyList<(int, int)>)
        [
            .. line.Split(' ').Select(point => point.Split(',')).Select(point => (int.Parse(point[0], CultureInfo.InvariantCulture), int.Parse(point[1], CultureInfo.InvariantCulture))),
        ]),
    ];

    /// <summary>"x,y x,y;x,y x,y": up to 1000 across and 300 down.</summary>
    [GeneratedRegex(@"^(?:\d{1,4},\d{1,3}(?: \d{1,4},\d{1,3})*)(?:;\d{1,4},\d{1,3}(?: \d{1,4},\d{1,3})*)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();
}
