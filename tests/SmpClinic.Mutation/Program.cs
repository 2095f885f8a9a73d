using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmpClinic.Mutation;

// Mutation testing: dotnet run --project tests/SmpClinic.Mutation -c Release -- AREA [--sample N] [--seed S] [--minutes M] [--file PART] [--survivors]
// docs/testing.md says what it shows and how to read it.
var all = Area.All();
var asked = args is [] ? [] : args[0].Split(',').Where(all.ContainsKey).ToDictionary(name => name, name => all[name], StringComparer.Ordinal);
if (asked.Count == 0 || asked.Values.DistinctBy(one => one.Project).Count() > 1)
{
    Console.Error.WriteLine($"Say which area, or several of one project with commas: {string.Join(", ", all.Keys)}. Then, if you like: --sample N, --seed S, --minutes M, --file PART, --survivors.");
    return 2;
}

int Number(string option, int otherwise) => Array.IndexOf(args, option) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
var sample = Number("--sample", int.MaxValue);
var seed = Number("--seed", 1);
var stopwatch = Stopwatch.StartNew();
var longest = TimeSpan.FromMinutes(Number("--minutes", 24 * 60));
var onlySurvivors = args.Contains("--survivors");

var area = asked.Values.First();
var root = Path.GetFullPath("../..", Here());
var scratch = Path.Combine(root, "artifacts/mutation", Path.GetFileName(area.Project));
Directory.CreateDirectory(scratch);
var projectName = Path.GetFileName(area.Project);
var testsName = Path.GetFileName(area.Tests);
var workshop = await Workshop.OpenAsync(Path.Combine(root, area.Project), scratch);
var bench = new Bench(Path.Combine(root, area.Tests, "bin/Release/net10.0"), scratch, testsName + ".dll", projectName + ".dll", area.Environment);
var ledger = new Ledger(Path.Combine(scratch, "judgements.jsonl"));

var only = Array.IndexOf(args, "--file") is var named and >= 0 ? args[named + 1] : "";
var files = asked.SelectMany(one => one.Value.Files.Where(entry => entry.Key.Contains(only, StringComparison.Ordinal)).Select(entry =>
{
    var tree = workshop.TreeOf(Path.Combine(root, area.Project, entry.Key));
    var mutants = Mutant.Of(entry.Key, tree).ToArray();
    new Random(seed).Shuffle(mutants);
    return new Subject(one.Key, entry.Key, entry.Value, tree, Ledger.HashOf(tree.ToString()), mutants);
})).ToList();

byte[]? sound = null;

// Building does not count.
stopwatch.Restart();

// One of each file in turn, so that a run cut short has looked at all of them.
var places = files.Select(file => new Queue<Mutant>(file.Mutants)).ToList();
while (places.Exists(queue => queue.Count > 0) && stopwatch.Elapsed < longest)
{
    for (var i = 0; i < files.Count && stopwatch.Elapsed < longest; i++)
    {
        var file = files[i];
        if (!places[i].TryDequeue(out var mutant) || (!onlySurvivors && Counted(file) >= sample))
        {
            places[i].Clear();
            continue;
        }

        var known = ledger.Of(mutant.Id, file.Hash);
        if (onlySurvivors ? known?.Fate != Fate.Survived : known is not null)
        {
            continue;
        }

        if (workshop.Compile(file.Tree, mutant) is not { } assembly)
        {
            ledger.Add(new(mutant.Id, file.Hash, Fate.NoProgram, null));
            continue;
        }

        // The quick tests first; what they let pass is shown to the wider ones.
        var (end, said) = (RunEnd.Passed, "");
        foreach (var classes in file.Stages.TakeWhile(_ => end == RunEnd.Passed))
        {
            (end, _, said) = await bench.RunAsync(assembly, classes, await LimitAsync(classes, file.Tree));
        }

        var fate = end switch { RunEnd.Passed => Fate.Survived, RunEnd.Failed => Fate.Killed, _ => Fate.TimedOut };
        var by = said.Split('\n').FirstOrDefault(line => line.Contains("[FAIL]", StringComparison.Ordinal))?.Trim();
        ledger.Add(new(mutant.Id, file.Hash, fate, by));
        if (fate == Fate.Survived)
        {
            Console.WriteLine($"survived {file.Path}:{mutant.Line} {mutant.Kind}: {Short(mutant.Before)} -> {Short(mutant.After)}");
        }
    }
}

