using System.Globalization;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>The clients of the load: names of many syllables, so that words find few and parts of words many, as with people.</summary>
internal sealed class LoadClients
{
    private const int AtOnce = 5_000;
    private const int OwnPercent = 90;
    private const int Numbers = 1_000;

    /// <summary>Ofcom's numbers for drama, a thousand of each: nobody is rung by mistake.</summary>
    private static readonly string[] Exchanges =
    [
        "+447700900", "+441134960", "+441144960", "+441154960", "+441164960", "+441174960", "+441184960", "+441214960", "+441314960", "+441414960",
        "+441514960", "+441614960", "+442079460", "+441914980", "+442896496", "+442920180", "+441632960", "+443069990",
    ];

    private static readonly string[] FirstNames =
    [
        "Ada", "Bryn", "Cerys", "Dev", "Esme", "Farid", "Gwen", "Hugo", "Imani", "Joss", "Kit", "Lowri", "Milo", "Nia", "Otis", "Pearl", "Quincy", "Rosa", "Sunil", "Tegan", "Umar", "Vera",
        "Wilf", "Xenia", "Yara", "Zane", "Amélie", "Björn", "Ciara", "Dáithí", "Elif", "Fergus", "Giulia", "Håkon", "Ines", "Jarek", "Kwame", "Léo", "Maëlle", "Noor", "Orla", "Pavel", "Renée", "Sofía", "Tomáš", "Ulla", "Wren", "Zoë",
    ];

    private static readonly string[] Beginnings =
    [
        "Ash", "Brack", "Cor", "Dun", "El", "Far", "Gar", "Hex", "In", "Jar", "Kel", "Lang", "Mal", "Nor", "Ox", "Pen", "Quar", "Rad", "Sel", "Thorn", "Ul", "Ven", "Whit", "Yar", "Ald", "Bramb", "Crow", "Drax", "Ever", "Fen",
    ];

    private static readonly string[] Endings =
    [
        "down", "ley", "fe", "more", "vet", "row", "nock", "skip", "marsh", "port", "ton", "wick", "by", "ford", "ham", "stead", "worth", "combe", "thwaite", "gate", "bourne", "field", "hurst", "mere", "ridge", "shaw", "wood", "holme", "cliffe", "stoke",
    ];

    private readonly List<Client> _all;

    private LoadClients(List<Client> all) => _all = all;

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>Makes them, with what they are found by, and writes them.</summary>
    public static async Task<LoadClients> WriteAsync(LoadWriter writer, int count, Instant now, CancellationToken cancellationToken)
    {
        // Repeatable on purpose: nothing here is a secret.
        var random = new Random(count);
        var all = new List<Client>(count);
        while (all.Count < count)
        {
            var some = Enumerable.Range(all.Count, Math.Min(AtOnce, count - all.Count)).Select(number => One(number, now, random)).ToList();

            // In the order of the key: rows that follow each other are written side by side.
            var terms = some.SelectMany(client => SearchWords.TermsOf(client.SearchText).Select(term => ClientIndexing.TermOf(client, term)))
                .OrderBy(t => t.Term, StringComparer.Ordinal).ThenBy(t => t.ClientKey).ToList();
            await writer.WriteAsync(some, terms, cancellationToken);
            all.AddRange(some);
        }

        return new(all);
    }

    /// <summary>The clients of one of several practitioners: mostly their own, now and then somebody else's.</summary>
    public Share OfPractitioner(int index, int practitioners)
    {
        var size = Math.Max(1, Count / practitioners);
        return new(_all, Math.Min(index * size, Count - 1), size);
    }

    private static Client One(int number, Instant now, Random random)
    {
        var first = FirstNames[random.Next(FirstNames.Length)];
        var last = Beginnings[random.Next(Beginnings.Length)] + Endings[random.Next(Endings.Length)];
        var created = now - Duration.FromMinutes(random.Next(4 * 365 * 24 * 60));
        var email = string.Create(CultureInfo.InvariantCulture, $"{last.ToLowerInvariant()}.{number}@example.com");
        var client = new Client
        {
            Id = LoadSeed.IdAt(created, random),
            Name = $"{first} {last}",
            Email = email,
            EmailNormalised = email,
            Phone = Exchanges[number / Numbers % Exchanges.Length] + (number % Numbers).ToString("000", CultureInfo.InvariantCulture),
            CreatedAt = created,
            Version = 1,

            // By chance in life; in order here, so that the same number gives the same load.
            SearchKey = number + 1,
        };
        ClientIndexing.Describe(client);
        return client;
    }

    /// <summary>Some of the clients.</summary>
    internal readonly struct Share(List<Client> all, int from, int size)
    {
        /// <summary>One of them.</summary>
        public Client Next(Random random) => random.Next(100) < OwnPercent ? all[Math.Min(from + random.Next(size), all.Count - 1)] : all[random.Next(all.Count)];
    }
}
