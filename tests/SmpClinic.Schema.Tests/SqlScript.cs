using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SmpClinic.Schema.Tests;

/// <summary>Checks a T-SQL script with Microsoft's own parser and schema model; no SQL Server is asked.</summary>
public static class SqlScript
{
    /// <summary>The syntax errors of a script, the text inside EXEC(N'...') included, as "line:column message".</summary>
    public static IReadOnlyList<string> SyntaxErrors(string script)
    {
        var statements = Parse(script, out var errors);
        return [.. errors, .. statements.Select(InnerSql).OfType<string>().SelectMany(SyntaxErrors)];
    }

    /// <summary>
    /// Loads every schema statement of a script into an empty SQL Server 2022 model and returns what the model refuses:
    /// unknown columns, tables and types, doubled names. IF NOT EXISTS ... BEGIN ... END of an idempotent script is looked into.
    /// </summary>
    public static IReadOnlyList<string> ModelErrors(string script, out int loaded)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        loaded = 0;
        var refused = new List<string>();
        foreach (var statement in Schema(script, refused))
        {
            new Sql160ScriptGenerator().GenerateScript(statement, out var sql);
            try
            {
                model.AddObjects(sql);
                loaded++;
            }
            catch (DacModelException e)
            {
                refused.Add(e.Message);
            }
        }

        refused.AddRange(model.Validate().Where(m => m.MessageType == DacMessageType.Error).Select(m => m.ToString()));
        return refused;
    }

    private static IEnumerable<TSqlStatement> Schema(string script, List<string> refused)
    {
        var statements = Parse(script, out var errors);
        refused.AddRange(errors);
        foreach (var s in statements)
        {
            if (InnerSql(s) is { } inner)
            {
                foreach (var t in Schema(inner, refused)) { yield return t; }
            }
            else if (s is CreateTableStatement or CreateIndexStatement or AlterTableStatement or CreateSchemaStatement or CreateSequenceStatement or CreateViewStatement or CreateTypeStatement or CreateProcedureStatement or CreateFunctionStatement or CreateTriggerStatement)
            {
                yield return s;
            }
        }
    }

    private static List<TSqlStatement> Parse(string script, out List<string> errors)
    {
        using var reader = new StringReader(script);
        var tree = new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var found);
        errors = [.. found.Select(e => $"{e.Line}:{e.Column} {e.Message}")];
        return tree is TSqlScript t ? [.. t.Batches.SelectMany(b => b.Statements).SelectMany(Flatten)] : [];
    }

    private static IEnumerable<TSqlStatement> Flatten(TSqlStatement s) => s switch
    {
        BeginEndBlockStatement b => b.StatementList.Statements.SelectMany(Flatten),
        IfStatement i => Flatten(i.ThenStatement).Concat(i.ElseStatement is { } e ? Flatten(e) : []),
        _ => [s],
    };

    private static string? InnerSql(TSqlStatement s) =>
        s is ExecuteStatement { ExecuteSpecification.ExecutableEntity: ExecutableStringList { Strings: [StringLiteral text] } } ? text.Value : null;
}
