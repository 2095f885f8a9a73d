namespace SmpClinic.Web.Features.Content;

/// <param name="Registration">What a real clinic would show here: number, authority and expiry.</param>
public sealed record TeamProfile(
    string Slug,
    string Name,
    string RoleInShort,
    string Summary,
    string Story,
    IReadOnlyList<string> Does,
    IReadOnlyList<string> Training,
    string Registration,
    string Insurance)
{
    public string Path => $"/team/{Slug}";
}

/// <summary>The demonstration clinic's practitioners: invented people, with the same slugs as in the demonstration diary.</summary>
public static class TeamProfiles
{
    private const string NoRegistration = "Invented demonstration data: there is no real registration. A clinic using this site shows the council, the number and the expiry date here.";
    private const string NoInsurance = "Invented demonstration data: there is no real policy. A clinic using this site shows the insurer and the renewal date here.";

    public static IReadOnlyList<TeamProfile> All { get; } =
    [
        new("maya-okafor", "Maya Okafor", "SMP lead",
            "Maya Okafor leads our scalp micropigmentation work: hairlines, full shaved looks and density for men and women with thinning hair.",
            "Maya plans most of our scalp work. She likes a soft, age-appropriate hairline, builds density slowly over several visits, and will tell you when very early thinning means you would see little change.",
            ["Hairlines and full shaved looks", "Density between longer hair, for men and women", "Alopecia areata, once you have seen a doctor about it", "SMP consultations by video and in person"],
            ["Scalp micropigmentation certificate, with supervised practice", "Infection control, level 2", "First aid at work"],
            NoRegistration, NoInsurance),
        new("tom-hale", "Tom Hale", "SMP and scars",
            "Tom Hale works on scalp micropigmentation and scars: transplant lines, surgery and injury marks, and touch-ups of older work.",
            "Tom spends much of his time on scar tissue, which takes pigment unevenly and fades faster. He starts small, waits for the skin to answer, and is plain about what can be softened and what will still show.",
            ["Transplant, surgery and injury scars on the scalp", "Touch-ups and corrections of older SMP", "Hairlines and full shaved looks", "SMP consultations by video and in person"],
            ["Scalp micropigmentation certificate, with supervised practice", "Scar camouflage course", "Infection control, level 2"],
            NoRegistration, NoInsurance),
        new("elin-pryce", "Elin Pryce", "Microblading and brows",
            "Elin Pryce does microblading and brow design: first visits, perfecting visits, colour boosts, and honest advice on which technique fits.",
            "Elin draws every brow on paper and on skin before she picks up a tool. If your skin is oily she will say that strokes tend to blur on it, and talk about soft powder brows instead.",
            ["Microblading: first visit, perfecting visit and colour boost", "Brow design for gaps, sparse brows and no brows", "Patch tests and aftercare checks", "Brow consultations"],
            ["Microblading certificate, with supervised practice", "Colour theory for cosmetic pigment", "Infection control, level 2"],
            NoRegistration, NoInsurance),
    ];

    public static TeamProfile? Find(string slug) => All.FirstOrDefault(person => string.Equals(person.Slug, slug, StringComparison.Ordinal));
}
