using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>
/// A change of the product's syntax tree. It is written as <c>In&lt;Type&gt;(member).Remove&lt;Kind&gt;(names)</c>: the innermost node of
/// that kind, within the type or one of its members, in which all the names occur. There must be exactly one. Neither the file,
/// nor the layout, nor anything else in the node matters; names come from <c>nameof</c> where they can, so that a rename finds them.
/// </summary>
/// <param name="Type">The type that is changed.</param>
/// <param name="Change">Returns the changed declaration of the type.</param>
internal sealed record Edit(Type Type, Func<TypeDeclarationSyntax, TypeDeclarationSyntax> Change)
{
    /// <summary>Stands for the code that is replaced.</summary>
    public const string Original = "$0";

    /// <summary>The name of the project that declares the type.</summary>
    public string Project => Type.Assembly.GetName().Name!;

    /// <summary>Begins a change within a type, or within one of its members.</summary>
    public static EditPlace In<T>(string? member = null) => new(typeof(T), member);

    /// <summary>Returns a compilation with the change in it.</summary>
    /// <exception cref="InvalidOperationException">There is no such type, member or node, or more than one.</exception>
    public CSharpCompilation Apply(CSharpCompilation compilation)
    {
        var declarations = compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(type => type.Identifier.Text == Type.Name.Split('`')[0]).ToList();
        if (declarations.Count == 0) throw new InvalidOperationException($"{Type.Name}: expected a declaration in {Project}, found none");
        var (declaration, edited) = OnlyPlace(declarations);
        var (tree, root) = (declaration.SyntaxTree, declaration.SyntaxTree.GetRoot());
        var changed = root.ReplaceNode(declaration, edited);
        // Parsed again from its text: the inserted nodes need not have the kinds that the parser would give them there.
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(changed.ToFullString(), (CSharpParseOptions)tree.Options, tree.FilePath));
    }

    /// <summary>Returns the one declaration, of the parts of a partial type, that has the place, and its changed form.</summary>
    private (TypeDeclarationSyntax Declaration, TypeDeclarationSyntax Edited) OnlyPlace(List<TypeDeclarationSyntax> declarations)
    {
        var (places, why) = (new List<(TypeDeclarationSyntax, TypeDeclarationSyntax)>(), new List<string>());
        foreach (var declaration in declarations)
        {
            try
            {
                places.Add((declaration, Change(declaration)));
            }
            catch (InvalidOperationException e)
            {
                why.Add(e.Message);
            }
        }
        return places.Count == 1 ? places[0]
            : throw new InvalidOperationException(places.Count == 0 ? string.Join("; ", why) : $"{Type.Name}: expected one place, found {places.Count}");
    }
}
