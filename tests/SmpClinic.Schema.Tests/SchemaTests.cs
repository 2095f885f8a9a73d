using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using SmpClinic.Web.Data;
using Xunit;

namespace SmpClinic.Schema.Tests;

/// <summary>SQL Server's side judged without a server: by Microsoft's own parser and schema model.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string, string> Scripts()
    {
        using var db = SqlServer();
        return new()
        {
            { "create", db.Database.GenerateCreateScript() },
            { "migrations", db.GetService<IMigrator>().GenerateScript() },
            { "idempotent migrations", db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent) },
        };
    }

    [Theory, MemberData(nameof(Scripts))]
    public void The_script_parses(string name, string script) =>
        Assert.True(SqlScript.SyntaxErrors(script).Count == 0, $"{name}: {string.Join('\n', SqlScript.SyntaxErrors(script))}");

    [Theory, MemberData(nameof(Scripts))]
    public void A_planted_syntax_fault_is_caught(string name, string script) =>
        Assert.True(SqlScript.SyntaxErrors(Broken(script, "CREATE TABLE [Appointments] (", "CREATE TABEL [Appointments] (")).Count > 0, name);

    // The model takes the create script only: it refuses ALTER TABLE ... ADD column, and later migrations have those.
    [Fact]
    public void The_schema_holds_together()
    {
        Assert.Empty(SqlScript.ModelErrors(CreateScript(), out var loaded));
        Assert.True(loaded > 40, $"{loaded} statements loaded");
    }

    [Theory]
    [InlineData("REFERENCES [Services]", "REFERENCES [Servises]")]
    [InlineData("ON [Appointments] ([Reference])", "ON [Appointments] ([Refrence])")]
    [InlineData("[Xml] nvarchar(max)", "[Xml] nvarchor(max)")]
    public void A_planted_schema_fault_is_caught(string from, string to) =>
        Assert.NotEmpty(SqlScript.ModelErrors(Broken(CreateScript(), from, to), out _));

    [Fact]
    public void Every_model_change_has_its_migration_on_both_providers()
    {
        using var sqlServer = SqlServer();
        using var sqlite = Sqlite();
        Assert.False(sqlServer.Database.HasPendingModelChanges(), "SQL Server");
        Assert.False(sqlite.Database.HasPendingModelChanges(), "SQLite");
    }

    [Fact]
    public void Both_providers_have_the_same_migrations()
    {
        using var sqlServer = SqlServer();
        using var sqlite = Sqlite();
        Assert.Equal(Names(sqlite), Names(sqlServer));

        static IEnumerable<string> Names(ClinicDb db) => db.Database.GetMigrations().Select(id => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>Two cascades that meet in one table are refused by SQL Server when the table is made (error 1785), and only then.</summary>
    [Fact]
    public void No_table_is_reached_by_two_cascades_from_one_root()
    {
        using var db = SqlServer();
        var cascades = db.Model.GetEntityTypes().SelectMany(t => t.GetForeignKeys())
            .Where(f => f.DeleteBehavior == DeleteBehavior.Cascade)
            .Select(f => (From: f.PrincipalEntityType.GetTableName()!, To: f.DeclaringEntityType.GetTableName()!))
            .Where(e => e.From != e.To)
            .ToList();
        foreach (var root in cascades.Select(e => e.From).Distinct(StringComparer.Ordinal))
        {
            var reached = Reached(root).ToList();
            Assert.True(reached.Count == reached.Distinct(StringComparer.Ordinal).Count(), $"From {root}: {string.Join(", ", reached)}");
        }

        IEnumerable<string> Reached(string table) => cascades.Where(e => e.From == table).SelectMany(e => Reached(e.To).Prepend(e.To));
    }

    private static SqlServerClinicDb SqlServer()
    {
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere;Database=none", compatibilityLevel: null, maxBatchSize: null);
        return new(options.Options);
    }

    private static SqliteClinicDb Sqlite()
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, "Data Source=:memory:");
        return new(options.Options);
    }

    private static string CreateScript()
    {
        using var db = SqlServer();
        return db.Database.GenerateCreateScript();
    }

    private static string Broken(string script, string from, string to)
    {
        Assert.Contains(from, script, StringComparison.Ordinal);
        return script.Replace(from, to, StringComparison.Ordinal);
    }
}
