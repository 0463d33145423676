using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// One picture of a session, in sections by name. A section that is equal to the one a reader has is not sent again, so that
/// what changes often and what does not stand apart. They are written when the first reader asks, on its thread.
/// </summary>
public sealed class Frame
{
    /// <summary>How all JSON of the page is written. A number that JSON has no word for is a text: "NaN".</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Nothing.</summary>
    public static readonly Frame Empty = new([], []);

    /// <summary>What was written before: a content that stays the same from frame to frame is written once.</summary>
    private static readonly ConditionalWeakTable<object, byte[]> Written = [];

    private readonly Lazy<IReadOnlyList<Section>> _sections;

    /// <param name="sections">Names and what stands in them; nothing of it may change afterwards.</param>
    /// <param name="growing">What grows, of which each reader is sent what it lacks.</param>
    public Frame(IReadOnlyList<(string Name, object? Content)> sections, IReadOnlyList<IGrowingSection> growing)
    {
        _sections = new Lazy<IReadOnlyList<Section>>(
            () => [.. sections.Select(one => new Section(one.Name, Write(one.Content)))]);
        Growing = growing;
    }

    /// <summary>A section, written.</summary>
    public readonly record struct Section(string Name, byte[] Json);

    /// <summary>The sections.</summary>
    public IReadOnlyList<Section> Sections => _sections.Value;

    /// <summary>What grows.</summary>
    public IReadOnlyList<IGrowingSection> Growing { get; }

    private static byte[] Write(object? content) => content is null or ValueType
        ? JsonSerializer.SerializeToUtf8Bytes(content, Json)
        : Written.GetValue(content, static one => JsonSerializer.SerializeToUtf8Bytes(one, Json));
}

/// <summary>A section that grows while it is shown. Each reader has a position in it and is sent what comes after.</summary>
public interface IGrowingSection
{
    /// <summary>What it is called among the sections.</summary>
    string Name { get; }

    /// <summary>What came after a place, ready to be written; null if nothing did.</summary>
    /// <param name="place">The reader's place, 0 at first; moved to the end.</param>
    object? After(ref long place);
}
