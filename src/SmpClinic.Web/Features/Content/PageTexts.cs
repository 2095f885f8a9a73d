namespace SmpClinic.Web.Features.Content;

/// <summary>A text on a page of the site that the clinic can change.</summary>
/// <param name="Id">Its name in the page's markup.</param>
/// <param name="Title">What staff see it under.</param>
/// <param name="Path">The page.</param>
/// <param name="Shipped">The program's own words, in Markdown.</param>
public sealed record PageText(string Id, string Title, string Path, string Shipped);

/// <summary>The changeable texts of pages. What the law or the program itself says, such as the privacy notice or how a form works, is not among them.</summary>
public static class PageTexts
{
    public static IReadOnlyList<PageText> All { get; } =
    [
        new("home", "Home: beginning", "/", "We tattoo tiny dots on scalps and fine strokes on brows. It is cosmetic work: it changes how you look, not how your hair grows. We tell you what it can do, what it cannot, and what it costs before you decide anything."),
        new("scalp", "Scalp micropigmentation: beginning", "/treatments/scalp-micropigmentation", "A cosmetic tattoo of the scalp: many tiny dots that look, from a normal distance, like hair cut very short. It hides the contrast between skin and hair. It does not grow, keep or replace hair.[S1 S2]"),
        new("brows", "Microblading: beginning", "/treatments/microblading", "A hand tool with a row of tiny needles makes fine cuts that hold pigment, each shaped like a single brow hair.[S87 S88] It fills gaps and gives brows shape. It does not make hair grow."),
        new("compare", "Side by side: beginning", "/compare/smp-vs-microblading", "They are cousins: both put pigment into the skin with needles. But they are for different places, are done in different ways, and last for different lengths of time. Most people need only one of them."),
        new("options", "Hair loss options: beginning", "/compare/hair-loss-options", "Six ways to deal with hair loss, doing nothing among them. Each one gets the same questions. We sell only the first, so read us with care; nothing here is ranked."),
        new("suitability", "Is it right for you: beginning", "/suitability", "A few plain questions tell you whether anything stands in the way of scalp micropigmentation or microblading, before you spend time or money."),
        new("prices", "Prices: beginning", "/prices", "What treatment costs here, in full. After a consultation you get one written total with every visit in the plan inside it, and it does not grow."),
        new("paying", "Prices: when you pay", "/prices", "You pay nothing for treatment until a consultation has taken place. The NHS advises the public the same: meet the person who will do it, then pay, and take time to decide.[S141] After that we may ask for a deposit of 10 to 20% to hold your first session. We keep only what reflects our real loss if you cancel late. [Read how moving, cancelling and refunds work](/cancellation-policy)."),
        new("faq", "Questions: beginning", "/faq", "Short answers first. Each figure has its source at the foot of the page. If your question is not here, [ask us](/contact)."),
        new("team", "The team: beginning", "/team", "You meet the person who will hold the needle before you pay for treatment, and that person stays with you to the end of your plan."),
        new("contact", "Contact: beginning", "/contact", "Ring, write, or book a time. There is no call centre: one of us answers."),
        new("access", "Contact: getting in, and being heard", "/contact", "Tell us if you need step-free access, an interpreter, a quieter time of day, a longer visit or a relay call. We will plan for it. If part of this website is hard to use, see our [accessibility statement](/accessibility)."),
        new("how-we-work", "About: how we work", "/about", """
            - We look at you before we quote, and we quote once, in writing, in full.
            - No two people get the same plan. Your skin, your hair, your health and your habits shape it.[S3 S38]
            - We test your skin, start light and build slowly.
            - We say no, or not yet, when that is the honest answer. Then your money comes back.
            - A named person decides about your care. No program does.
            """),
        new("journal", "Journal: beginning", "/journal", "Longer reading from the people who do the work. Each article names who wrote it and where its figures come from, and says when it was last checked."),
        new("gallery", "Gallery: beginning", "/gallery", "Work of our own, healed, with its date and with what the person in it agreed to. No filter, no picture from anybody else."),
        new("aftercare-scalp", "Aftercare of scalps: beginning", "/aftercare/scalp-micropigmentation", "Day 0 is the day of your session. Start counting again after each session. If your practitioner gave you different written advice, follow that."),
        new("aftercare-brows", "Aftercare of brows: beginning", "/aftercare/microblading", "Day 0 is the day of your visit. Start counting again after the perfecting visit, when healing is usually quicker. If your practitioner gave you different written advice, follow that."),
    ];

    /// <summary>The program's own words.</summary>
    /// <exception cref="InvalidOperationException">There is no such text.</exception>
    public static string Shipped(string id) =>
        All.FirstOrDefault(text => string.Equals(text.Id, id, StringComparison.Ordinal))?.Shipped.ReplaceLineEndings("\n") ?? throw new InvalidOperationException($"There is no text '{id}'.");
}
