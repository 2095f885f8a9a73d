namespace SmpClinic.Web.Operations;

/// <summary>What the program does besides serving the site.</summary>
public static class Verbs
{
    /// <summary>Whether the command line names a verb or asks for help; options alone are settings of the site.</summary>
    public static bool AreAskedFor(string[] args) =>
        args.Length > 0 && (!args[0].StartsWith('-') || args[0] is "--help" or "-h" or "-?" or "--version");

    public static Task<int> RunAsync(string[] args) => Task.FromResult(1);
}
