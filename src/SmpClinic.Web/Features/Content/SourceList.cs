namespace SmpClinic.Web.Features.Content;

/// <summary>What kind of source it is; a reader should know before trusting a figure.</summary>
public enum SourceGrade
{
    /// <summary>Law, regulator or public health body.</summary>
    A,

    /// <summary>Medical literature or hospital.</summary>
    B,

    /// <summary>Trade press, law firm or general article.</summary>
    C,

    /// <summary>A clinic's or seller's own page.</summary>
    D,
}

public sealed record Source(string Id, SourceGrade Grade, string Title, string Address)
{
    public string GradeInWords => Grade switch
    {
        SourceGrade.A => "law, regulator or public health body",
        SourceGrade.B => "medical literature or hospital",
        SourceGrade.C => "trade press, law firm or general article",
        _ => "a clinic's or seller's own page",
    };
}

/// <summary>Every source the pages cite. A number keeps its meaning across the whole site.</summary>
public static class SourceList
{
    public static IReadOnlyList<Source> All { get; } =
    [
        new("S1", SourceGrade.B, "Nguyen et al. 2022, Scalp Micropigmentation: A Clinicopathologic Correlation (Skin Appendage Disorders)", "https://pmc.ncbi.nlm.nih.gov/articles/PMC9485964/"),
        new("S2", SourceGrade.D, "Skulltec South West: FAQ", "https://skulltec-southwest.co.uk/faq-2/"),
        new("S3", SourceGrade.B, "Plastic Surgery Key (textbook chapter): \"Permanent\" Scalp Micropigmentation", "https://plasticsurgerykey.com/permanent-scalp-micropigmentation"),
        new("S4", SourceGrade.C, "RealSelf article by Pak, Kim, Rassman: Scalp Micropigmentation (SMP), A Useful Treatment For Hair Loss", "https://www.realself.com/article/scalp-micropigmentation-smp-treatment-hair-loss"),
        new("S5", SourceGrade.D, "SL Cosmetic Solutions: What to expect", "https://www.slcosmeticsolutions.com/what-to-expect"),
        new("S6", SourceGrade.D, "Dapper SMP: store and payment policy", "https://www.dappersmp.com/store-policy"),
        new("S7", SourceGrade.D, "Saskatoon Scalp: FAQ", "https://saskatoonscalp.com/faq"),
        new("S8", SourceGrade.D, "Hair Ink UK: HPT terms of treatment", "http://www.hair-ink.co.uk/hpt-terms-of-treatment/"),
        new("S9", SourceGrade.B, "Micropigmentation: Camouflaging Scalp Alopecia and Scars in Korean Patients (Aesthetic Plastic Surgery, evidence level IV; abstract)", "https://link.springer.com/article/10.1007/s00266-013-0259-1"),
        new("S10", SourceGrade.B, "Plastic Surgery Key (textbook chapter): Micropigmentation and microblading", "https://plasticsurgerykey.com/micropigmentation-and-microblading/"),
        new("S11", SourceGrade.C, "Health Jade: Scalp micropigmentation (overview citing the literature)", "https://healthjade.com/scalp-micropigmentation"),
        new("S12", SourceGrade.B, "Liu et al. 2025, Scalp Micropigmentation Is an Effective Treatment for Localized Alopecia (J Cosmet Dermatol, doi 10.1111/jocd.70375; abstract)", "https://www.litmetric.com/detail/40899372/Scalp-Micropigmentation-Is-an-Effective-Treatment-for-Localized-Alopecia-Technical-Analysis-and-a-Se"),
        new("S14", SourceGrade.D, "Jonathan Gerow: needle size and pain FAQ", "http://jonathangerow.com/faq/size-needles-use-level-pain-may-experience-treatment/"),
        new("S15", SourceGrade.D, "Hair Doctor NYC: Scalp Micropigmentation Healing Process, 6-week blueprint", "https://hairdoctornyc.com/scalp-micropigmentation-healing-process"),
        new("S16", SourceGrade.D, "The Dermatography Clinic: How is it done?", "https://www.thedermatographyclinic.com/faqs/how-is-it-done-2/"),
        new("S17", SourceGrade.D, "Scalp Studio: Alopecia areata and SMP, what the results actually look like", "https://resources.scalpstudio.com/alopecia/smp-alopecia-areata-before-and-after"),
        new("S18", SourceGrade.D, "Team Micro: SMP and discolouration", "https://www.teammicro.com/smp/discoloration/"),
        new("S19", SourceGrade.C, "Tressless summary of Rassman et al. 2015", "https://tressless.com/research/scalp-micropigmentation-concealer-for-hairscalp-issues-KrJr"),
        new("S20", SourceGrade.D, "SMP Hair Creations: SMP process", "https://smphaircreations.com/what-we-offer/smp-process"),
        new("S21", SourceGrade.D, "Nikki Butler: Medical and Permanent Makeup FAQs", "http://www.nikkibutler.co.uk/faqs"),
        new("S24", SourceGrade.C, "RealSelf: Scalp Micropigmentation", "https://www.realself.com/scalp-micropigmentation"),
        new("S25", SourceGrade.C, "ConsumerAffairs: FDA warning on pre-tattoo numbing creams (March 2024)", "https://www.consumeraffairs.com/news/pre-tattoo-of-piercing-numbing-creams-can-be-dangerous-032624.html"),
        new("S27", SourceGrade.D, "Scalp Culture: How are the treatments scheduled?", "https://scalpculture.com/faq-items/how-are-the-treatments-scheduled/"),
        new("S28", SourceGrade.D, "Function of SMP in case of hair loss (clinic handout)", "https://studylibfr.com/doc/10071408/function-of-smp-in-case-of-hair-loss-converted"),
        new("S29", SourceGrade.C, "6 Pros and Cons of Scalp Micropigmentation (blog)", "https://gymworkoutroutine.info/6-pros-and-cons-of-scalp-micropigmentation/"),
        new("S31", SourceGrade.D, "Ultra Scalp Ink: Does The Treatment Cover For Future Hair Loss?", "https://ultrascalp-ink.co.uk/2023/07/17/does-the-treatment-cover-for-future-hair-loss/"),
        new("S36", SourceGrade.C, "HairMore: The Ludwig Scale Explained (2026)", "https://hairmore.info/science/ludwig-scale-female-hair-loss-2026/"),
        new("S37", SourceGrade.B, "Kluger 2015, Contraindications for Tattooing (Curr Probl Dermatol)", "https://karger.com/books/book/174/chapter/5110374/Contraindications-for-Tattooing"),
        new("S38", SourceGrade.B, "Kluger & De Cuyper 2018, A Practical Guide About Tattooing in Patients with Chronic Skin Disorders and Other Medical Conditions (abstract)", "https://link.springer.com/article/10.1007/s40257-017-0326-5"),
        new("S39", SourceGrade.A, "Tattooing of Minors Act 1969", "http://www.legislation.gov.uk/ukpga/1969/24?view=plain"),
        new("S41", SourceGrade.D, "Pure Ink SMP: before and after care, who cannot have SMP", "https://pureinksmp.com/before-and-after-care/"),
        new("S42", SourceGrade.D, "Scalp Micropigmentation MD: Who should not get SMP", "https://www.scalpmicropigmentationmd.com/who-should-not-get-scalp-micropigmentation/"),
        new("S45", SourceGrade.D, "Definitions Hair and Beauty UK: Am I suitable for permanent make-up?", "https://www.definitionshairandbeautysalon.co.uk/am-i-suitable"),
        new("S46", SourceGrade.D, "INKD SMP: Who can't get scalp micropigmentation?", "https://www.inkdsmp.com.au/post/who-smp-is-not-suitable-for"),
        new("S47", SourceGrade.D, "My Transformation: medical conditions that prohibit SMP", "https://mytransformation.com.au/medical-conditions-that-prohibit-scalp-micropigmentation/"),
        new("S49", SourceGrade.B, "Tattooing and psoriasis: 90 Finnish patients (Acta Dermatovenerol APA 2017; abstract)", "https://pubmed.ncbi.nlm.nih.gov/28632882/"),
        new("S50", SourceGrade.D, "Naturalinks PM: contra-indications for SMP", "https://www.naturalinkspm.com/smp-contraindications"),
        new("S51", SourceGrade.C, "Keloid212: Tattoos and Keloids", "http://www.keloid212.com/tattoos-and-keloids/"),
        new("S52", SourceGrade.D, "Features Beauty UK: semi-permanent brow suitability and pre-treatment advice", "https://www.features-beauty.co.uk/spmu"),
        new("S53", SourceGrade.D, "Brows by VJ: patch test and contraindications", "https://browsbyvj.com/patch-test/"),
        new("S54", SourceGrade.D, "Natural Look by Eva: Microblading precare", "https://www.naturallookbyeva.com/microblading-precare/"),
        new("S56", SourceGrade.C, "Donovan Hair Clinic: review of the isotretinoin consensus papers (Spring 2017, Mysore 2017)", "https://cutdoc.com/2022/09/29/yes-or-no-donovan-hair-clinic/"),
        new("S57", SourceGrade.C, "HIV i-Base: UK joint guidelines on HIV discrimination in tattoo and beauty salons (joint statement of BHIVA, BASHH, NAT, THT, HIV Scotland, 19 Sept 2019)", "https://i-base.info/htb/36662"),
        new("S58", SourceGrade.C, "Thompsons Scotland: Is it illegal to refuse those living with HIV a tattoo or other cosmetic treatments?", "https://www.thompsons-scotland.co.uk/blog/employment-law/is-it-illegal-to-refuse-those-living-with-hiv-a-tattoo-or-other-cosmetic-treatments"),
        new("S59", SourceGrade.B, "Clinical Presentations of Granulomatous Skin Reactions Following Tattooing and Cosmetic Micropigmentation: A Systematic Review (Cureus 2026; summary)", "https://tomesphere.com/paper/PMC12929199.md"),
        new("S60", SourceGrade.C, "FEAU: When can I do SMP after hair transplant", "https://www.feau.com/question/when-can-i-do-smp-after-hair-transplant"),
        new("S61", SourceGrade.C, "DrOracle (machine-assisted medical Q&A, review pending): SMP after hair transplant", "https://www.droracle.ai/articles/862804/is-scalp-micropigmentation-safe-after-a-hair-transplant-and"),
        new("S62", SourceGrade.D, "Scalp Pro UK: Can I get a hair transplant after SMP?", "https://scalppro.uk/can-i-get-a-hair-transplant-after-scalp-micropigmentation"),
        new("S64", SourceGrade.D, "Newman SMP: recovery and redness duration", "https://newmansmp.com/blog/scalp-micropigmentation-recovery-atlanta-ga/"),
        new("S65", SourceGrade.D, "My Transformation: SMP healing timeline, day-by-day guide", "https://www.mytransformation.com.au/blogs/news/scalp-micropigmentation-healing-timeline-day-by-day-guide"),
        new("S66", SourceGrade.D, "Team Micro: SMP fading, what to expect", "https://www.teammicro.com/smp/fading/"),
        new("S67", SourceGrade.D, "Scalp Clinic: SMP recovery process", "http://www.scalpclinic.com/general/scalp-micropigmentation-recovery-process-expect/"),
        new("S68", SourceGrade.D, "Koneko Studio: SMP aftercare", "https://www.konekostudio.com/msp-aftercare"),
        new("S69", SourceGrade.C, "TransplantMatch: SMP recovery guide", "https://transplantmatch.com/guides/recovery/scalp-micropigmentation-smp"),
        new("S70", SourceGrade.D, "Ink2Scalp: Will scalp micropigmentation fade?", "https://www.ink2scalp.com/post/will-scalp-micropigmentation-fade"),
        new("S71", SourceGrade.D, "Full Scalp: How Long Does Scalp Micropigmentation Last?", "https://www.fullscalp.com/how-long-does-scalp-micropigmentation-last/"),
        new("S72", SourceGrade.D, "SMP Aesthetics UK: SMP for alopecia, with prices by Norwood/Ludwig stage", "https://smpaesthetics.co.uk/scalp-micropigmentation/alopecia/"),
        new("S73", SourceGrade.D, "Scalp Micro USA: How many years does scalp micropigmentation last?", "https://scalpmicrousa.com/how-many-years-does-scalp-micropigmentation-last/"),
        new("S74", SourceGrade.B, "Cleveland Clinic: Micropigmentation, risks and benefits", "https://my.clevelandclinic.org/health/treatments/11004-micropigmentation/risks--benefits"),
        new("S75", SourceGrade.C, "Think Before You Ink (republished FDA consumer advice)", "https://bjceap.com/blog/ArtMID/448/ArticleID/198/Think-Before-You-Ink-The-Safety-of-Tattoos"),
        new("S76", SourceGrade.C, "Foresight: UK REACH restriction for tattoo inks and permanent make-up", "https://www.useforesight.io/news/uk-reach-restriction-for-tattoo-inks-and-permanent-make-up"),
        new("S77", SourceGrade.B, "Tattoos: risks and complications, clinical and histopathological approach (Anais Brasileiros de Dermatologia 2024)", "http://www.anaisdedermatologia.org.br/en-tattoos-risks-complications-clinical-histopathological-avance-S0365059624000345"),
        new("S78", SourceGrade.B, "Tope & Shellock 2002, MRI and Permanent Cosmetics: survey (J Magn Reson Imaging; abstract copy)", "https://www.readkong.com/page/magnetic-resonance-imaging-and-permanent-cosmetics-9694413"),
        new("S79", SourceGrade.A, "NHS Blood and Transplant: Ask the experts (tattoo deferral)", "https://www.blood.co.uk/news-and-campaigns/the-donor/latest-stories/ask-the-experts-spring-2022/"),
        new("S80", SourceGrade.C, "PMUHub: Scalp Micropigmentation Removal", "https://www.pmuhub.com/scalp-micropigmentation/scalp-micropigmentation-removal/"),
        new("S81", SourceGrade.D, "International Hairlines: How To Remove Scalp Micropigmentation?", "https://internationalhairlines.com/blog/how-to-remove-scalp-micropigmentation/"),
        new("S82", SourceGrade.A, "NHS guide to cosmetic procedures: Permanent make-up (syndicated copy, older edition)", "https://api-bridge.azurewebsites.net/conditions/?p=cosmetic-treatments/permanent-make-up/"),
        new("S83", SourceGrade.C, "El Mens: How much can you expect to pay for scalp micropigmentation", "https://www.elmens.com/health/how-much-can-you-expect-to-pay-for-scalp-micropigmentation/"),
        new("S85", SourceGrade.D, "Hair Transplant Malaysia: hair replacement cost comparison", "https://hair-transplant-malaysia.com/hair/hair-replacement-cost/"),
        new("S87", SourceGrade.B, "American Academy of Dermatology, DermWorld Insights: Eyebrow-raising complications of microblading (2024)", "https://staging.aad.org/dw/dw-insights-and-inquiries/archive/2024/microblading-complications"),
        new("S88", SourceGrade.B, "Spurr et al. 2022, Cutaneous sarcoidosis in eyebrows pigmented with microblading (SAGE Open Med Case Rep)", "https://pmc.ncbi.nlm.nih.gov/articles/PMC9382064/"),
        new("S89", SourceGrade.A, "US National Environmental Health Association, Body Art Model Code 3rd ed., annex (microblading)", "https://pubs.neha.org/annex-bamc-3rd-ed/60"),
        new("S90", SourceGrade.C, "Thailand Medical News: Microblading", "https://thailandmedical.news/news/microblading"),
        new("S91", SourceGrade.D, "Beaute Studio Brows: Microblading healing", "https://beautestudiobrows.com/blogs/news/microblading-healing"),
        new("S92", SourceGrade.D, "Find Your Brows: Microblading healing day by day", "https://www.findyourbrows.com/post/brows-healing-stage"),
        new("S93", SourceGrade.D, "High Brow Blading UK: FAQs, T&Cs", "https://www.highbrowblading.co.uk/misc/faqs-t-cs"),
        new("S94", SourceGrade.D, "Beauty Box Leicester: Microblading prices and booking", "https://www.beautyboxleicester.co.uk/microblading"),
        new("S95", SourceGrade.D, "Face Beauty 702: Permanent makeup FAQ", "https://facebeauty702.com/permanent-makeup-2"),
        new("S96", SourceGrade.C, "BeHacks: Microblading touch-up", "https://behacks.com/microblading-touch-up/"),
        new("S97", SourceGrade.D, "Immaculate Touch Beauty UK: Microblading FAQs", "https://immaculatetouchbeauty.co.uk/faqs/"),
        new("S98", SourceGrade.C, "Crystal Brow Expert: Microblading touch-up", "https://crystalbrowexpert.com/microblading-touch-up"),
        new("S99", SourceGrade.D, "Alchemy Tattoo Ocala: Microblading aftercare", "https://www.alchemytattoo-ocala.com/aftercare"),
        new("S100", SourceGrade.D, "Natural Beauty Designs: Microblading healing process", "https://www.naturalbeautydesigns.com/microblading-healing"),
        new("S101", SourceGrade.D, "Oasa Rosa Aesthetics UK: SPMU FAQs", "https://www.oasarosaaesthetics.com/faq-s-t-c-s"),
        new("S102", SourceGrade.C, "Powder brows vs microblading, main differences (2025 article)", "https://teletype.in/@post_uz/XDdZdNb0jeG"),
        new("S103", SourceGrade.C, "BeautyEpic: Ombre powder brows vs microblading", "https://www.beautyepic.com/microblading-vs-ombre-powder-brows/"),
        new("S104", SourceGrade.D, "Hybrid Makeup UK: Permanent Makeup vs. Microblading", "https://www.hybridmakeup.co.uk/semi-permanent-makeup-blog.html?start=5"),
        new("S105", SourceGrade.D, "Nailz NC: microblading healing process", "https://www.nailznc.com/healing-process"),
        new("S106", SourceGrade.D, "Inkvictus: pre-care", "https://inkvictus.com/pre-care"),
        new("S107", SourceGrade.D, "Blade and Brow: FAQs and preparation", "https://bladeandbrowbeautybar.com/faqs"),
        new("S108", SourceGrade.C, "Bustle: why microblading is expensive (UK price)", "https://www.bustle.com/p/why-is-microblading-so-expensive-this-brow-treatment-follows-a-similar-procedure-to-tattooing-15952297"),
        new("S109", SourceGrade.D, "Zoe Milan Studios: Are touch-ups necessary? (US prices)", "https://zoemilanstudios.com/touch-ups-necessary/"),
        new("S110", SourceGrade.C, "Boots: Hair transplants", "https://www.boots.com/floating-editorial/cha-/live-floating/hair-transplants"),
        new("S111", SourceGrade.C, "Medbelle: Hair transplant (FUE manual) guide", "https://www.medbelle.com/information/hair-transplant-fue-manual/"),
        new("S112", SourceGrade.D, "SMP HQ: Scar concealment", "https://smphq.com.au/scar-concealment-old/"),
        new("S113", SourceGrade.A, "NHS: Hair transplant", "https://www.nhs.uk/conditions/cosmetic-procedures/cosmetic-surgery/hair-transplant/"),
        new("S114", SourceGrade.C, "Health Top Questions: Hair transplant cost, risks, recovery", "https://healthtopquestions.com/hair-transplant-cost-risks-recovery/"),
        new("S115", SourceGrade.D, "Farjo Hair Institute: Recovering from a hair transplant", "https://www.farjo.com/hair-transplant-surgery/recovering-from-a-hair-transplant/"),
        new("S116", SourceGrade.D, "Chiswick Hair Clinic: FAQs", "https://chiswickhairclinic.com/faqs/"),
        new("S117", SourceGrade.C, "Does hair transplant work? (health article copy)", "https://cypym.com/article/does-hair-transplant-work-effectiveness-side-effects-and-photos/960"),
        new("S118", SourceGrade.D, "Alaxis: Questions and answers on hair transplant", "https://alaxis.com.sg/questions-and-answers-on-hair-transplant/"),
        new("S119", SourceGrade.A, "NHS Health A-Z: Hair loss (syndicated copy)", "https://www.bestcarecompare.com/articles/articleview.aspx?x1=Hair-Loss&x3=London&"),
        new("S120", SourceGrade.A, "NHS Choices text on treatment of pattern hair loss (older syndicated copy)", "http://www.channel4embarrassingillnesses.com/men-in-white-coats/hair-loss/drugs-and-surgical-treatment-for-male-and-female-p/"),
        new("S121", SourceGrade.C, "WebMD Boots: Treating hair loss", "https://www.webmd.boots.com/skin-problems-and-treatments/hair-loss/treat-hair-loss"),
        new("S122", SourceGrade.D, "Pinette Hair: The good and bad of minoxidil", "https://pinettehair.com/2019/08/26/the-good-and-bad-of-minoxidil/"),
        new("S123", SourceGrade.C, "HairScience: Minoxidil, what you need to know", "https://hairscience.org/hair-loss-treatments/minoxidil/"),
        new("S124", SourceGrade.A, "UK MHRA press release 2024: men on finasteride asked to stay vigilant", "https://gov.uk/government/news/men-on-finasteride-asked-to-stay-vigilant-for-possible-psychiatric-and-sexual-side-effects"),
        new("S125", SourceGrade.D, "Hyde Park Pharmacy UK: hair loss treatment", "https://hydeparkpharmacy.co.uk/private/hair-loss/"),
        new("S127", SourceGrade.C, "Regrowth.com: Non-surgical hair replacement", "http://www.regrowth.com/hair-loss-articles/faqs/beginners-hair-loss-guide/hair-loss-option-non-surgical-hair-replacement/"),
        new("S129", SourceGrade.D, "SurePoint: Maintaining your hair system", "https://mysurepoint.com/?p=168"),
        new("S130", SourceGrade.D, "Hair loss system terms (a UK salon's online form)", "https://form.jotform.com/220445639800353"),
        new("S131", SourceGrade.D, "Enhanced Scalp: post care instructions", "https://enhancedscalp.com/resources/post-care-instructions/"),
        new("S132", SourceGrade.D, "New Age Spa: SMP client instructions", "https://newagespa.ca/treatment-aftercare/scalp-micropigmentation-client-instructions/"),
        new("S133", SourceGrade.D, "Steady Micro: SMP care", "https://steadymicro.com/smp-care/"),
        new("S134", SourceGrade.D, "Lovoir Beauty: Microblading aftercare", "https://www.lovoirbeauty.com/aftercare-microblading/"),
        new("S135", SourceGrade.A, "NHS: Hair transplant (earlier edition)", "https://www.nhs.uk/conditions/cosmetic-procedures/hair-transplant/"),
        new("S136", SourceGrade.A, "Torridge District Council: registration for tattooing, semi-permanent skin colouring", "https://torridge.gov.uk/article/14518/Acupuncture-Tattooing-Skin-Piercing-Electrolysis-Semi-Permanent-Skin-Colouring"),
        new("S137", SourceGrade.A, "North West Leicestershire Council: registration (tattooing, micro blading)", "https://www.nwleics.gov.uk/files/documents/application_for_registration_of_premises/APPLICATION%20FOR%20REGISTRATION.pdf"),
        new("S138", SourceGrade.C, "Team Micro: Your Consultation And The Questions You MUST Ask", "https://www.teammicro.com/smp/consultation-questions/"),
        new("S139", SourceGrade.C, "PMUHub: Microblading patch test", "https://www.pmuhub.com/microblading-patch-test-why-you-should-always-do-it/"),
        new("S141", SourceGrade.A, "NHS: Choosing who will do your cosmetic procedure", "https://www.nhs.uk/conditions/cosmetic-procedures/choosing-who-will-do-your-procedure/"),
        new("S142", SourceGrade.D, "HIS Hair Clinic: What to expect during your first session", "https://hishairclinic.co.uk/blog/smp-related-blogs/what-to-expect-during-your-first-session/"),
        new("S144", SourceGrade.A, "CMA leaflet: Deposits, advance payment and cancellation charges (republished)", "https://www.trusteddealers.co.uk/nfda/cma-deposits-advance-payment-and-cancellation-charges/"),
        new("S145", SourceGrade.C, "Costs Lawyer Standards Board: cancellation rights (CCR 2013)", "https://clsb.info/for-costs-lawyers/costs-lawyer-handbook/guidance-note-on-dealing-with-consumers/cancellation-rights/"),
        new("S151", SourceGrade.D, "Jaimie Jolly: SMP prep and aftercare", "https://jaimiejolly.com/smp-prep-and-aftercare"),
        new("S152", SourceGrade.A, "ICO: Special category data, conditions for processing", "https://ico.org.uk/for-organisations/uk-gdpr-guidance-and-resources/lawful-basis/special-category-data/what-are-the-conditions-for-processing"),
        new("S158", SourceGrade.A, "NI Business Info: services provided during the cancellation period", "https://www.nibusinessinfo.co.uk/content/services-provided-during-cancellation-period"),
        new("S161", SourceGrade.D, "Scalp Amplified Studios: preparing your scalp", "https://scalpamplifiedstudios.com/taking-care-of-your-scalp-before-smp-procedure/"),
        new("S163", SourceGrade.D, "New Age Spa: SMP aftercare", "https://newagespa.ca/aftercare/scalp-micropigmentation/"),
        new("S164", SourceGrade.D, "Weston System: the SMP healing process", "https://westonsystem.com/news-and-updates/scalp-micropigmentation-healing.html"),
        new("S165", SourceGrade.D, "El Zorro Tattoo: microblading after care", "https://www.elzorrotattoo.com/after-care"),
        new("S166", SourceGrade.D, "Allure Lashes: aftercare for permanent make-up / microblading", "https://www.allurelashes.co.za/after-care-for-permanent-eyebrows"),
        new("S167", SourceGrade.A, "ASA/CAP advice: Cosmetic interventions, non-surgical procedures", "https://www.asa.org.uk/advice-online/cosmetic-interventions-non-surgical-procedures.html"),
        new("S168", SourceGrade.D, "After Inked: tattoo infection signs and symptoms", "https://afterinked.co.uk/tattoo-infection-signs-and-symptoms/"),
        new("S169", SourceGrade.A, "San Joaquin County: body art requirements (consent forms, records)", "https://lfweb.sjgov.org/WebLink/1/doc/867027/Page25.aspx"),
        new("S170", SourceGrade.D, "Brow Boutique: Microblading FAQs, common myths", "https://www.browboutique.pt/blog-posts/microblading-faq"),
        new("S171", SourceGrade.A, "Commission Regulation (EU) 2020/2081 (copy of the Official Journal text)", "https://www.tatouagebelgique.org/post/reach-tattoo-ink-law-14-12-202"),
        new("S173", SourceGrade.A, "ASA: Extending the digital remit of the CAP Code", "https://www.asa.org.uk/resource/Extending-the-digital-remit-of-the-CAP-Code.html"),
        new("S183", SourceGrade.C, "GT Architects: UK GDPR questions (ICO fee, retention)", "http://www.gtarchitecs.com/about-us/contact-us/gdpr"),
        new("S211", SourceGrade.C, "Web Usability: What is the law on accessibility? (UK)", "https://info.webusability.co.uk/blog/what-is-the-law-on-accessibility?hs_amp=true"),
        new("S213", SourceGrade.A, "W3C: Understanding SC 2.5.8 Target Size (Minimum)", "https://w3.org/WAI/WCAG22/Understanding/target-size-minimum.html"),
    ];

    private static readonly Dictionary<string, Source> ById = All.ToDictionary(source => source.Id, StringComparer.Ordinal);

    /// <summary>The source of a number; null for one that this site cites nowhere.</summary>
    public static Source? Find(string id) => ById.GetValueOrDefault(id);

    public static bool Has(string id) => ById.ContainsKey(id);

    public static Source Get(string id) => ById.TryGetValue(id, out var source) ? source : throw new ArgumentException($"There is no source '{id}'.", nameof(id));
}
