using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>How a unit of work ended.</summary>
public enum WriteEnd
{
    /// <summary>Everything in it is kept.</summary>
    Committed,

    /// <summary>A key was already there: a claimed cell, an idempotency key. Nothing is kept.</summary>
    DuplicateKey,

    /// <summary>Somebody changed the same thing meanwhile. Nothing is kept.</summary>
    Stale,
}

/// <summary>A unit's end and, when committed, its value.</summary>
public readonly record struct Written<T>(WriteEnd End, T? Value);

/// <summary>
/// One command, one transaction: everything a unit adds and changes is committed together or not at all. Each attempt gets a
/// context of its own, so a retry starts clean; a commit whose answer was lost is settled by looking for the unit's audit row.
/// </summary>
public sealed class ClinicWrites(IDbContextFactory<ClinicDb> contexts)
{
    /// <summary>
    /// Runs <paramref name="unit"/> in a transaction and saves once after it. No network call, file write or mail inside it.
    /// </summary>
    /// <exception cref="DatabaseBusyException">The writer's turn did not come in time.</exception>
    public async Task<Written<T>> RunAsync<T>(Func<ClinicDb, CancellationToken, Task<T>> unit, CancellationToken cancellationToken)
    {
        await using var outer = await contexts.CreateDbContextAsync(cancellationToken);
        var run = new Run<T>(contexts, unit);
        try
        {
            return await outer.Database.CreateExecutionStrategy().ExecuteAsync(
                run,
                static (_, r, ct) => r.AttemptAsync(ct),
                static (_, r, ct) => r.SettleAsync(ct),
                cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new(WriteEnd.Stale, default);
        }
        catch (Exception e) when (DbErrors.IsDuplicateKey(e))
        {
            return new(WriteEnd.DuplicateKey, default);
        }
    }

    private sealed class Run<T>(IDbContextFactory<ClinicDb> contexts, Func<ClinicDb, CancellationToken, Task<T>> unit)
    {
        private Guid? _witness;
        private T? _value;

        public async Task<Written<T>> AttemptAsync(CancellationToken cancellationToken)
        {
            _witness = null;
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            using var turn = await db.EnterWriteAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            _value = await unit(db, cancellationToken);
            _witness = db.ChangeTracker.Entries<AuditEntry>().FirstOrDefault(e => e.State == EntityState.Added)?.Entity.Id;
            await db.SaveChangesAsync(cancellationToken);

            try
            {
                // Past this point the visitor's leaving must not decide whether the change stands.
                await transaction.CommitAsync(CancellationToken.None);
            }
            catch (Exception) when (_witness is not null)
            {
                if (await StandsAsync())
                {
                    return new(WriteEnd.Committed, _value);
                }

                throw;
            }

            return new(WriteEnd.Committed, _value);
        }

        /// <summary>Whether a commit whose answer was lost took effect. Where that cannot be told the fault itself is the answer.</summary>
        private async Task<bool> StandsAsync()
        {
            try
            {
                return (await SettleAsync(CancellationToken.None)).IsSuccessful;
            }
            catch (System.Data.Common.DbException)
            {
                return false;
            }
        }

        public async Task<ExecutionResult<Written<T>>> SettleAsync(CancellationToken cancellationToken)
        {
            if (_witness is not { } id)
            {
                return new(successful: false, default);
            }

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return await db.Audit.AnyAsync(a => a.Id == id, cancellationToken)
                ? new(successful: true, new(WriteEnd.Committed, _value))
                : new(successful: false, default);
        }
    }
}
