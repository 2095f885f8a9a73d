using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace SmpClinic.Web.Data;

/// <summary>Lets <c>dotnet ef</c> write migrations without a server or a running site.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteClinicDb>
{
    public SqliteClinicDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, "Data Source=design-time.db");
        return new(options.Options);
    }
}

/// <inheritdoc cref="DesignTimeSqlite"/>
internal sealed class DesignTimeSqlServer : IDesignTimeDbContextFactory<SqlServerClinicDb>
{
    public SqlServerClinicDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere;Database=design-time", null, null);
        return new(options.Options);
    }
}
