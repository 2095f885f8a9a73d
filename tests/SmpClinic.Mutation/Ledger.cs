using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmpClinic.Mutation;

/// <summary>What became of a mutant.</summary>
public enum Fate
{
    Killed,
    TimedOut,
    Survived,

    /// <summary>The compiler noticed; it is not counted.</summary>
    NoProgram,
}

/// <summary>One judgement, bound to the text of the file that it was made on.</summary>
public sealed record Judgement(string Id, string FileHash, Fate Fate, string? By);

/// <summary>The judgements of an area, kept from run to run, so that a long job can be done in short ones.</summary>
public sealed class Ledger
{
    private readonly string _path;
    private readonly Dictionary<(string Id, string FileHash), Judgement> _all = [];

    public Ledger(string path)
    {
        _path = path;
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            var judgement = JsonSerializer.Deserialize<Judgement>(line)!;
            _all[(judgement.Id, judgement.FileHash)] = judgement;
        }
    }

    /// <summary>How long a set of tests took on the sound program; null if that is not known.</summary>
    public TimeSpan? TimeOf(string key) =>
        File.Exists(Times) && File.ReadLines(Times).FirstOrDefault(line => line.EndsWith(" " + key, StringComparison.Ordinal)) is { } line
            ? TimeSpan.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)
            : null;

    /// <summary>Remembers how long a set of tests took.</summary>
    public void AddTime(string key, TimeSpan took) => File.AppendAllText(Times, $"{took:c} {key}\n");

    private string Times => _path + ".times";

    /// <summary>Names a file's text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>What is known of a mutant; null if nothing is.</summary>
    public Judgement? Of(string id, string fileHash) => _all.GetValueOrDefault((id, fileHash));

    /// <summary>Writes a judgement down at once.</summary>
    public void Add(Judgement judgement)
    {
        _all[(judgement.Id, judgement.FileHash)] = judgement;
        File.AppendAllText(_path, JsonSerializer.Serialize(judgement) + "\n");
    }
}
