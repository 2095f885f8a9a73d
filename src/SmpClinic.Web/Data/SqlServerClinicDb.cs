using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>SQL Server: several nodes, READ COMMITTED with row versioning, retries around whole units.</summary>
public sealed class SqlServerClinicDb(DbContextOptions<SqlServerClinicDb> options) : ClinicDb(options)
{
    /// <summary>By code point, as SQLite compares and as ranges of terms are meant. The server's own order knows no "after all that begin so".</summary>
    private const string ByCodePoint = "Latin1_General_100_BIN2";

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<ClientTerm>().Property(t => t.Term).UseCollation(ByCodePoint);
        builder.Entity<Client>().Property(c => c.SearchText).UseCollation(ByCodePoint);
    }
}