Console.WriteLine($"{stopwatch.Elapsed.TotalMinutes:F1} minutes");
Console.WriteLine("| file | mutants that compile | noticed | survived | score |");
Console.WriteLine("|---|---|---|---|---|");
var worst = 100m;
foreach (var part in files.GroupBy(file => file.Area))
{
    var rows = part.Select(file => (file.Path, Fates: file.Mutants.Select(mutant => ledger.Of(mutant.Id, file.Hash)?.Fate).ToList())).ToList();
    rows.ForEach(row => Console.WriteLine(Row(row.Path, row.Fates)));
    var together = rows.SelectMany(row => row.Fates).ToList();
    Console.WriteLine(Row("**" + part.Key + "**", together));
    worst = Math.Min(worst, Score(together) ?? worst);
}

foreach (var file in files)
{
    foreach (var mutant in file.Mutants.Where(mutant => ledger.Of(mutant.Id, file.Hash)?.Fate == Fate.Survived).OrderBy(mutant => mutant.Span.Start))
    {
        Console.WriteLine($"{file.Path}:{mutant.Line} {mutant.Kind}: {Short(mutant.Before)} -> {Short(mutant.After)}");
    }
}

return worst >= 80 ? 0 : 1;

// Each set of classes must pass on the sound program, or every mutant would seem to be noticed. Remembered until either is built anew.
async Task<TimeSpan> LimitAsync(string[] classes, Microsoft.CodeAnalysis.SyntaxTree any)
{
    var key = $"{string.Join(' ', classes)} {bench.TestsBuiltAt:O} {workshop.ReadAt:O}";
    if (ledger.TimeOf(key) is not { } took)
    {
        sound ??= workshop.Compile(any, mutant: null)!;
        (var end, took, var said) = await bench.RunAsync(sound, classes, TimeSpan.FromMinutes(5));
        if (end != RunEnd.Passed || said.Contains("Total: 0", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The tests do not pass on the program as it is: {said}");
        }

        ledger.AddTime(key, took);
        Console.WriteLine($"{took.TotalSeconds:F1} s for {string.Join(' ', classes)}");
    }

    return (took * 4) + TimeSpan.FromSeconds(20);
}

int Counted(Subject file) => file.Mutants.Count(mutant => ledger.Of(mutant.Id, file.Hash)?.Fate is Fate.Killed or Fate.TimedOut or Fate.Survived);

static string Short(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries)) is { Length: > 110 } one ? one[..110] + "…" : string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries));

static decimal? Score(List<Fate?> fates)
{
    var noticed = fates.Count(fate => fate is Fate.Killed or Fate.TimedOut);
    var counted = noticed + fates.Count(fate => fate == Fate.Survived);
    return counted == 0 ? null : 100m * noticed / counted;
}

static string Row(string name, List<Fate?> fates)
{
    var survived = fates.Count(fate => fate == Fate.Survived);
    var noticed = fates.Count(fate => fate is Fate.Killed or Fate.TimedOut);
    var open = fates.Count(fate => fate is null);
    var score = Score(fates)?.ToString("F0", CultureInfo.InvariantCulture) ?? "-";
    return $"| {name} | {survived + noticed}{(open > 0 ? $" ({open} not tried)" : "")} | {noticed} ({fates.Count(fate => fate == Fate.TimedOut)} by time) | {survived} | {score} % |";
}

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
