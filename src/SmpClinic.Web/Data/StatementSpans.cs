using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>One step of the trace for each statement, with its text as EF wrote it. Whatever varies is a parameter, and parameters stay out.</summary>
internal sealed class StatementSpans : DbCommandInterceptor
{
    public static readonly StatementSpans Instance = new();

    private const int LongestText = 2_000;

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Note(command, eventData, fault: null);
        return result;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, fault: null);
        return new(result);
    }

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Note(command, eventData, fault: null);
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, fault: null);
        return new(result);
    }

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Note(command, eventData, fault: null);
        return result;
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, fault: null);
        return new(result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Note(command, eventData, eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Note(command, eventData, eventData.Exception);
        return Task.CompletedTask;
    }

    private static void Note(DbCommand command, CommandEndEventData ended, Exception? fault)
    {
        if (Activity.Current is null || !ClinicMetrics.Activities.HasListeners())
        {
            // What no request and no message asked for is the workers' own polling.
            return;
        }

        var text = command.CommandText;
        using var span = ClinicMetrics.Activities.StartActivity(
            text.AsSpan(0, Math.Min(text.Length, 40)).IndexOf(' ') is var end and > 0 ? text[..end] : "statement",
            ActivityKind.Client,
            parentContext: default,
            startTime: ended.StartTime);
        span?.SetTag("db.system.name", command.Connection?.GetType().Name.StartsWith("Sqlite", StringComparison.Ordinal) == true ? "sqlite" : "microsoft.sql_server");
        span?.SetTag("db.query.text", text.Length > LongestText ? text[..LongestText] : text);
        if (fault is not null)
        {
            // The message may name a value; the kind does not.
            span?.SetTag("error.type", fault.GetType().Name);
            span?.SetStatus(ActivityStatusCode.Error);
        }

        span?.SetEndTime((ended.StartTime + ended.Duration).UtcDateTime);
    }
}
