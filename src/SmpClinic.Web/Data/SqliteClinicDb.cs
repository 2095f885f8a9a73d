using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SmpClinic.Web.Data;

/// <summary>
/// The embedded database: WAL, synchronous FULL, and one writer at a time. The writers queue in this process before they
/// reach SQLite, because its own wait is a sleep-and-retry that lets some wait for seconds.
/// </summary>
public sealed class SqliteClinicDb(DbContextOptions<SqliteClinicDb> options) : ClinicDb(options)
{
    /// <summary>How long a writer waits for its turn before the visitor is told to try again.</summary>
    private static readonly TimeSpan GateWait = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    private SemaphoreSlim Gate => Gates.GetOrAdd(Database.GetDbConnection().DataSource, _ => new SemaphoreSlim(1, 1));

    /// <inheritdoc/>
    public override bool IsSomebodyWriting => Gate.CurrentCount == 0;

    /// <inheritdoc/>
    public override async ValueTask<IDisposable> EnterWriteAsync(CancellationToken cancellationToken)
    {
        var gate = Gate;
        return await gate.WaitAsync(GateWait, cancellationToken) ? new Turn(gate) : throw new DatabaseBusyException();
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (Database.CurrentTransaction is not null)
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }

        var gate = Gate;
        using var turn = gate.Wait(GateWait) ? new Turn(gate) : throw new DatabaseBusyException();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        using (await EnterWriteAsync(cancellationToken))
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Release();
    }

    /// <summary>
    /// Sets the pragmas that SQLite forgets with every connection; WAL is kept by the file and set when migrating. A pooled
    /// connection comes back with them, so they are set once for each handle and not at every opening.
    /// </summary>
    internal sealed class SqliteProfile : DbConnectionInterceptor
    {
        public static readonly SqliteProfile Instance = new();

        private readonly ConditionalWeakTable<object, object> _prepared = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (IsPrepared(connection))
            {
                return;
            }

            using var command = Pragmas(connection);
            command.ExecuteNonQuery();
            NotePrepared(connection);
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (IsPrepared(connection))
            {
                return;
            }

            await using var command = Pragmas(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            NotePrepared(connection);
        }

        private bool IsPrepared(DbConnection connection) =>
            ((SqliteConnection)connection).Handle is { } handle && _prepared.TryGetValue(handle, out _);

        private void NotePrepared(DbConnection connection)
        {
            if (((SqliteConnection)connection).Handle is { } handle)
            {
                _prepared.AddOrUpdate(handle, Instance);
            }
        }

        private static SqliteCommand Pragmas(DbConnection connection)
        {
            var command = ((SqliteConnection)connection).CreateCommand();
            command.CommandText =
                "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=5000; PRAGMA secure_delete=ON;";
            return command;
        }
    }
}

/// <summary>The database did not take the write in time; the visitor is asked to try again.</summary>
public sealed class DatabaseBusyException : Exception
{
    public DatabaseBusyException()
        : base("The database is busy.")
    {
    }

    public DatabaseBusyException(string message)
        : base(message)
    {
    }

    public DatabaseBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
