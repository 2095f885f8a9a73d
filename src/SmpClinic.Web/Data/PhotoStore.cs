using System.Security.Cryptography;
using NodaTime;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>The two sizes a photo is kept in.</summary>
public enum PhotoSize
{
    Full,
    Small,
}

/// <summary>
/// Pictures as files, enciphered, outside the folder of the website. Files are written before the row that knows their key is
/// committed and deleted after it is gone; what a crash leaves in between has no row and is swept away. A file never changes.
/// </summary>
/// <param name="folder">Where they lie; on several nodes one folder that all of them share.</param>
/// <param name="sealer">Seals the keys.</param>
public sealed class PhotoStore(string folder, Sealer sealer)
{
    /// <summary>So old a file without a row has to be before it counts as left behind.</summary>
    public static readonly Duration Grace = Duration.FromHours(1);

    private const string Incoming = "incoming";
    private const string Unfinished = ".part";

    /// <summary>Where they lie.</summary>
    public string Folder => folder;

    /// <summary>A new name, which nobody guesses.</summary>
    public static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Photo.NameLength / 2));

    /// <summary>Whether a text could be a name.</summary>
    public static bool IsName(string text) => text.Length == Photo.NameLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Takes in what somebody sends, piece by piece, enciphered under a key that is nowhere but in this process.</summary>
    /// <returns>Null where it is larger than allowed; nothing is kept of it then.</returns>
    public async Task<IncomingPhoto?> ReceiveAsync(Stream body, long most, CancellationToken cancellationToken)
    {
        var name = NewName();
        var incoming = new IncomingPhoto(Make(Path.Combine(PrivateFolder(Incoming), name + Unfinished)), SealedPieces.NewKey(), name);
        try
        {
            if (await SealedPieces.SealAsync(body, incoming.File, incoming.Key, name, most, cancellationToken) is not null)
            {
                return incoming;
            }
        }
        catch
        {
            await incoming.DisposeAsync();
            throw;
        }

        await incoming.DisposeAsync();
        return null;
    }

    /// <summary>Writes both sizes to the disk.</summary>
    /// <returns>The key, sealed for the row.</returns>
    public async Task<byte[]> WriteAsync(string name, byte[] full, byte[] small, CancellationToken cancellationToken)
    {
        var key = SealedPieces.NewKey();
        try
        {
            await WriteAsync(name, PhotoSize.Full, key, full, cancellationToken);
            await WriteAsync(name, PhotoSize.Small, key, small, cancellationToken);
        }
        catch
        {
            Delete(name);
            throw;
        }

        return sealer.Seal([.. System.Text.Encoding.ASCII.GetBytes(name), .. key]);
    }

    /// <summary>The picture; null where its file is gone.</summary>
    /// <exception cref="CryptographicException">The key ring lacks the key, the file was altered, or it is another's.</exception>
    public async Task<byte[]?> ReadAsync(string name, PhotoSize size, byte[] sealedKey, CancellationToken cancellationToken)
    {
        var opened = sealer.Open(sealedKey);
        if (!opened.AsSpan(0, Photo.NameLength).SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name)))
        {
            throw new CryptographicException("The key belongs to another photo.");
        }

        try
        {
            await using var file = new FileStream(PathOf(name, size), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 4096, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return await SealedPieces.OpenAsync(file, opened[Photo.NameLength..], Label(name, size), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Deletes both sizes, where they are there.</summary>
    public void Delete(string name)
    {
        foreach (var size in Enum.GetValues<PhotoSize>())
        {
            foreach (var path in (string[])[PathOf(name, size), PathOf(name, size) + Unfinished])
            {
                if (Directory.Exists(Path.GetDirectoryName(path)))
                {
                    File.Delete(path);
                }
            }
        }
    }

    /// <summary>Every file of the store with the photo's name, for a copy.</summary>
    public IEnumerable<(string Path, string Name)> Files() => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.photo", SearchOption.AllDirectories).Select(path => (path, Path.GetFileName(path).Split('.')[0]));

    /// <summary>Deletes what has no row and is not just being made.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="known">Which of these names have a row.</param>
    /// <returns>How many files went.</returns>
    public async Task<int> SweepAsync(Instant now, Func<IReadOnlyList<string>, Task<HashSet<string>>> known)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var old = (now - Grace).ToDateTimeUtc();
        var gone = 0;
        foreach (var batch in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => File.GetLastWriteTimeUtc(path) < old).Chunk(200))
        {
            var names = batch.Select(path => Path.GetFileName(path).Split('.')[0]).Where(IsName).Distinct(StringComparer.Ordinal).ToList();
            var kept = await known(names);
            foreach (var path in batch.Where(path => path.EndsWith(Unfinished, StringComparison.Ordinal) || !kept.Contains(Path.GetFileName(path).Split('.')[0])))
            {
                File.Delete(path);
                gone++;
            }
        }

        return gone;
    }

    /// <summary>The path of one file, below the folder.</summary>
    public static string PathBelow(string name, PhotoSize size) => Path.Combine(name[..2], name + (size == PhotoSize.Full ? ".full.photo" : ".small.photo"));

    private static string Label(string name, PhotoSize size) => name + "/" + size;

    private string PathOf(string name, PhotoSize size) => IsName(name)
        ? Path.Combine(folder, PathBelow(name, size))
        : throw new ArgumentException("That is no name of a photo.", nameof(name));

    private async Task WriteAsync(string name, PhotoSize size, byte[] key, byte[] picture, CancellationToken cancellationToken)
    {
        PrivateFolder(name[..2]);
        var path = PathOf(name, size);
        await using (var file = Make(path + Unfinished))
        {
            using var plain = new MemoryStream(picture, writable: false);
            await SealedPieces.SealAsync(plain, file, key, Label(name, size), long.MaxValue, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + Unfinished, path);
    }

    private string PrivateFolder(string below)
    {
        var path = Path.Combine(folder, below);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static FileStream Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}

/// <summary>What somebody sent, enciphered on the disk until it has been looked at. Disposing deletes it.</summary>
public sealed class IncomingPhoto(FileStream file, byte[] key, string label) : IAsyncDisposable
{
    internal FileStream File => file;

    internal byte[] Key => key;

    /// <summary>All of it, opened into memory: not more of these at once than are looked at.</summary>
    public async Task<byte[]> OpenAsync(CancellationToken cancellationToken)
    {
        file.Position = 0;
        return await SealedPieces.OpenAsync(file, key, label, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var path = file.Name;
        await file.DisposeAsync();
        System.IO.File.Delete(path);
    }
}
