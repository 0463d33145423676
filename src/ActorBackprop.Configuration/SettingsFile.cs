using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorBackprop.Configuration;

/// <summary>A configuration file: one JSON object; comments and trailing commas are allowed, double keys are not.</summary>
public sealed class SettingsFile
{
    /// <summary>Bytes a file may have.</summary>
    public const int MaxLength = 1 << 20;

    private readonly string _path;
    private readonly byte[] _json;

    private SettingsFile(string path, byte[] json) => (_path, _json) = (path, json);

    /// <summary>A key with its value, and where the two stand: file(line,column), from 1. Of an array, a number with its item.</summary>
    public sealed class Entry
    {
        private readonly SettingsFile _file;
        private readonly int _keyAt, _valueAt;

        internal Entry(SettingsFile file, string key, JsonElement value, int keyAt, int valueAt) =>
            (_file, Key, Value, _keyAt, _valueAt) = (file, key, value, keyAt, valueAt);

        /// <summary>The key; of an array's item, its number.</summary>
        public string Key { get; }

        /// <summary>The value.</summary>
        public JsonElement Value { get; }

        /// <summary>Where the key stands. It is counted on demand, since that takes the whole file.</summary>
        public string KeyLabel => _file.At(_keyAt);

        /// <summary>Where the value stands.</summary>
        public string ValueLabel => _file.At(_valueAt);

        /// <summary>What is in the value, an object or an array; nothing where it is neither.</summary>
        public IReadOnlyList<Entry> Inner() => Value.ValueKind switch
        {
            JsonValueKind.Object => _file.Members(_valueAt),
            JsonValueKind.Array => _file.Items(_valueAt),
            _ => [],
        };
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">What errors and origins call it; null for its path.</param>
    /// <exception cref="ConfigurationException">It cannot be read, is too long, or is no such object.</exception>
    public static IReadOnlyList<Entry> Read(string path, string? label = null) => Parse(label ?? path, Bytes(path));

    /// <summary>Reads a file's content.</summary>
    /// <param name="path">What errors call it.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="ConfigurationException">It is no such object.</exception>
    public static IReadOnlyList<Entry> Parse(string path, byte[] bytes)
    {
        var json = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        if (!Utf8.IsValid(json)) throw new ConfigurationException($"{path}: expected UTF-8 text, found other bytes.");
        return new SettingsFile(path, json).Entries();
    }

    /// <summary>Returns the string that a value is; null when it is of another type, or has half a surrogate pair and so is no text.</summary>
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
            using var stream = File.OpenRead(path);
            var isLong = stream.CanSeek && stream.Length > MaxLength;
            // A pipe or a device has no length to tell: no more is read of it than is allowed.
            var buffer = new byte[MaxLength + 1];
            var length = isLong ? buffer.Length : stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= MaxLength
                ? buffer[..length]
                : throw new ConfigurationException($"{path}: expected a configuration of at most {MaxLength} bytes, found more.");
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
            // Reading on past the object is what finds text behind it.
            reader.Read();
            return entries;
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException($"{At(OffsetOf(exception))}: not to be read as JSON: {Fault(exception)}.", exception);
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
            // Half a surrogate pair, escaped: no text, and no key, but to be shown as it is written.
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

    /// <summary>The reader's message without its own, differently counted position.</summary>
    private static string Fault(JsonException exception)
    {
        var position = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var message = position < 0 ? exception.Message : exception.Message[..position];
        return Shown.Message(message).Replace(". ", "; ", StringComparison.Ordinal);
    }
}
