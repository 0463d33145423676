using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace ActorBackprop.Learning;

/// <summary>The written names of enumerations, the same in flags, files and messages: sigmoid-cross-entropy.</summary>
public static class Names
{
    /// <summary>Returns the name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Of(typeof(T), value.ToString());

    /// <summary>Returns the name of a value of an enumeration that is known at run time only.</summary>
    public static string Of(Enum value) => Of(value.GetType(), value.ToString());

    /// <summary>Returns all names of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => Of(typeof(T), name))];

    /// <summary>Finds the value of a name; false when there is none.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
            if (Of(candidate) == name)
            {
                value = candidate;
                return true;
            }
        value = default;
        return false;
    }

    /// <summary>Returns MinibatchSize, or minibatchSize, as minibatch-size.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>As its attribute says, where no identifier can be: 1-bit.</summary>
    private static string Of(Type type, string member) =>
        type.GetField(member)?.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? Kebab(member);
}
