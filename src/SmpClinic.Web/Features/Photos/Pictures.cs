using System.Runtime.InteropServices;
using NetVips;

namespace SmpClinic.Web.Features.Photos;

/// <summary>A picture made anew: nothing of the file that was sent is in it but what can be seen.</summary>
public sealed record CleanPicture(byte[] Full, byte[] Small, int Width, int Height);

/// <summary>
/// Decodes what was sent and encodes it anew as JPEG, upright, in everyday colours, without any metadata. libvips does it in strips,
/// with all its readers switched off but three; one picture at a time, so that a crowd of them waits instead of filling the memory.
/// </summary>
public sealed class Pictures : IDisposable
{
    /// <summary>The longest side that is kept.</summary>
    public const int Longest = 2560;

    /// <summary>The longest side of the small one.</summary>
    public const int LongestSmall = 480;

    private const int Quality = 88;
    private const int AtOnce = 1;

    private static readonly Log.LogDelegate Quiet = (_, _, _) => { };

    private readonly SemaphoreSlim _turns = new(AtOnce);

    static Pictures()
    {
        // Whatever a later version of the library learns to read, it reads nothing but these.
        Operation.Block("VipsForeignLoad", true);
        foreach (var reader in (string[])["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp"])
        {
            Operation.Block(reader, false);
        }

        // Nothing of a picture stays behind for the next one.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;

        // Otherwise each damaged line of a picture would be a line on the console: the sender's choice how many.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, Quiet);
    }

    /// <summary>Makes it anew.</summary>
    /// <param name="open">Opens the file into memory, when it is this picture's turn.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>The picture, or what is wrong with it.</returns>
    public async Task<(CleanPicture? Picture, string? Fault)> CleanAsync(Func<Task<byte[]>> open, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var file = await open();
            return PictureHeader.Fault(file, out _) is { } fault ? (null, fault) : await Task.Run(() => Clean(file), CancellationToken.None);
        }
        finally
        {
            GiveBack();
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    /// <summary>
    /// What a picture took is free by now, but the C library keeps it for each thread that ever decoded one: many times what one takes.
    /// Other systems, and other C libraries, keep nothing or have no such call.
    /// </summary>
    private static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = TrimMemory(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not the C library that keeps it.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimMemory(nuint keep);

    private static (CleanPicture? Picture, string? Fault) Clean(byte[] file)
    {
        try
        {
            // Upright, shrunk while it is read, and to sRGB where it brings another profile.
            using var read = Image.ThumbnailBuffer(file, Longest, height: Longest, size: Enums.Size.Down, outputProfile: "srgb", failOn: Enums.FailOn.Warning);
            using var flat = read.HasAlpha() ? read.Flatten(background: [255.0]) : read.Copy();
            using var plain = flat.Bands == 1 ? flat.Colourspace(Enums.Interpretation.Srgb) : flat.Copy();
            var full = plain.JpegsaveBuffer(q: Quality, optimizeCoding: true, keep: Enums.ForeignKeep.None);
            using var little = Image.ThumbnailBuffer(full, LongestSmall, height: LongestSmall, size: Enums.Size.Down);
            return (new(full, little.JpegsaveBuffer(q: 80, optimizeCoding: true, keep: Enums.ForeignKeep.None), plain.Width, plain.Height), null);
        }
        catch (VipsException)
        {
            // The library's words are for programmers, and may quote the file.
            return (null, "This photo is damaged or was not sent whole. Choose it again, or take another.");
        }
    }
}
