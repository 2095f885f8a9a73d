using System.Text;

namespace SmpClinic.Web.Features.Visualiser;

/// <summary>
/// One set of answers to the visualiser's questions: always complete, always ones that are offered. Nothing about a person and no
/// picture is in it; anybody may make one up, and it says no more than its words.
/// </summary>
public sealed class Look
{
    private const string Signs = "0123456789abcdefghijklmnopqrstuvwxyz";
    private readonly int[] _chosen;

    private Look(int[] chosen) => _chosen = chosen;

    /// <summary>What stands there first.</summary>
    public static Look Usual { get; } = new([.. LookTables.All.Select(question => question.UsualIndex)]);

    public LookArea Area => (LookArea)_chosen[0];

    /// <summary>
    /// One sign for the area, then one for the answer to each question about it, in the order of the questions. Short enough for any address.
    /// </summary>
    public string Code
    {
        get
        {
            var code = new StringBuilder(LookTables.All.Count);
            for (var i = 0; i < _chosen.Length; i++)
            {
                if (LookTables.All[i].IsAbout(Area))
                {
                    code.Append(Signs[_chosen[i]]);
                }
            }

            return code.ToString();
        }
    }

    /// <summary>The look in plain sentences, with what has to be said along with it.</summary>
    public string Words
    {
        get
        {
            var sentences = Area == LookArea.Brows ? LookTables.BrowSentences
                : Chosen(LookTables.Stage).SeenAlongParting ? LookTables.PartingSentences
                : LookTables.HairlineSentences;
            var notes = new List<string>();
            foreach (var question in LookTables.All.Where(question => question.IsAbout(Area)))
            {
                var choice = Chosen(question.Name);
                var slot = "{" + question.Name + "}";
                if (choice.Note is { } note && sentences.Contains(slot, StringComparison.Ordinal) && !notes.Contains(note, StringComparer.Ordinal))
                {
                    notes.Add(note);
                }

                sentences = sentences.Replace(slot, choice.Words, StringComparison.Ordinal);
            }

            return string.Join(' ', notes.Prepend(sentences));
        }
    }

    /// <summary>What the booking form proposes to tell the practitioner.</summary>
    public string ForBooking => "From the visualiser: " + Words;

    public LookChoice Chosen(string question)
    {
        for (var i = 0; i < _chosen.Length; i++)
        {
            if (LookTables.All[i].Name == question)
            {
                return LookTables.All[i].Choices[_chosen[i]];
            }
        }

        throw new ArgumentException($"There is no question called '{question}'.", nameof(question));
    }

    /// <summary>Reads a code; null for anything that <see cref="Code"/> cannot have written.</summary>
    public static Look? TryRead(string? code)
    {
        if (code is not { Length: > 0 and <= 40 } || Signs.IndexOf(code[0], StringComparison.Ordinal) is not (0 or 1))
        {
            return null;
        }

        var area = (LookArea)Signs.IndexOf(code[0], StringComparison.Ordinal);
        var chosen = (int[])Usual._chosen.Clone();
        var at = 0;
        for (var i = 0; i < chosen.Length; i++)
        {
            var question = LookTables.All[i];
            if (!question.IsAbout(area))
            {
                continue;
            }

            var index = at < code.Length ? Signs.IndexOf(code[at++], StringComparison.Ordinal) : -1;
            if (index < 0 || index >= question.Choices.Count)
            {
                return null;
            }

            chosen[i] = index;
        }

        return at == code.Length ? new(chosen) : null;
    }

    /// <summary>Reads the form's fields. An answer that is not offered, or given twice, counts as the usual one, and is told.</summary>
    public static (Look Look, bool AllKnown) Read(IQueryCollection query)
    {
        var chosen = (int[])Usual._chosen.Clone();
        var known = true;
        for (var i = 0; i < chosen.Length; i++)
        {
            var question = LookTables.All[i];
            if (query.TryGetValue(question.Name, out var values))
            {
                var index = values is [{ } one] ? question.IndexOf(one) : null;
                known &= index is not null;
                chosen[i] = index ?? question.UsualIndex;
            }
        }

        return (new(chosen), known);
    }

    /// <summary>The same with other answers, by question and value; for the pictures drawn beforehand.</summary>
    public Look With(params ReadOnlySpan<(string Question, string Value)> answers)
    {
        var chosen = (int[])_chosen.Clone();
        foreach (var (name, value) in answers)
        {
            var i = LookTables.All.TakeWhile(question => question.Name != name).Count();
            chosen[i] = LookTables.All[i].IndexOf(value) ?? throw new ArgumentException($"'{name}' has no answer '{value}'.", nameof(answers));
        }

        return new(chosen);
    }
}
