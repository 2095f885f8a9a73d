using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SmpClinic.Web.Tests;

/// <summary>Does something before and after everything that is asked of the database: each statement, and each commit.</summary>
public sealed class StatementHooks
{
    public StatementHooks(Action before, Action after)
    {
        Commands = new CommandHooks(before, after);
        Commits = new CommitHooks(before, after);
    }

    /// <summary>For the statements.</summary>
    public IInterceptor Commands { get; }

    /// <summary>For the commits.</summary>
    public IInterceptor Commits { get; }

    private sealed class CommandHooks(Action before, Action after) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            before();
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            after();
            return base.ReaderExecutedAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            before();
            return base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            after();
            return base.NonQueryExecutedAsync(command, eventData, result, cancellationToken);
        }
    }

    private sealed class CommitHooks(Action before, Action after) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            before();
            return base.TransactionCommittingAsync(transaction, eventData, result, cancellationToken);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            after();
            return base.TransactionCommittedAsync(transaction, eventData, cancellationToken);
        }
    }
}
