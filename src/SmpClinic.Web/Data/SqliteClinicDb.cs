using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
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
    /// <summary>
    /// How long a writer waits for its turn before the visitor is told to try again: among the writers of this process and then,
    /// with what is left, for whoever else has the file.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WaitStep = TimeSpan.FromMilliseconds(250);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new(StringComparer.Ordinal);

    private TimeSpan _patienceLeft = Patience;

    private SemaphoreSlim Gate => Gates.GetOrAdd(Database.GetDbConnection().DataSource, _ => new SemaphoreSlim(1, 1));

    /// <inheritdoc/>
    public override bool WritersTakeTurns => true;

    /// <inheritdoc/>
    public override bool IsSomebodyWriting => Gate.CurrentCount == 0;

    /// <inheritdoc/>
    public override async ValueTask<IDisposable> EnterWriteAsync(CancellationToken cancellationToken)
    {
        var gate = Gate;
        var began = Stopwatch.GetTimestamp();
        return await gate.WaitAsync(Patience, cancellationToken) ? Enter(gate, began) : throw new DatabaseBusyException();
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        if (Database.CurrentTransaction is not null)
        {
            return base.SaveChanges(acceptAllChangesOnSuccess);
        }

        var gate = Gate;
        var began = Stopwatch.GetTimestamp();
        using var turn = gate.Wait(Patience) ? Enter(gate, began) : throw new DatabaseBusyException();
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

    private Turn Enter(SemaphoreSlim gate, long began)
    {
        var turn = new Turn(this, gate);
        var file = Database.GetDbConnection().DataSource;
        if (!File.Exists(file))
        {
            // A pooled handle still leads to the file that was taken away; what is written there may never be seen again.
            turn.Dispose();
            SqliteConnection.ClearPool((SqliteConnection)Database.GetDbConnection());
            throw new DatabaseAwayException();
        }

        _patienceLeft = Patience - Stopwatch.GetElapsedTime(began);
        return turn;
    }

    private sealed class Turn(SqliteClinicDb db, SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? _gate = gate;

        public void Dispose()
        {
            db._patienceLeft = Patience;
            Interlocked.Exchange(ref _gate, null)?.Release();
        }
    }

    /// <summary>
    /// Sets the pragmas that SQLite forgets with every connection; WAL is kept by the file and set when migrating. A pooled
    /// connection comes back with them, so they are set once for each handle and not at every opening.
    /// </summary>
    internal sealed class SqliteProfile : DbConnectionInterceptor
    {
        public static readonly SqliteProfile Instance = new();

        /// <summary>Milliseconds that each handle was told to wait for a writer elsewhere.</summary>
        private readonly ConditionalWeakTable<object, StrongBox<int>> _waits = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            var wait = WaitOf(eventData.Context);
            using var command = Pragmas((SqliteConnection)connection, wait);
            if (command is not null)
            {
                command.ExecuteNonQuery();
                Note((SqliteConnection)connection, wait);
            }
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            var wait = WaitOf(eventData.Context);
            await using var command = Pragmas((SqliteConnection)connection, wait);
            if (command is not null)
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
                Note((SqliteConnection)connection, wait);
            }
        }

        /// <summary>What is left of the patience, in steps of a quarter second, so that a handle is seldom told anew.</summary>
        private static int WaitOf(DbContext? context)
        {
            var left = context is SqliteClinicDb db ? db._patienceLeft : Patience;
            return Math.Max(1, (int)Math.Ceiling(left / WaitStep) * (int)WaitStep.TotalMilliseconds);
        }

        private void Note(SqliteConnection connection, int wait)
        {
            if (connection.Handle is { } handle)
            {
                _waits.AddOrUpdate(handle, new(wait));
            }
        }

        /// <returns>What the handle has to be told; null where it knows.</returns>
        private SqliteCommand? Pragmas(SqliteConnection connection, int wait)
        {
            // SQLite itself does the waiting. The client library would go on asking after that, for this many seconds in all.
            connection.DefaultTimeout = 1;
            var known = connection.Handle is { } handle && _waits.TryGetValue(handle, out var told) ? told.Value : (int?)null;
            if (known == wait)
            {
                return null;
            }

            var command = connection.CreateCommand();
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"PRAGMA busy_timeout={wait};{(known is null ? " PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;" : null)}");
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

/// <summary>The database cannot be reached; the visitor is asked to come back later.</summary>
public sealed class DatabaseAwayException : Exception
{
    public DatabaseAwayException()
        : base("The database's file is not there.")
    {
    }

    public DatabaseAwayException(string message)
        : base(message)
    {
    }

    public DatabaseAwayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
