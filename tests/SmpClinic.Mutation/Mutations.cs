using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SmpClinic.Mutation;

/// <summary>
/// The mistakes that are made, one at a time: the sorts that Stryker's standard level knows, and lengths of time that are one
/// unit too long. One that does not compile is not counted.
/// </summary>
public static class Mutations
{
    private static readonly Dictionary<SyntaxKind, string[]> Operators = new()
    {
        [SyntaxKind.PlusToken] = ["-"],
        [SyntaxKind.MinusToken] = ["+"],
        [SyntaxKind.AsteriskToken] = ["/"],
        [SyntaxKind.SlashToken] = ["*"],
        [SyntaxKind.PercentToken] = ["*"],
        [SyntaxKind.LessThanToken] = ["<=", ">="],
        [SyntaxKind.LessThanEqualsToken] = ["<", ">"],
        [SyntaxKind.GreaterThanToken] = [">=", "<="],
        [SyntaxKind.GreaterThanEqualsToken] = [">", "<"],
        [SyntaxKind.EqualsEqualsToken] = ["!="],
        [SyntaxKind.ExclamationEqualsToken] = ["=="],
        [SyntaxKind.AmpersandAmpersandToken] = ["||"],
        [SyntaxKind.BarBarToken] = ["&&"],
        [SyntaxKind.AmpersandToken] = ["|"],
        [SyntaxKind.BarToken] = ["&"],
        [SyntaxKind.LessThanLessThanToken] = [">>"],
        [SyntaxKind.GreaterThanGreaterThanToken] = ["<<"],
        [SyntaxKind.PlusEqualsToken] = ["-="],
        [SyntaxKind.MinusEqualsToken] = ["+="],
        [SyntaxKind.BarEqualsToken] = ["&="],
        [SyntaxKind.AmpersandEqualsToken] = ["|="],
        [SyntaxKind.QuestionQuestionEqualsToken] = ["="],
        [SyntaxKind.OrKeyword] = ["and"],
        [SyntaxKind.AndKeyword] = ["or"],
    };

    private static readonly Dictionary<string, string[]> Methods = new(StringComparer.Ordinal)
    {
        ["Any"] = ["All"],
        ["All"] = ["Any"],
        ["AnyAsync"] = ["AllAsync"],
        ["TrueForAll"] = ["Exists"],
        ["Exists"] = ["TrueForAll"],
        ["First"] = ["Last"],
        ["FirstOrDefault"] = ["LastOrDefault"],
        ["OrderBy"] = ["OrderByDescending"],
        ["ThenBy"] = ["ThenByDescending"],
        ["Take"] = ["Skip"],
        ["Min"] = ["Max"],
        ["Max"] = ["Min"],
        ["Select"] = [],
        ["ToLowerInvariant"] = ["ToUpperInvariant"],
        ["ToHexStringLower"] = ["ToHexString"],
        ["StartsWith"] = ["EndsWith"],
        ["LastIndexOf"] = ["IndexOf"],
    };

    /// <summary>What may go wrong at one node.</summary>
    public static IEnumerable<Change> Of(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary => OfBinary(binary),
        AssignmentExpressionSyntax assignment => Swapped(assignment.OperatorToken),
        BinaryPatternSyntax pattern => Swapped(pattern.OperatorToken),
        RelationalPatternSyntax pattern => Swapped(pattern.OperatorToken),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => [new("negation", not.Span, not.Operand.ToString())],
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => [new("negation", minus.Span, minus.Operand.ToString())],
        PostfixUnaryExpressionSyntax { OperatorToken: var token } => Stepped(token),
        PrefixUnaryExpressionSyntax { OperatorToken: var token } => Stepped(token),
        IsPatternExpressionSyntax test => [new("negation", test.Span, $"!({test})")],
        LiteralExpressionSyntax literal => OfLiteral(literal),
        InterpolatedStringExpressionSyntax text when text.Contents.Count > 0 => [new("text", text.Span, "\"\"")],
        CollectionExpressionSyntax { Elements.Count: > 0 } many => [new("collection", many.Span, "[]")],
        ConditionalExpressionSyntax choice =>
        [
            new("choice", choice.Span, $"({choice.WhenTrue})"),
            new("choice", choice.Span, $"({choice.WhenFalse})"),
        ],
        IfStatementSyntax branch => [new("condition", branch.Condition.Span, $"!({branch.Condition})")],
        WhileStatementSyntax loop => [new("condition", loop.Condition.Span, "false")],
        WhenClauseSyntax guard => [new("condition", guard.Condition.Span, $"!({guard.Condition})")],
        MemberAccessExpressionSyntax access => Methods.GetValueOrDefault(access.Name.Identifier.Text, [])
            .Select(other => new Change("method", access.Name.Identifier.Span, other)),
        ExpressionStatementSyntax statement => [new("statement", statement.Span, ";")],
        BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax => [new("statement", node.Span, ";")],
        _ => [],
    };

    private static IEnumerable<Change> OfBinary(BinaryExpressionSyntax binary)
    {
        if (binary.IsKind(SyntaxKind.CoalesceExpression))
        {
            return [new("coalesce", binary.Span, $"({binary.Left})"), new("coalesce", binary.Span, $"({binary.Right})")];
        }

        return Swapped(binary.OperatorToken);
    }

    private static IEnumerable<Change> OfLiteral(LiteralExpressionSyntax literal) => literal.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => [new("literal", literal.Span, "false")],
        SyntaxKind.FalseLiteralExpression => [new("literal", literal.Span, "true")],
        SyntaxKind.StringLiteralExpression => [new("text", literal.Span, literal.Token.ValueText.Length == 0 ? "\"Mutant\"" : "\"\"")],
        SyntaxKind.NumericLiteralExpression when IsLengthOfTime(literal) && literal.Token.Value is int number =>
            [new("length", literal.Span, (number + 1).ToString(CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static bool IsLengthOfTime(LiteralExpressionSyntax literal) =>
        literal.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var type } } }
        && type.ToString() is "Duration" or "TimeSpan";

    private static IEnumerable<Change> Swapped(SyntaxToken token) =>
        Operators.GetValueOrDefault(token.Kind(), []).Select(other => new Change("operator", token.Span, other));

    private static IEnumerable<Change> Stepped(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.PlusPlusToken => [new("operator", token.Span, "--")],
        SyntaxKind.MinusMinusToken => [new("operator", token.Span, "++")],
        _ => [],
    };
}
