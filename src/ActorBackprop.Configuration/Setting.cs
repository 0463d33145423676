using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration;

/// <summary>
/// One row of the table that everything about the configuration comes from: keys in files and in --set, flags,
/// environment variables, help, schema.
/// </summary>
public abstract class Setting
{
    private protected Setting(string key, string description, bool changesTheBits)
    {
        (Key, Description, ChangesTheBits) = (key, description, changesTheBits);
        Flag = "--" + Names.Kebab(key);
        EnvironmentName = EnvironmentPrefix + Names.Kebab(key).Replace('-', '_').ToUpperInvariant();
    }

    /// <summary>What the name of every environment variable begins with; such a variable that is no setting is an error.</summary>
    public const string EnvironmentPrefix = "ACTORBP_";

    /// <summary>All settings, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All => SettingTable.Rows;

    /// <summary>The key in files and in --set: learningRate.</summary>
    public string Key { get; }

    /// <summary>The flag: --learning-rate.</summary>
    public string Flag { get; }

    /// <summary>The environment variable: ACTORBP_LEARNING_RATE.</summary>
    public string EnvironmentName { get; }

    /// <summary>What it is, in a sentence without the full stop.</summary>
    public string Description { get; }

    /// <summary>What to write behind the flag: RATE.</summary>
    public required string ValueHint { get; init; }

    /// <summary>The default as text; where the default is derived, in words what it is derived from.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Whether the flag alone means true.</summary>
    public abstract bool IsSwitch { get; }

    /// <summary>
    /// The names a value is made of; empty when it is not. They are for help and completion, not for refusing: a value
    /// may list several of them.
    /// </summary>
    public abstract IReadOnlyList<string> Choices { get; }

    /// <summary>Whether the trained bits depend on it.</summary>
    public bool ChangesTheBits { get; }

    /// <summary>
    /// Whether other settings let this one make a difference, as the mode its K. What nothing reads may be set, and changes nothing.
    /// Default: always.
    /// </summary>
    public Func<TrainingSettings, bool> IsRead { get; init; } = static _ => true;

    /// <summary>The value in <paramref name="settings"/> as text.</summary>
    public abstract string TextOf(TrainingSettings settings);

    /// <summary>The settings with this one read from text.</summary>
    /// <exception cref="ConfigurationException">It is no value of this setting; the message begins with the label.</exception>
    internal abstract TrainingSettings WithText(TrainingSettings settings, string text, string label);

    /// <summary>The settings with this one read from JSON.</summary>
    /// <exception cref="ConfigurationException">It is no value of this setting; the message begins with the label.</exception>
    internal abstract TrainingSettings WithJson(TrainingSettings settings, JsonElement json, string label);

    /// <summary>The value in <paramref name="settings"/> as JSON.</summary>
    internal abstract JsonNode? JsonOf(TrainingSettings settings);

    /// <summary>Returns what is wrong with the value in <paramref name="settings"/>, as a sentence; null if it could be written as well.</summary>
    internal abstract string? FaultIn(TrainingSettings settings);

    /// <summary>Whether it has the same value in both.</summary>
    internal abstract bool Same(TrainingSettings a, TrainingSettings b);

    /// <summary>Its JSON schema, with description and default.</summary>
    internal abstract JsonObject Schema();
}
