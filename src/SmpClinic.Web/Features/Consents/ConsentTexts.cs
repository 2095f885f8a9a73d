using System.Security.Cryptography;
using System.Text;
using SmpClinic.Web.Features.Booking;
using SmpClinic.Web.Features.Photos;

namespace SmpClinic.Web.Features.Consents;

/// <summary>One wording of one consent.</summary>
/// <param name="Kind">What it is about, as stored.</param>
/// <param name="Version">Which wording.</param>
/// <param name="Title">As a heading.</param>
/// <param name="Paragraphs">What is agreed to; a line that begins with a dash is an item of a list.</param>
/// <param name="IsSigned">Whether it wants a signature, not a tick.</param>
public sealed record ConsentText(string Kind, string Version, string Title, IReadOnlyList<string> Paragraphs, bool IsSigned = false)
{
    /// <summary>The whole wording in one text.</summary>
    public string Whole => string.Join('\n', Paragraphs.Prepend(Title));

    /// <summary>SHA-256 of the wording: what was shown can be proved later.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Whole)));
}

/// <summary>
/// Every wording that anybody was ever asked to agree to. None is ever edited: a change is a new version beside the old one, and
/// whoever agreed to the old one is asked again. A test holds the digest of each.
/// </summary>
public static class ConsentTexts
{
    public const string HealthData = "health-data";
    public const string RecordPhotos = "record-photos";
    public const string Offers = "offers";
    public const string EarlyStart = "early-start";
    public const string Scalp = "procedure-smp";
    public const string Brows = "procedure-microblading";

    /// <summary>All of them; of each kind the newest last.</summary>
    public static IReadOnlyList<ConsentText> All { get; } =
    [
        new(HealthData, "2026-12", "Using what I tell you about my health",
            ["I agree that the clinic keeps and uses what I say about my health, skin and hair, to judge whether treatment is safe for me and to treat me. Only the practitioner who treats me reads it. I can take this back at any time; then the clinic can no longer treat me."]),
        new(RecordPhotos, PhotoWords.TextVersion, "Photos in my record", [PhotoWords.RecordText]),
        new(Offers, ConsentKinds.TextVersion, "News and offers", ["Send me the clinic's news and offers by e-mail."]),
        new(EarlyStart, "2026-12", "Starting within fourteen days",
            ["I booked online or by telephone, so I may cancel within fourteen days without giving a reason. I ask the clinic to treat me before those fourteen days are over. If I cancel after it has begun I pay for what was done, and once all of it is done I can no longer cancel."]),
        new(Scalp, "2026-12", "Scalp micropigmentation", Procedure(
            "Pigment is put into the upper skin of my scalp with fine needles, as small dots that look like hair cut very short. It takes two to four sessions, some weeks apart.",
            "It does not make hair grow and does not stop hair loss. Where I go on losing hair, the dots will stand where no hair is, and the work may have to be added to.",
            "- blur, fade unevenly or change colour, and the match with my own hair, which greys, may be lost"), IsSigned: true),
        new(Brows, "2026-12", "Microblading of the brows", Procedure(
            "Pigment is put into the upper skin of my brows in fine strokes, with a row of needles moved by hand. A second session follows after some weeks.",
            "It lasts one to two years on most skin, less on oily skin. It does not make brows grow.",
            "- blur into a soft shade, fade unevenly or turn grey or reddish, above all on oily skin"), IsSigned: true),
    ];

    /// <summary>The newest wording of a kind; null for what is none.</summary>
    public static ConsentText? Current(string? kind) => All.LastOrDefault(text => text.Kind == kind);

    /// <summary>A wording as it was.</summary>
    public static ConsentText? Find(string kind, string version) => All.FirstOrDefault(text => text.Kind == kind && text.Version == version);

    /// <summary>The kinds that are ticked, each by itself.</summary>
    public static IReadOnlyList<string> Ticked { get; } = [HealthData, RecordPhotos, EarlyStart, Offers];

    /// <summary>The text to be signed before a treatment of this service, told by the words of its address; none before a consultation, a test or a check.</summary>
    public static ConsentText? ToSignFor(string service)
    {
        var words = service.Split('-');
        return Has("consultation", "test", "check") ? null
            : Has("smp", "scalp", "micropigmentation") ? Current(Scalp)
            : Has("microblading", "brow", "brows") ? Current(Brows)
            : null;

        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word, StringComparer.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static IReadOnlyList<string> Procedure(string done, string limits, string over) =>
    [
        done,
        limits,
        "The needles break the skin. Usual for some days: redness, swelling, tenderness, scabs that must not be picked.",
        "Less usual, and possible even where everything is done right:",
        "- infection, bleeding, scars, raised scars",
        "- an allergic reaction to pigment, numbing product or aftercare product, which may come weeks or years later; a patch test that shows nothing is no promise",
        "- old skin disease flaring up where the skin was broken",
        "- a cold sore flaring up",
        "- a pigment that can be seen or felt in an MRI scan: I tell the radiographer",
        "Over time the work may:",
        over,
        "It is meant to last. Taking it out again is hard, takes several laser or other treatments, and may leave marks.",
        "It is worn where everybody sees it. I have thought about what that means for my work, my faith and the people around me.",
        "I have told the practitioner about my health, medicines, allergies and former treatments, and nothing I know of has been left out. I am not pregnant, and I have drunk no alcohol today.",
        "I have been told how to look after it, and I have it in writing. I know whom to ring if something is wrong, and that for spreading redness, fever or trouble breathing I see a doctor at once.",
        "I had time to think and to ask. I can stop at any time, also during the session. I am 18 or older.",
    ];
}
