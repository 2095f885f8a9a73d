using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Scheduling;
using SmpClinic.Web.Data;
using Xunit;

namespace SmpClinic.Web.Tests;

/// <summary>The house keeps its shape because these fail when it does not.</summary>
public sealed class HouseRulesTests
{
    /// <summary>From the top; each floor may use those below it.</summary>
    private static readonly string[] Floors = ["Features", "Notifications", "Data", "Model"];

    private static readonly string[] PatternBook = ["Manager", "Helper", "Handler", "Processor", "Utils", "Util"];

    private static readonly Assembly Web = typeof(Program).Assembly;

    [Fact]
    public void No_floor_uses_one_above_it()
    {
        var faults = new List<string>();
        for (var floor = 0; floor < Floors.Length; floor++)
        {
            // Hosting and Operations sit beside; only Features may lean on Hosting.
            var above = Floors[..floor].Concat(floor == 0 ? ["Operations"] : ["Hosting", "Operations"]);
            faults.AddRange(Uses(Floors[floor], above));
        }

        faults.AddRange(Uses("Hosting", ["Features"]));
        Assert.Empty(faults);
    }

    [Fact]
    public void Scheduling_knows_nothing_but_time() =>
        Assert.Equal(["NodaTime"], typeof(Availability).Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(name => !name.StartsWith("System", StringComparison.Ordinal)));

    [Fact]
    public void A_controller_fits_on_a_few_screens() =>
        Assert.Empty(Sources("Features").Where(file => file.EndsWith("Controller.cs", StringComparison.Ordinal) && File.ReadLines(file).Count() >= 150).Select(Path.GetFileName));

    [Fact]
    public void Names_come_from_the_clinic_not_from_a_pattern_book() =>
        Assert.Empty(OurTypes().Where(type => !type.Name.EndsWith("TagHelper", StringComparison.Ordinal)) // the framework's own word for them
            .Where(type => PatternBook.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal))).Select(type => type.FullName));

    [Fact]
    public void Concrete_classes_are_sealed() =>
        Assert.Empty(OurTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).Select(type => type.FullName));

    [Fact]
    public void Interfaces_have_two_real_implementations_or_mark_what_is_edited()
    {
        string[] markers = ["IVersioned", "IEmail"];
        var lonely = OurTypes().Where(type => type.IsInterface && !markers.Contains(type.Name, StringComparer.Ordinal))
            .Where(type => OurTypes().Count(other => other is { IsClass: true, IsAbstract: false } && type.IsAssignableFrom(other)) < 2);
        Assert.Empty(lonely.Select(type => type.FullName));
    }

    [Fact]
    public async Task IN03_every_stored_string_has_a_longest_length()
    {
        await using var site = await ClinicSite.StartAsync();
        var unbounded = await site.InDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .SelectMany(type => type.GetDeclaredProperties())
            .Where(property => property.GetProviderClrType() == typeof(string) || property.ClrType == typeof(string) || property.GetTypeMapping().Converter?.ProviderClrType == typeof(string))
            .Where(property => property.GetMaxLength() is null)
            .Select(property => $"{property.DeclaringType.ShortName()}.{property.Name}")
            .ToList()));
        Assert.Empty(unbounded);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_model_has_no_change_without_a_migration(DatabaseProvider provider)
    {
        await using var site = await ClinicSite.StartAsync(provider);
        Assert.False(await site.InDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));
    }

    private static IEnumerable<Type> OurTypes() => new[] { Web, typeof(Availability).Assembly }.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("SmpClinic", StringComparison.Ordinal) == true
            && !type.Namespace.Contains("Migrations", StringComparison.Ordinal)
            && !type.Namespace.Contains("Data.Compiled", StringComparison.Ordinal) // generated
            && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            && !type.Name.Contains('<', StringComparison.Ordinal));

    private static IEnumerable<string> Uses(string floor, IEnumerable<string> above) =>
        from file in Sources(floor)
        from line in File.ReadLines(file)
        from other in above
        where line.StartsWith($"using SmpClinic.Web.{other}", StringComparison.Ordinal) || line.Contains($" SmpClinic.Web.{other}.", StringComparison.Ordinal)
        select $"{Path.GetFileName(file)}: {line.Trim()}";

    private static IEnumerable<string> Sources(string folder)
    {
        var path = Path.Combine(Folder(), "../../src/SmpClinic.Web", folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories) : [];
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
