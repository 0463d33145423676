using System.Reflection;
using System.Text.RegularExpressions;
using Akka.Actor;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>A banned symbol that is misspelt bans nothing, and the compiler does not say so.</summary>
public sealed partial class BannedSymbolsTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(IActorRef).Assembly, typeof(object).Assembly, typeof(Parallel).Assembly, typeof(System.Timers.Timer).Assembly,
    ];

    public static TheoryData<string> Lines => [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "BannedSymbols.Akka.txt"))];

    [Theory, MemberData(nameof(Lines))]
    public void A_banned_symbol_exists_and_has_a_reason(string line)
    {
        var (symbol, reason) = (line.Split(';')[0], line.Split(';')[1]);
        Assert.NotEmpty(reason);
        var name = symbol[2..].Split('(')[0];
        var type = TypeOf(symbol[0] == 'T' ? name : name[..name.LastIndexOf('.')]);
        if (symbol[0] == 'T') return;
        Assert.Contains(symbol, type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(Id));
    }

    private static Type TypeOf(string name) =>
        Assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is { IsPublic: true })
        ?? throw new InvalidOperationException($"{name}: expected a public type, found none");

    /// <summary>A member as comments and bans refer to it.</summary>
    private static string Id(MemberInfo member) => member switch
    {
        MethodBase method => $"M:{method.DeclaringType!.FullName}.{method.Name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}"
            + (method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "")
            + (method.GetParameters() is { Length: > 0 } parameters ? $"({string.Join(',', parameters.Select(one => Id(one.ParameterType)))})" : ""),
        _ => $"P:{member.DeclaringType!.FullName}.{member.Name}",
    };

    private static string Id(Type type) =>
        type.IsGenericMethodParameter ? $"``{type.GenericParameterPosition}"
        : type.IsGenericType ? $"{Arity().Replace(type.GetGenericTypeDefinition().FullName!, "")}{{{string.Join(',', type.GetGenericArguments().Select(Id))}}}"
        : type.FullName!;

    [GeneratedRegex("`[0-9]+$")]
    private static partial Regex Arity();
}
