using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SmpClinic.Web.Tests;

/// <summary>Thrown where a test planted it.</summary>
public sealed class PlantedFaultException : Exception
{
    public PlantedFaultException()
        : base("A fault that the test planted.")
    {
    }

    public PlantedFaultException(string message)
        : base(message)
    {
    }

    public PlantedFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Throws once, before or after the k-th thing asked of the database: statements in order, the commit counted among them.
/// </summary>
public sealed class StatementFaults
{
    private int _left = int.MaxValue;
    private bool _after;
    private Action? _instead;

    public StatementFaults()
    {
        Commands = new CommandFaults(this);
        Commits = new CommitFaults(this);
    }

    public IInterceptor Commands { get; }

    public IInterceptor Commits { get; }

    /// <summary>Whether the planted fault was met.</summary>
    public bool Fired { get; private set; }

    /// <summary>Plants one fault at the k-th statement from now, counted from 1.</summary>
    public void Plant(int statement, bool after) => (_left, _after, _instead, Fired) = (statement, after, null, false);

    /// <summary>Does something before the k-th statement from now, and lets it go on.</summary>
    public void Plant(int statement, Action instead) => (_left, _after, _instead, Fired) = (statement, false, instead, false);

    /// <summary>Takes a fault that was not met away again.</summary>
    public void Clear() => _left = int.MaxValue;

    private void Before()
    {
        if (_left != int.MaxValue && !_after && --_left == 0)
        {
            Fire();
        }
    }

    private void After()
    {
        if (_left != int.MaxValue && _after && --_left == 0)
        {
            Fire();
        }
    }

    private void Fire()
    {
        Fired = true;
        _left = int.MaxValue;
        if (_instead is { } act)
        {
            act();
            return;
        }

        throw new PlantedFaultException();
    }

    private sealed class CommandFaults(StatementFaults faults) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            faults.Before();
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            faults.After();
            return base.ReaderExecutedAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            faults.Before();
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            faults.After();
            return base.NonQueryExecutedAsync(command, eventData, result, cancellationToken);
        }
    }

    private sealed class CommitFaults(StatementFaults faults) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            faults.Before();
            return base.TransactionCommittingAsync(transaction, eventData, result, cancellationToken);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            faults.After();
            return base.TransactionCommittedAsync(transaction, eventData, cancellationToken);
        }
    }
}
