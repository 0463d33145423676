using System.Reflection;
using System.Runtime.Serialization;
using System.Text;

namespace ActorBackprop.Learning;

/// <summary>The written names of enumerations, the same in flags, files and messages: sigmoid-cross-entropy.</summary>
public static class Names
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Of<T>(value.ToString());

    /// <summary>All names of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(Of<T>)];

    /// <summary>The value of a name; false when there is none.</summary>
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

    /// <summary>As its attribute says, where no identifier can be: 1-bit.</summary>
    private static string Of<T>(string member) where T : struct, Enum =>
        typeof(T).GetField(member)?.GetCustomAttribute<EnumMemberAttribute>()?.Value ?? Kebab(member);

    /// <summary>MinibatchSize, or minibatchSize, as minibatch-size.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
