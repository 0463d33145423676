using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace ActorBackprop.Learning;

/// <summary>The written names of enumerations, the same in flags, files and messages: sigmoid-cross-entropy.</summary>
public static class Names
{
    /// <summary>Returns the name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Of(typeof(T), value.ToString());

    /// <summary>Returns the name of a value, whose enumeration is known only at run time.</summary>
    public static string Of(Enum value) => Of(value.GetType(), value.ToString());

    /// <summary>Returns all names of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => Of(typeof(T), name))];

    /// <summary>Finds the value with a name; returns false if there is none.</summary>
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

    /// <summary>Returns a name in kebab case: minibatch-size for MinibatchSize or minibatchSize.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>Returns the name from the attribute, as for 1-bit, which cannot be an identifier; otherwise the identifier in kebab case.</summary>
    private static string Of(Type type, string member) =>
        type.GetField(member)?.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? Kebab(member);
}
