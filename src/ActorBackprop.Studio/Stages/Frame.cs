using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Studio.Stages;

/// <summary>
/// One picture of a stage, in sections by name. A section that is equal to the one a reader has is not sent again, so that
/// what changes often and what does not stand apart. They are written when the first reader asks, by his thread.
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
    /// <param name="trails">What grows, from which each reader is sent what he lacks.</param>
    public Frame(IReadOnlyList<(string Name, object? Content)> sections, IReadOnlyList<ITrail> trails)
    {
        _sections = new Lazy<IReadOnlyList<Section>>(
            () => [.. sections.Select(one => new Section(one.Name, Write(one.Content)))]);
        Trails = trails;
    }

    /// <summary>A section, written.</summary>
    public readonly record struct Section(string Name, byte[] Json);

    /// <summary>The sections.</summary>
    public IReadOnlyList<Section> Sections => _sections.Value;

    /// <summary>What grows.</summary>
    public IReadOnlyList<ITrail> Trails { get; }

    private static byte[] Write(object? content) => content is null or ValueType
        ? JsonSerializer.SerializeToUtf8Bytes(content, Json)
        : Written.GetValue(content, static one => JsonSerializer.SerializeToUtf8Bytes(one, Json));
}
