using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SmpClinic.Web.Model;

namespace SmpClinic.Web.Data;

/// <summary>
/// Refuses statements that would change an <see cref="IDiaryRule"/> behind the context's back: its stamp would stay as it was, and
/// lists of times would go on showing what was. And those that would change history, which is written once. Asked when a query is compiled, so it costs nothing afterwards.
/// </summary>
internal sealed class RulesAreTracked : IQueryExpressionInterceptor
{
    public static readonly RulesAreTracked Instance = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData) =>
        queryExpression is MethodCallExpression { Method.Name: nameof(EntityFrameworkQueryableExtensions.ExecuteUpdate) or nameof(EntityFrameworkQueryableExtensions.ExecuteDelete) } call
            && FaultOf(call.Method.GetGenericArguments()[0]) is { } fault
            ? throw new InvalidOperationException(fault)
            : queryExpression;

    private static string? FaultOf(Type type) =>
        typeof(IDiaryRule).IsAssignableFrom(type) ? $"{type.Name} is laid down: change it through the context, so that its stamp changes too."
        : type == typeof(AuditEntry) || type == typeof(AuditSeal) ? "History is written once; nothing in it is changed or taken away."
        : null;
}
