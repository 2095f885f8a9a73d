namespace SmpClinic.Web.Model;

/// <summary>Something people edit. The version rises by one with every save and travels in edit forms, so a stale edit is refused.</summary>
public interface IVersioned
{
    /// <summary>Managed by <see cref="Data.ClinicDb"/>; not a database row version, since SQLite has none.</summary>
    long Version { get; set; }
}
