using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>A type, or one of its members, and the changes that can be made within it.</summary>
/// <param name="type">The type.</param>
/// <param name="member">A member's name; null for the whole type.</param>
internal sealed class EditPlace(Type type, string? member)
{
    private string Name => member is null ? type.Name : $"{type.Name}.{member}";

    /// <summary>Removes a statement.</summary>
    public Edit Remove<T>(params string[] names) where T : StatementSyntax => Replace<T>(";", names);

    /// <summary>Replaces an expression or a statement.</summary>
    /// <param name="code">What takes its place, <see cref="Edit.Original"/> standing for what was there.</param>
    /// <param name="names">Names that occur in the node.</param>
    public Edit Replace<T>(string code, params string[] names) where T : SyntaxNode => Change(place =>
    {
        var node = Find<T>(place, names);
        return (node, code.Replace(Edit.Original, node.ToString(), StringComparison.Ordinal));
    });

    /// <summary>Replaces the condition of an if statement.</summary>
    /// <param name="code">The new condition, <see cref="Edit.Original"/> standing for the old one.</param>
    /// <param name="names">Names that occur in the condition.</param>
    public Edit Condition(string code, params string[] names) => Change(place =>
    {
        var conditions = place.DescendantNodes().OfType<IfStatementSyntax>().Select(statement => statement.Condition);
        var condition = Single(conditions.Where(condition => HasAll(condition, names)).ToList(), "if statement", names);
        return (condition, code.Replace(Edit.Original, $"({condition})", StringComparison.Ordinal));
    });

    /// <summary>Puts statements before all others of the member.</summary>
    public Edit AtStart(string code) => Change(place => (Body(place).OpenBraceToken, $"{{ {code}"));

    /// <summary>Puts statements after all others of the member.</summary>
    public Edit AtEnd(string code) => Change(place => (Body(place).CloseBraceToken, $"{code} }}"));

    /// <summary>Adds a member to the type.</summary>
    public Edit Add(string code) => Change(place => (((TypeDeclarationSyntax)place).CloseBraceToken, $"{code} }}"));

    private Edit Change(Func<SyntaxNode, (SyntaxNodeOrToken Old, string New)> change) => new(type, declaration =>
    {
        var (old, code) = change(Within(declaration));
        var text = declaration.ToFullString();
        var start = old.Span.Start - declaration.FullSpan.Start;
        if (old.AsNode() is StatementSyntax { Parent: not (BlockSyntax or SwitchSectionSyntax) }) code = $"{{ {code} }}";
        if (old.AsNode() is ExpressionSyntax) code = $"({code})";
        return (TypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(text[..start] + code + text[(start + old.Span.Length)..])!;
    });

    private SyntaxNode Within(TypeDeclarationSyntax declaration)
    {
        if (member is null) return declaration;
        var members = declaration.Members.Where(one => NameOf(one) == member).ToList();
        return members is [var single]
            ? single
            : throw new InvalidOperationException($"{Name}: expected one such member, found {members.Count}; "
                + $"{type.Name} has {string.Join(", ", declaration.Members.Select(NameOf).Where(name => name is not null))}");
    }

    private T Find<T>(SyntaxNode place, string[] names) where T : SyntaxNode
    {
        var found = place.DescendantNodes().OfType<T>().Where(node => HasAll(node, names)).ToList();
        return Single(found.Where(node => !found.Exists(other => other != node && node.Contains(other))).ToList(), typeof(T).Name, names);
    }

    private T Single<T>(List<T> found, string kind, string[] names) where T : SyntaxNode => found is [var single]
        ? single
        : throw new InvalidOperationException(
            $"{Name}: expected one {kind} with the names {string.Join(", ", names)}, found {found.Count}: {string.Join(" | ", found)}");

    private static bool HasAll(SyntaxNode node, string[] names) =>
        names.All(name => node.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Text == name));

    private BlockSyntax Body(SyntaxNode place) => (place as BaseMethodDeclarationSyntax)?.Body
        ?? throw new InvalidOperationException($"{Name}: expected a method with a block, found {place.Kind()}");

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => null,
    };
}
