using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// A picture of a session in named sections. A reader is sent only the sections that differ from those it has. The first reader serializes
/// them, on its own thread.
/// </summary>
public sealed class Frame
{
    /// <summary>The options of all JSON for the page. Numbers that JSON cannot express are strings: "NaN".</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>A frame without sections.</summary>
    public static readonly Frame Empty = new([], []);

    /// <summary>Contents that are already serialized: the same object in several frames is serialized once.</summary>
    private static readonly ConditionalWeakTable<object, byte[]> Written = [];

    private readonly Lazy<IReadOnlyList<Section>> _sections;

    /// <param name="sections">The names and contents, which must not change afterwards.</param>
    /// <param name="growing">The sections of which each reader is sent what it lacks.</param>
    public Frame(IReadOnlyList<(string Name, object? Content)> sections, IReadOnlyList<IGrowingSection> growing)
    {
        _sections = new Lazy<IReadOnlyList<Section>>(
            () => [.. sections.Select(one => new Section(one.Name, Write(one.Content)))]);
        Growing = growing;
    }

    /// <summary>A serialized section.</summary>
    public readonly record struct Section(string Name, byte[] Json);

    /// <summary>The sections.</summary>
    public IReadOnlyList<Section> Sections => _sections.Value;

    /// <summary>The growing sections.</summary>
    public IReadOnlyList<IGrowingSection> Growing { get; }

    private static byte[] Write(object? content) => content is null or ValueType
        ? JsonSerializer.SerializeToUtf8Bytes(content, Json)
        : Written.GetValue(content, static one => JsonSerializer.SerializeToUtf8Bytes(one, Json));
}

/// <summary>The latest frame, and its readers. A reader that is too slow misses frames.</summary>
public sealed class Feed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;

    /// <summary>The newest frame.</summary>
    public Frame Newest { get; private set; } = Frame.Empty;

    /// <summary>Whether there are readers.</summary>
    public bool HasReaders => Volatile.Read(ref _readers) > 0;

    /// <summary>Whether a reader has joined since the last frame.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>Shows a frame.</summary>
    public void Show(Frame frame)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            (Newest, IsAwaited) = (frame, false);
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
    }

    /// <summary>Adds a reader, until the result is disposed.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _readers);
        lock (_lock) IsAwaited = true;
        return new Reader(this);
    }

    /// <summary>Returns a task that ends when there is a newer frame than this one.</summary>
    public Task After(Frame seen)
    {
        lock (_lock) return ReferenceEquals(Newest, seen) ? _next.Task : Task.CompletedTask;
    }

    private sealed class Reader(Feed feed) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref feed._readers);
    }
}
