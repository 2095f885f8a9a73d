namespace SmpClinic.Web.Features.Suitability;

/// <summary>The rows of the intake list as they stood under one version. Answers are judged by the version of their day.</summary>
public sealed class Rulebook
{
    /// <param name="version">Which version.</param>
    /// <param name="table">Every row there ever was; those of this version are taken from it.</param>
    public Rulebook(int version, IReadOnlyList<Question> table)
    {
        Version = version;
        Questions = [.. table.Where(row => row.Since <= version && (row.Until is null || version < row.Until))];
    }

    /// <summary>Which version.</summary>
    public int Version { get; }

    /// <summary>Its rows, in the order of asking.</summary>
    public IReadOnlyList<Question> Questions { get; }

    /// <summary>Those that are asked in one place.</summary>
    public IReadOnlyList<Question> At(Place place) => [.. Questions.Where(question => (question.Place & place) != Place.None)];
}

/// <summary>All versions of the rules: one for new answers, and those that older answers were given under.</summary>
/// <param name="table">Every row there ever was.</param>
/// <param name="version">The newest version.</param>
public sealed class Rulebooks(IReadOnlyList<Question> table, int version)
{
    /// <summary>What new answers are judged by.</summary>
    public Rulebook Now { get; } = new(version, table);

    /// <summary>What answers of a version are judged by.</summary>
    public Rulebook Of(int which) => which == Now.Version ? Now : new(which, table);
}
