using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Operations;

/// <summary>
/// A consistent copy of the embedded database while the site runs, with the clients' photos beside it, and its way back. Copying the live file by hand is wrong:
/// it misses what the write-ahead log still holds.
/// </summary>
public sealed class Backup(IDbContextFactory<ClinicDb> contexts, ClinicWrites writes, PhotoCopies photos, StartSettings settings, AuditAnchor anchor, Sealer sealer, NodaTime.IClock clock, ILogger<Backup> log)
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    /// <returns>How many photos were gone before they could be copied.</returns>
    /// <exception cref="OperationRefusedException">Wrong provider, no database, or something is at the path already.</exception>
    public async Task<int> CreateAsync(string path, CancellationToken cancellationToken)
    {
        var file = EmbeddedFile();
        var target = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new OperationRefusedException($"There is no database at {file}.");
        }

        if (File.Exists(target) || Directory.Exists(target) || Directory.Exists(PhotoCopies.FolderOf(target)))
        {
            throw new OperationRefusedException($"{target} exists already. Choose another path; no backup is ever overwritten.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var unfinished = target + ".part";
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            await CopyAsync(db, unfinished, cancellationToken);
        }

        await CheckAsync(unfinished, cancellationToken);

        // The database last: where it is, its photos are.
        var missing = await photos.TakeAsync(unfinished, target, cancellationToken);
        File.Move(unfinished, target);
        await NoteAsync(cancellationToken);
        return missing;
    }

    /// <returns>How many photos of the backup are found nowhere.</returns>
    /// <exception cref="OperationRefusedException">Wrong provider, the site runs, or the file is no whole backup.</exception>
    public async Task<int> RestoreAsync(string path, CancellationToken cancellationToken)
    {
        var file = EmbeddedFile();
        var source = Path.GetFullPath(path);
        if (!File.Exists(source))
        {
            throw new OperationRefusedException($"There is no file {source}.");
        }

        if (new FileInfo(source + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new OperationRefusedException($"{source} has a log beside it that is not in it: it is a database in use, or was copied from one by hand, and no backup.");
        }

        await CheckAsync(source, cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var alone = await FileLock.TakeAsync(file + ".lock", AtOnce, cancellationToken)
            ?? throw new OperationRefusedException("The site is running on this database. Stop it first, then restore.");
        using var still = await FileLock.TakeAsync(file + Migration.LockSuffix, AtOnce, cancellationToken)
            ?? throw new OperationRefusedException("The database is being migrated. Wait for that, or end it, then restore.");
        var incoming = file + ".incoming";
        File.Delete(incoming);
        PrivateFile.Make(incoming);
        await using (var from = File.OpenRead(source))
        await using (var to = File.OpenWrite(incoming))
        {
            await from.CopyToAsync(to, cancellationToken);
        }

        Flush(incoming);
        var missing = await photos.PutBackAsync(source, cancellationToken);
        if (File.Exists(file))
        {
            await KeepAsync(file, file + ".before-restore", cancellationToken);
        }

        var end = await EndOfHistoryAsync(incoming, cancellationToken);

        // The log of the old database would be replayed into the new one.
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        File.Move(incoming, file, overwrite: true);
        anchor.NoteRestored(end.Key, end.Number, end.Hash);
        return missing;
    }

    /// <summary>Where the chain over history ends in a backup, which may be sooner than this machine has seen it; without a key where it is from before there was one.</summary>
    private async Task<(string? Key, long Number, string Hash)> EndOfHistoryAsync(string path, CancellationToken cancellationToken)
    {
        await using var copy = Open(path, SqliteOpenMode.ReadOnly);
        await copy.OpenAsync(cancellationToken);
        await using var read = copy.CreateCommand();
        read.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'AuditHead'";
        if (await read.ExecuteScalarAsync(cancellationToken) is not 1L)
        {
            return default;
        }

        read.CommandText = "SELECT Number, Hash, Key FROM AuditHead";
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return default;
        }

        try
        {
            return (sealer.Open(new Model.SealedText(row.GetString(2))), row.GetInt64(0), row.GetString(1));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Its keys are elsewhere. What else is sealed in it cannot be read either, and 'verify' says so.
            log.LogWarning("The backup was sealed under another key ring; its history cannot be judged on this machine");
            return default;
        }
    }

    /// <summary>Copied, not moved: until the last step a kill must not leave the clinic without any database.</summary>
    private static async Task KeepAsync(string file, string copy, CancellationToken cancellationToken)
    {
        await FoldLogAsync(file, cancellationToken);
        File.Delete(copy + "-wal");
        File.Copy(file, copy, overwrite: true);
        if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
        {
            // It could not be folded in, and what is in it is nowhere else.
            File.Copy(file + "-wal", copy + "-wal");
        }
    }

    /// <summary>A consistent copy of a database in use, brought to the disk. What lay at the path is replaced.</summary>
    internal static async Task CopyAsync(ClinicDb db, string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        PrivateFile.Make(path);
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {path}", cancellationToken);
        Flush(path);
    }

    /// <summary>SQLite does not bring a copy to the disk by itself, and a name without its content is worse than none.</summary>
    private static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>So that the age of the last backup can be watched.</summary>
    private async Task NoteAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetCurrentInstant();
            await writes.RunAsync(
                async (db, ct) =>
                {
                    await Stamps.RaiseAsync(db, Model.Stamp.Backup, now, ct);
                    return true;
                },
                cancellationToken);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or DbUpdateException or DatabaseBusyException)
        {
            // The copy is whole whether or not this could be written down, and is no failure.
            log.LogWarning(e, "The backup was made, but its time could not be noted");
        }
    }

    private string EmbeddedFile() => settings.Provider == DatabaseProvider.Sqlite
        ? new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource
        : throw new OperationRefusedException("backup and restore are for the embedded database. On SQL Server use its own BACKUP DATABASE and RESTORE DATABASE (see docs/operations.md).");

    private static async Task CheckAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var copy = Open(path, SqliteOpenMode.ReadOnly);
            await copy.OpenAsync(cancellationToken);
            await using var check = copy.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            if (await check.ExecuteScalarAsync(cancellationToken) is not "ok")
            {
                throw new OperationRefusedException($"{path} is damaged.");
            }

            check.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('__EFMigrationsHistory', 'ClaimedCells')";
            if (await check.ExecuteScalarAsync(cancellationToken) is not 2L)
            {
                throw new OperationRefusedException($"{path} is not a clinic's database.");
            }
        }
        catch (SqliteException e)
        {
            throw new OperationRefusedException($"{path} is not a database that can be read: {e.Message}", e);
        }
    }

    private static async Task FoldLogAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var old = Open(file, SqliteOpenMode.ReadWrite);
            await old.OpenAsync(cancellationToken);
            await using var fold = old.CreateCommand();
            fold.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await fold.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (SqliteException)
        {
            // A database too broken to fold its log is the very reason to restore; it is kept as it is, the log beside it.
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ConnectionString);
}
