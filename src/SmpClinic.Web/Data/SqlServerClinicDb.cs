using Microsoft.EntityFrameworkCore;

namespace SmpClinic.Web.Data;

/// <summary>SQL Server: several nodes, READ COMMITTED with row versioning, retries around whole units.</summary>
public sealed class SqlServerClinicDb(DbContextOptions<SqlServerClinicDb> options) : ClinicDb(options);
