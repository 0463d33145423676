using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorBackprop.Configuration;

/// <summary>A configuration file: one JSON object; comments and trailing commas are allowed, duplicate keys are not.</summary>
public sealed class SettingsFile
{
    /// <summary>The maximum size of a file in bytes.</summary>
    public const int MaxLength = 1 << 20;

    private readonly string _path;
    private readonly byte[] _json;

    private SettingsFile(string path, byte[] json) => (_path, _json) = (path, json);

    /// <summary>A member of an object or an item of an array, with its position: file(line,column), from 1.</summary>
    public sealed class Entry
    {
        private readonly SettingsFile _file;
        private readonly int _keyAt, _valueAt;

        internal Entry(SettingsFile file, string key, JsonElement value, int keyAt, int valueAt) =>
            (_file, Key, Value, _keyAt, _valueAt) = (file, key, value, keyAt, valueAt);

        /// <summary>The key; for an item of an array, its index.</summary>
        public string Key { get; }

        /// <summary>The value.</summary>
        public JsonElement Value { get; }

        /// <summary>The position of the key. It is counted on demand, since counting reads the file from its start.</summary>
        public string KeyLabel => _file.At(_keyAt);

        /// <summary>The position of the value.</summary>
        public string ValueLabel => _file.At(_valueAt);

        /// <summary>Returns the members or items of the value; empty when it is neither an object nor an array.</summary>
        public IReadOnlyList<Entry> Inner() => Value.ValueKind switch
        {
            JsonValueKind.Object => _file.Members(_valueAt),
            JsonValueKind.Array => _file.Items(_valueAt),
            _ => [],
        };
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">Its name in error messages and origins; null for its path.</param>
    /// <exception cref="ConfigurationException">It cannot be read, is too long, or is not such an object.</exception>
    public static IReadOnlyList<Entry> Read(string path, string? label = null) => Parse(label ?? path, Bytes(path));

    /// <summary>Reads the content of a file.</summary>
    /// <param name="path">Its name in error messages.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="ConfigurationException">It is not such an object.</exception>
    public static IReadOnlyList<Entry> Parse(string path, byte[] bytes)
    {
        var json = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (!Utf8.IsValid(json)) throw new ConfigurationException($"{path}: expected UTF-8 text, found other bytes.");
        return new SettingsFile(path, json).Entries();
    }

    /// <summary>Returns the string of a value; null for another type, or for half a surrogate pair, which is not text.</summary>
    public static string? TextOf(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String) return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return BoundedFile.ReadAllBytes(path, MaxLength);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"{path}: there is no such configuration file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ConfigurationException($"{path}: the configuration file cannot be read ({Shown.Message(exception.Message)}).", exception);
        }
    }

    private List<Entry> Entries()
    {
        try
        {
            var reader = Reader(0);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new ConfigurationException($"{At(reader.TokenStartIndex)}: expected an object, {{ \"key\": value, … }}.");
            var entries = Members(ref reader, 0);
            // Reading past the object finds text after it.
            reader.Read();
            return entries;
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"{At(OffsetOf(exception))}: expected JSON: {Fault(exception)}.", exception);
        }
    }

    private List<Entry> Members(int at)
    {
        var reader = Reader(at);
        reader.Read();
        return Members(ref reader, at);
    }

    private List<Entry> Members(ref Utf8JsonReader reader, int from)
    {
        var entries = new List<Entry>();
        var known = new Dictionary<string, Entry>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (key, keyAt) = (KeyOf(ref reader), from + (int)reader.TokenStartIndex);
            if (known.TryGetValue(key, out var first))
                throw new ConfigurationException($"{At(keyAt)}: the key {Shown.Quoted(key)} is given twice, first at {first.KeyLabel}.");
            reader.Read();
            var entry = Next(ref reader, from, key, keyAt);
            known.Add(key, entry);
            entries.Add(entry);
        }
        return entries;
    }

    private List<Entry> Items(int at)
    {
        var reader = Reader(at);
        reader.Read();
        var items = new List<Entry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Next(ref reader, at, items.Count.ToString(CultureInfo.InvariantCulture), at + (int)reader.TokenStartIndex));
        return items;
    }

    private Entry Next(ref Utf8JsonReader reader, int from, string key, int keyAt)
    {
        var valueAt = from + (int)reader.TokenStartIndex;
        return new Entry(this, key, JsonElement.ParseValue(ref reader), keyAt, valueAt);
    }

    private Utf8JsonReader Reader(int at) => new(_json.AsSpan(at), new JsonReaderOptions
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    });

    private static string KeyOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped, is not text: show it as written.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private string At(long offset)
    {
        var before = _json.AsSpan(0, (int)Math.Min(offset, _json.Length));
        var line = before.LastIndexOf((byte)'\n') + 1;
        return $"{_path}({before.Count((byte)'\n') + 1},{Encoding.UTF8.GetCharCount(before[line..]) + 1})";
    }

    private long OffsetOf(JsonException exception)
    {
        var line = 0;
        for (var n = exception.LineNumber ?? 0; n > 0; n--) line += _json.AsSpan(line).IndexOf((byte)'\n') + 1;
        return line + (exception.BytePositionInLine ?? 0);
    }

    /// <summary>Returns the reader's message without its position, which counts differently.</summary>
    private static string Fault(JsonException exception)
    {
        var position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var message = position < 0 ? exception.Message : exception.Message[..position];
        return Shown.Message(message).Replace(". ", "; ", StringComparison.Ordinal);
    }
}
