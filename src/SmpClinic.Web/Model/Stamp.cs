using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How often something has happened, and when last, so that every process learns of it by looking.</summary>
public sealed class Stamp
{
    /// <summary>What visitors read has changed: pages kept anywhere are old.</summary>
    public const string Content = "content";

    /// <summary>A backup was made and found whole.</summary>
    public const string Backup = "backup";

    /// <summary>Services, people, rooms, hours, absences or closures have changed: see <see cref="IDiaryRule"/>. The number is then another one, not the next.</summary>
    public const string Rules = "rules";

    /// <summary>The figures of the reports were counted once from the clinic's first visit on: see <see cref="Figure"/>.</summary>
    public const string Figures = "figures";

    /// <summary>Somebody's account or role was changed: those who change them stand in line here.</summary>
    public const string Team = "team";

    /// <summary>One of the names above.</summary>
    public required string Name { get; init; }

    /// <summary>Rises by one each time, unless the name says otherwise.</summary>
    public long Number { get; set; }

    public Instant At { get; set; }
}
