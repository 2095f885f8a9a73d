using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SmpClinic.Web.Data;
using SmpClinic.Web.Hosting;

namespace SmpClinic.Web.Operations;

/// <summary>Brings the database up to date, one process at a time and never for ever.</summary>
public sealed class Migration(IDbContextFactory<ClinicDb> contexts, StartSettings settings, ILogger<Migration> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>An index over a large table takes longer than any command of the site may.</summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(15);

    /// <exception cref="OperationRefusedException">Another process migrates and does not finish.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Provider == DatabaseProvider.SqlServer)
        {
            await using var server = await contexts.CreateDbContextAsync(cancellationToken);
            server.Database.SetCommandTimeout(StepLimit);
            await server.Database.MigrateAsync(cancellationToken);
            return;
        }

        var file = new SqliteConnectionStringBuilder(settings.ConnectionString).DataSource;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var alone = await FileLock.TakeAsync(file + ".migrating", Patience, cancellationToken)
            ?? throw new OperationRefusedException("Another process is migrating this database and has not finished within a minute. Wait for it, or end it, and try again.");
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (File.Exists(file))
        {
            await ClearAbandonedLockAsync(db, cancellationToken);
            var owed = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            if (owed.Count > 0 && (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).LastOrDefault() is { } last)
            {
                var copy = $"{file}.{last}.bak";
                File.Delete(copy);
                await db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", cancellationToken);
                log.LogInformation("Before migrating, the database was copied to {Copy}", copy);
            }
        }

        await db.Database.MigrateAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
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

/// <summary>A file that one process holds at a time; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or gives up after a while with null.</summary>
    /// <param name="path">The file; it is made if it is not there.</param>
    /// <param name="patience">How long to wait for those who hold it.</param>
    /// <param name="cancellationToken">Gives up at once.</param>
    /// <param name="shared">Whether others may hold it too who also only share it.</param>
    public static async Task<FileLock?> TakeAsync(string path, TimeSpan patience, CancellationToken cancellationToken, bool shared = false)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileLock(shared
                    ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                    : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (waited < patience)
            {
                await Task.Delay(Pause, cancellationToken);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
