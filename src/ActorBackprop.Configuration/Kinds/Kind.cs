using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>
/// A kind of value, written in two ways: as text (flags, environment) and as JSON (files). The schema is of the same
/// hand as the reading, so that neither accepts what the other refuses.
/// </summary>
internal abstract class Kind<T>
{
    /// <summary>What may stand here, to follow "expected": a whole number of 1 or more.</summary>
    /// <param name="found">What stands here instead.</param>
    public abstract string Expected(string found);

    /// <summary>Reads a text; false when it is no value of this kind.</summary>
    public abstract bool TryParse(string text, out T value);

    /// <summary>Reads JSON; false when it is no value of this kind.</summary>
    public abstract bool TryRead(JsonElement json, out T value);

    /// <summary>The value as text; <see cref="TryParse"/> reads it back.</summary>
    public abstract string Text(T value);

    /// <summary>The value as JSON; <see cref="TryRead"/> reads it back.</summary>
    public abstract JsonNode? Json(T value);

    /// <summary>The JSON schema of such a value, a new one each time.</summary>
    public abstract JsonObject Schema();

    /// <summary>Whether two values are the same.</summary>
    public virtual bool Same(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);

    /// <summary>The names a value is chosen from; empty when it is not.</summary>
    public virtual IReadOnlyList<string> Choices => [];
}
