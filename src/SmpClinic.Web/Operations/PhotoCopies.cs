using Microsoft.Data.Sqlite;
using SmpClinic.Web.Data;

namespace SmpClinic.Web.Operations;

/// <summary>
/// Copies clients' photos along with the database they belong to. They are copied as they lie, enciphered; a file never changes, so one
/// that is there already is the same one.
/// </summary>
public sealed class PhotoCopies(PhotoStore store)
{
    /// <summary>Where the photos of a backup lie, beside it.</summary>
    public static string FolderOf(string backup) => backup + ".photos";

    /// <summary>Copies the photos that the copied database names into a folder beside the backup.</summary>
    /// <returns>How many of its photos could not be found: those deleted while the copy was made, or lost.</returns>
    public async Task<int> TakeAsync(string copiedDatabase, string backup, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var name in await NamesAsync(copiedDatabase, cancellationToken))
        {
            missing += await CopyAsync(name, store.Folder, FolderOf(backup), cancellationToken) ? 0 : 1;
        }

        return missing;
    }

    /// <summary>Puts the photos of a backup back where they are looked for, before its database is.</summary>
    /// <returns>How many of its photos are neither in the backup nor here.</returns>
    public async Task<int> PutBackAsync(string backup, CancellationToken cancellationToken)
    {
        var missing = 0;
        foreach (var name in await NamesAsync(backup, cancellationToken))
        {
            missing += await CopyAsync(name, FolderOf(backup), store.Folder, cancellationToken) ? 0 : 1;
        }

        return missing;
    }

    private static async Task<bool> CopyAsync(string name, string from, string to, CancellationToken cancellationToken)
    {
        foreach (var size in Enum.GetValues<PhotoSize>())
        {
            var below = PhotoStore.PathBelow(name, size);
            var (source, target) = (Path.Combine(from, below), Path.Combine(to, below));
            if (File.Exists(target))
            {
                continue;
            }

            if (!File.Exists(source))
            {
                return false;
            }

            MakeFolder(Path.GetDirectoryName(target)!);
            File.Delete(target + ".part");
            PrivateFile.Make(target + ".part");
            await using (var read = File.OpenRead(source))
            await using (var write = new FileStream(target + ".part", FileMode.Open, FileAccess.Write))
            {
                await read.CopyToAsync(write, cancellationToken);
                write.Flush(flushToDisk: true);
            }

            File.Move(target + ".part", target);
        }

        return true;
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>A database from before there were photos has none.</summary>
    private static async Task<List<string>> NamesAsync(string database, CancellationToken cancellationToken)
    {
        await using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        await copy.OpenAsync(cancellationToken);
        await using var ask = copy.CreateCommand();
        ask.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'Photos'";
        if (await ask.ExecuteScalarAsync(cancellationToken) is not 1L)
        {
            return [];
        }

        ask.CommandText = "SELECT Name FROM Photos";
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await rows.ReadAsync(cancellationToken))
        {
            if (PhotoStore.IsName(rows.GetString(0)))
            {
                names.Add(rows.GetString(0));
            }
        }

        return names;
    }
}
