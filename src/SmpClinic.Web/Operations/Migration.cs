using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Operations;

/// <summary>Brings the database up to date, one process at a time and never for ever.</summary>
public sealed class Migration(IDbContextFactory<ClinicDb> contexts, StartSettings settings, ILogger<Migration> log)
{
    /// <summary>What the file is called beside the embedded database that whoever migrates it holds.</summary>
    internal const string LockSuffix = ".migrating";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>An index over a large table takes longer than any command of the site may.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(15);

    /// <exception cref="OperationRefusedException">Another process migrates and does not finish.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Provider == DatabaseProvider.SqlServer)
        {
            await using var server = await contexts.CreateDbContextAsync(cancellationToken);
            await MigrateServerAsync(server, cancellationToken);
            return;
        }

        var file = new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var alone = await FileLock.TakeAsync(file + LockSuffix, Patience, cancellationToken) ?? throw Busy();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var upToDate = false;
        if (File.Exists(file))
        {
            await ClearAbandonedLockAsync(db, cancellationToken);
            await RefuseNewerAsync(db, cancellationToken);
            var owed = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (owed.Count > 0 && (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).LastOrDefault() is { } last)
            {
                // Under its name only when it is whole: a backup of a failed attempt must not take the place of a good one.
                var copy = $"{file}.{last}.bak";
                await Backup.CopyAsync(db, copy + ".part", cancellationToken);
                File.Move(copy + ".part", copy, overwrite: true);
                log.LogInformation("Before migrating, the database was copied to {Copy}", copy);
            }

            upToDate = owed.Count == 0;
        }
        else
        {
            // The site opens a database that is there and makes none; this is the one place where it comes into being.
            PrivateFile.Make(file);
            log.LogWarning("There was no database at {File}; a new, empty one was made", file);
        }

        // Migrating compares the whole model with its snapshot and writes a lock before it finds that there is nothing to do: most of a start.
        if (!upToDate)
        {
            await db.Database.MigrateAsync(cancellationToken);
        }

        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    private static async Task MigrateServerAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(StepLimit);
        if (!await db.Database.CanConnectAsync(cancellationToken))
        {
            // No such database yet, or no server: migrating makes the one and names the other.
            await db.Database.MigrateAsync(cancellationToken);
            return;
        }

        await using var alone = await ServerLock.TakeAsync(db, "Migration", Patience, cancellationToken) ?? throw Busy();
        await RefuseNewerAsync(db, cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private static OperationRefusedException Busy() =>
        new("Another process is migrating this database and has not finished within a minute. Wait for it, or end it, and try again.");

    private static async Task RefuseNewerAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Except(db.Database.GetMigrations(), StringComparer.Ordinal).ToList();
        if (newer.Count > 0)
        {
            throw new OperationRefusedException(
                $"The database belongs to a newer version of the program ({string.Join(", ", newer)}); nothing was changed. Run that version, or restore the backup that was made before it was migrated.");
        }
    }

    /// <summary>
    /// A process that was killed while migrating leaves a row behind on which every later one would wait for ever. Whoever
    /// holds the file lock is the only one migrating, so a row that is there now was abandoned.
    /// </summary>
    private async Task ClearAbandonedLockAsync(ClinicDb db, CancellationToken cancellationToken)
    {
        var there = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (there > 0 && await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellationToken) > 0)
        {
            log.LogWarning("An earlier migration was interrupted; the lock it left behind was removed");
        }
    }
}

/// <summary>What was asked for cannot be done now; the message says why and what to do.</summary>
public sealed class OperationRefusedException : Exception
{
    public OperationRefusedException()
    {
    }

    public OperationRefusedException(string message)
        : base(message)
    {
    }

    public OperationRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
