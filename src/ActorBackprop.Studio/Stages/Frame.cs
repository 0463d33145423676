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

    private readonly Lazy<IReadOnlyList<Section>> _sections;

    /// <param name="sections">Names and what stands in them; nothing of it may change afterwards.</param>
    /// <param name="trails">What grows, from which each reader is sent what he lacks.</param>
    public Frame(IReadOnlyList<(string Name, object? Content)> sections, IReadOnlyList<ITrail> trails)
    {
        _sections = new Lazy<IReadOnlyList<Section>>(
            () => [.. sections.Select(one => new Section(one.Name, JsonSerializer.SerializeToUtf8Bytes(one.Content, Json)))]);
        Trails = trails;
    }

    /// <summary>A section, written.</summary>
    public readonly record struct Section(string Name, byte[] Json);

    /// <summary>The sections.</summary>
    public IReadOnlyList<Section> Sections => _sections.Value;

    /// <summary>What grows.</summary>
    public IReadOnlyList<ITrail> Trails { get; }
}
