using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Configuration.Schema;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration;

/// <summary>
/// A property with a <see cref="SettingAttribute"/>. The attribute determines its key in files, its environment variable, help, range and
/// schema, and how it is read and written.
/// </summary>
public sealed class Setting
{
    /// <summary>The prefix of all environment variables; a variable with this prefix that is no setting is an error.</summary>
    public const string EnvironmentPrefix = "ACTORBP_";

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Known = new();

    private static readonly ConcurrentDictionary<Type, object> Starts = new();

    private static readonly Func<object, object> Copy =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    private static readonly JsonSerializerOptions Readable = new(Shown.AsWritten) { WriteIndented = true, NewLine = "\n" };

    private readonly PropertyInfo _property;
    private readonly SettingAttribute _stated;
    private readonly Lazy<Kind> _kind;

    private Setting(PropertyInfo property, SettingAttribute stated)
    {
        (_property, _stated) = (property, stated);
        Key = stated.Key ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        _kind = new Lazy<Kind>(KindOf);
    }

    /// <summary>The settings of a training, in display order.</summary>
    public static IReadOnlyList<Setting> All => Of(typeof(TrainingSettings));

    /// <summary>The key in files: learningRate.</summary>
    public string Key { get; }

    /// <summary>The description, a sentence without the full stop.</summary>
    public string Description => _stated.Description;

    /// <summary>The environment variable: ACTORBP_LEARNING_RATE.</summary>
    public string EnvironmentName => EnvironmentPrefix + JsonNamingPolicy.SnakeCaseUpper.ConvertName(Key);

    /// <summary>The placeholder of the value in help: RATE.</summary>
    public string ValueHint => _stated.Hint.Length == 0 && IsSwitch ? "true|false" : _stated.Hint;

    /// <summary>The default as text; for a derived value, a description of how it is derived.</summary>
    public string DefaultText => _stated.Derived ?? _kind.Value.Text(Default);

    /// <summary>Whether a flag without a value means true.</summary>
    public bool IsSwitch => _kind.Value.IsSwitch;

    /// <summary>
    /// The names that a value consists of; empty when it is a number or text. For help and completion, not for validation: a value may list
    /// several.
    /// </summary>
    public IReadOnlyList<string> Choices => _kind.Value.Choices;

    /// <summary>Whether the weights depend on it.</summary>
    public bool ChangesTheBits => _stated.ChangesTheBits;

    internal bool IsRequired => _property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))
        || Constructor(_property.DeclaringType!).GetParameters().Any(one => one.Name == _property.Name && !one.HasDefaultValue);

    private object? Default => _property.GetValue(Start(_property.DeclaringType!));

    /// <summary>Returns the settings of a record, in the order of its properties.</summary>
    public static IReadOnlyList<Setting> Of(Type record) => Known.GetOrAdd(record, static type =>
    [
        .. from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
           let stated = property.GetCustomAttributes(typeof(SettingAttribute), inherit: false)
           where stated.Length > 0
           select new Setting(property, (SettingAttribute)stated[0]),
    ]);

    /// <summary>
    /// Returns whether this setting has an effect, given the other settings: K has one only in some modes. A value without effect is allowed.
    /// </summary>
    public bool IsRead(TrainingSettings settings)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return _stated.ReadIf is not { } name || (bool)typeof(TrainingSettings).GetProperty(name, any)!.GetValue(settings)!;
    }

    /// <summary>Returns the value in a record as text.</summary>
    public string TextOf(object record) => _kind.Value.Text(_property.GetValue(record));

    /// <summary>Returns a copy of a record with this setting read from text.</summary>
    /// <param name="record">The record.</param>
    /// <param name="text">The value.</param>
    /// <param name="label">How error messages begin.</param>
    /// <exception cref="ConfigurationException">The value is invalid.</exception>
    public T With<T>(T record, string text, string label) where T : class => _kind.Value.TryParse(text, out var value)
        ? With(record, value)
        : throw new ConfigurationException($"{label}: expected {_kind.Value.Expected(text)}, found {Shown.Text(text)}.");

    /// <summary>Returns a copy of a record with this setting read from a file.</summary>
    /// <param name="record">The record.</param>
    /// <param name="entry">The entry of the file.</param>
    /// <param name="path">Its name in error messages; null for its key.</param>
    /// <exception cref="ConfigurationException">The value is invalid.</exception>
    public T With<T>(T record, SettingsFile.Entry entry, string? path = null) where T : class =>
        With(record, _kind.Value.Read(entry, path ?? Key));

    /// <summary>
    /// Returns the JSON schema of configuration files (draft 2020-12), for editors. It does not express contradictions between keys.
    /// </summary>
    public static string FileSchema() => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "ActorBackprop training",
        ["type"] = "object",
        ["properties"] = new JsonObject(All.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Schema()))),
        ["additionalProperties"] = false,
    }.ToJsonString(Readable) + "\n";

    /// <summary>Returns the record with all defaults; the instance is shared.</summary>
    internal static object Start(Type record) => Starts.GetOrAdd(record, static record =>
    {
        var constructor = Constructor(record);
        return constructor.Invoke(Array.ConvertAll(constructor.GetParameters(), parameter => parameter.HasDefaultValue ? parameter.DefaultValue
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null));
    });

    /// <summary>Returns the value in a record as JSON.</summary>
    internal JsonNode? JsonOf(object record) => _kind.Value.Json(_property.GetValue(record));

    /// <summary>Returns what is wrong with the value in a record, as a sentence; null for a valid value.</summary>
    internal string? FaultIn(object record)
    {
        var text = TextOf(record);
        return _kind.Value.TryParse(text, out _) ? null : $"{Key}: expected {_kind.Value.Expected(text)}, found {Shown.Text(text)}.";
    }

    /// <summary>Returns whether both records have the same value.</summary>
    internal bool Same(object a, object b) => _kind.Value.Same(_property.GetValue(a), _property.GetValue(b));

    /// <summary>Returns the documentation of the setting and of the settings in it.</summary>
    internal IEnumerable<WorldSetting> Describe(string path, object record) =>
        _kind.Value.Describe(path, Description, IsRequired ? null : _property.GetValue(record));

    /// <summary>Returns its JSON schema, with description and default.</summary>
    internal JsonObject Schema()
    {
        var schema = _kind.Value.Schema();
        schema.Insert(0, "description", _stated.Derived is null ? Description : $"{Description}. By default: {_stated.Derived}");
        schema["default"] = _kind.Value.Json(Default);
        return schema;
    }

    private Kind KindOf()
    {
        var kind = Kind.Of(_property.PropertyType, _stated);
        return kind is RecordKind && !IsRequired && Default is null ? new RecordKind(_property.PropertyType, isOptional: true) : kind;
    }

    private T With<T>(T record, object? value) where T : class
    {
        var copy = (T)Copy(record);
        _property.SetValue(copy, value);
        return copy;
    }

    // Skips the record's copy constructor.
    private static ConstructorInfo Constructor(Type record) =>
        record.GetConstructors().First(one => one.GetParameters() is not [var only] || only.ParameterType != record);
}
