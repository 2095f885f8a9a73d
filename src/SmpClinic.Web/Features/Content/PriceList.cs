namespace SmpClinic.Web.Features.Content;

/// <summary>A price of the clinic's own.</summary>
/// <param name="Text">Markdown.</param>
public sealed record PriceCard(string Id, string Title, string Price, string Text);

/// <summary>A price that others published.</summary>
/// <param name="From">Where it comes from, in Markdown.</param>
public sealed record GuidePrice(string Id, string Treatment, string Range, string From);

/// <summary>The prices of <c>/prices</c> in the program's own words.</summary>
public static class PriceList
{
    public static IReadOnlyList<PriceCard> Shipped { get; } =
    [
        new("smp-early", "SMP, early thinning (Norwood 2–3, Ludwig 1)", "£550 to £850", "Two or three visits, and the check afterwards."),
        new("smp-middle", "SMP, middle stages (Norwood 4–5, Ludwig 2)", "£850 to £1,450", "Three visits, and the check afterwards."),
        new("smp-advanced", "SMP, advanced loss (Norwood 6–7, Ludwig 3)", "£1,450 to £2,300", "Three or four visits, and the check afterwards."),
        new("smp-scar", "SMP for a scar", "£350 to £750", "Two or three visits, and the check afterwards."),
        new("smp-touch-up", "SMP touch-up, years later", "A third of the first price", "One visit."),
        new("microblading-brows", "Microblading", "£340", "Two visits: the first, and the perfecting visit."),
        new("microblading-boost", "Microblading colour boost", "£170", "One visit."),
        new("smp-clinic", "SMP consultation at the clinic", "£30", "45 minutes. You get the £30 back in full if you decide not to go on. If you do go on, it comes off the price."),
        new("smp-video", "SMP consultation by video", "Free", "30 minutes. Good for first questions. Skin and area still have to be judged face to face.[S5]"),
        new("microblading", "Microblading consultation", "Free", "30 minutes, about shape, colour and your skin."),
        new("patch-test", "Patch test", "Included", "15 minutes at the clinic, at least 48 hours before your first session."),
        new("aftercare", "Aftercare check", "Included", "20 minutes, when we look at how you have healed."),
    ];

    public static IReadOnlyList<GuidePrice> ShippedGuide { get; } =
    [
        new("smp-early", "SMP, early thinning (Norwood 2–3, Ludwig 1)", "£400 to £850", "One UK clinic[S72]"),
        new("smp-middle", "SMP, middle stages (Norwood 4–5, Ludwig 2)", "£850 to £1,500", "The same clinic[S72]"),
        new("smp-advanced", "SMP, advanced loss (Norwood 6–7, Ludwig 3)", "£1,500 to £2,500", "The same clinic[S72]"),
        new("smp-touch-up", "SMP touch-up, years later", "About a third of the first price", "One clinic[S71]"),
        new("microblading", "Microblading", "From £180 with the second visit; £300 and up is common", "One UK clinic[S94] and a magazine[S108]"),
        new("microblading-boost", "Microblading colour boost", "$100 to $300 in the United States; we found no good UK figure", "One US clinic[S109]"),
    ];
}
