using NodaTime;

namespace SmpClinic.Web.Model;

/// <summary>Somebody the clinic knows. Only staff, or the verified owner, change it.</summary>
public sealed class Client : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public required string Email { get; set; }

    public required string EmailNormalised { get; set; }

    /// <summary>E.164.</summary>
    public required string Phone { get; set; }

    public Instant CreatedAt { get; set; }

    public long Version { get; set; }
}
