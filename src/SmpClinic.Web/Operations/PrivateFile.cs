namespace SmpClinic.Web.Operations;

/// <summary>A file that nobody but its owner reads, whatever the process may otherwise give away: clients' names stand in it.</summary>
internal static class PrivateFile
{
    /// <summary>Makes it, empty.</summary>
    /// <exception cref="IOException">It is there already, or cannot be made there.</exception>
    public static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
