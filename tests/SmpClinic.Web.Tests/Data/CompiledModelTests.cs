using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using SmpClinic.Web.Data;
using Xunit;

namespace SmpClinic.Web.Tests.Data;

/// <summary>
/// The model is compiled into the program, so that a start does not have to work it out. Whoever changes the mapping compiles it
/// anew, for both providers: <c>CONTRIBUTING.md</c> says how.
/// </summary>
public sealed class CompiledModelTests
{
    [Fact]
    public void The_compiled_model_of_sqlite_says_what_the_mapping_says()
    {
        var options = new DbContextOptionsBuilder<SqliteClinicDb>();
        ClinicDatabase.UseSqlite(options, "Data Source=nowhere.db");
        using var db = new SqliteClinicDb(options.Options);
        AssertCurrent(db);
    }

    [Fact]
    public void The_compiled_model_of_sql_server_says_what_the_mapping_says()
    {
        var options = new DbContextOptionsBuilder<SqlServerClinicDb>();
        ClinicDatabase.UseSqlServer(options, "Server=nowhere;Database=none", compatibilityLevel: null, maxBatchSize: null);
        using var db = new SqlServerClinicDb(options.Options);
        AssertCurrent(db);
    }

    private static void AssertCurrent(ClinicDb db)
    {
        Assert.StartsWith("SmpClinic.Web.Data.Compiled", db.Model.GetType().Namespace, StringComparison.Ordinal);
        Assert.Equal(Described(db.GetService<IDesignTimeModel>().Model), Described(db.Model));
    }

    private static List<string> Described(IModel model) => [.. model.GetEntityTypes().SelectMany(Lines).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(IEntityType type)
    {
        yield return $"{type.Name} in {type.GetTableName()}, of {type.BaseType?.Name}, told apart by {type.FindDiscriminatorProperty()?.Name} {type.GetDiscriminatorValue()}, key {Names(type.FindPrimaryKey()!.Properties)}";
        foreach (var p in type.GetDeclaredProperties())
        {
            var converter = p.GetValueConverter() ?? p.FindTypeMapping()?.Converter;
            yield return $"{type.Name}.{p.Name} {p.ClrType} as {p.GetColumnName()} {p.GetColumnType()} null {p.IsNullable} length {p.GetMaxLength()} by {converter?.GetType()} token {p.IsConcurrencyToken} made {p.ValueGenerated}";
        }

        foreach (var f in type.GetDeclaredForeignKeys())
        {
            yield return $"{type.Name} -> {f.PrincipalEntityType.Name} by {Names(f.Properties)}, required {f.IsRequired}, unique {f.IsUnique}, then {f.DeleteBehavior}";
        }

        foreach (var i in type.GetDeclaredIndexes())
        {
            yield return $"{type.Name} index {Names(i.Properties)} unique {i.IsUnique}";
        }

        foreach (var n in type.GetDeclaredSkipNavigations())
        {
            yield return $"{type.Name} many {n.Name} through {n.JoinEntityType.Name}";
        }
    }

    private static string Names(IEnumerable<IReadOnlyProperty> properties) => string.Join(',', properties.Select(p => p.Name));
}
