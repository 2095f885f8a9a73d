using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SmpClinic.Mutation;

/// <summary>One deliberate mistake in one place of one file.</summary>
/// <param name="Path">The file, from the repository's root.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Kind">Which sort of mistake.</param>
/// <param name="Before">What stands there.</param>
/// <param name="After">What is put there instead.</param>
public sealed record Mutant(string Path, TextSpan Span, int Line, string Kind, string Before, string After)
{
    /// <summary>The same for the same mistake at the same place.</summary>
    public string Id => $"{Path}:{Span.Start}-{Span.End}:{Kind}:{After}";

    /// <summary>Every mistake that <see cref="Mutations"/> knows for a file, in the order of the text.</summary>
    public static IReadOnlyList<Mutant> Of(string path, SyntaxTree tree)
    {
        var text = tree.GetText();
        return
        [
            .. tree.GetRoot().DescendantNodes()
                .Where(node => !IsLeftAlone(node))
                .SelectMany(node => Mutations.Of(node).Select(change => new Mutant(
                    path,
                    change.Span,
                    text.Lines.GetLineFromPosition(change.Span.Start).LineNumber + 1,
                    change.Kind,
                    text.ToString(change.Span),
                    change.Text)))
                .DistinctBy(mutant => mutant.Id)
                .OrderBy(mutant => mutant.Span.Start),
        ];
    }

    /// <summary>The file with the mistake in it.</summary>
    public SourceText In(SourceText text) => text.Replace(Span, After);

    /// <summary>The words of logs and of exceptions for programmers promise nothing to anybody, and attributes are no behaviour.</summary>
    private static bool IsLeftAlone(SyntaxNode node) => node.AncestorsAndSelf().Any(one => one switch
    {
        AttributeListSyntax => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name } } => name.StartsWith("Log", StringComparison.Ordinal),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name } } } => name.StartsWith("Log", StringComparison.Ordinal),
        ThrowStatementSyntax or ThrowExpressionSyntax => one != node,
        _ => false,
    });
}

/// <summary>A replacement of a piece of text.</summary>
public sealed record Change(string Kind, TextSpan Span, string Text);
