using System.Diagnostics;
using System.Globalization;

namespace SmpClinic.Endurance.Tests.Processes;

/// <summary>A file system of a few megabytes in memory, to be filled. Only root may mount one.</summary>
public sealed class SmallVolume : IDisposable
{
    private SmallVolume(string path) => Path = path;

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Mounts it, or null where that is not allowed.</summary>
    public static SmallVolume? TryMount(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("clinic-volume-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "none", path))
        {
            return new(path);
        }

        Directory.Delete(path);
        return null;
    }

    /// <summary>Takes all room but so many KiB.</summary>
    public void Fill(int leave = 0)
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.SetLength(0);
        var block = new byte[4096];
        while (new DriveInfo(Path).AvailableFreeSpace > leave * 1024L)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
