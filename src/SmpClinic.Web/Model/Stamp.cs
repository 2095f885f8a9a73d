using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>How often something has happened, and when last, so that every process learns of it by looking.</summary>
public sealed class Stamp
{
    /// <summary>What visitors read has changed: pages kept anywhere are old.</summary>
    public const string Content = "content";

    /// <summary>A backup was made and found whole.</summary>
    public const string Backup = "backup";

    /// <summary>One of the names above.</summary>
    public required string Name { get; init; }

    /// <summary>Rises by one each time.</summary>
    public long Number { get; set; }

    public Instant At { get; set; }
}
