using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Files;

/// <summary>
/// A simulated run's inputs.jsonl: a line an input by hand, appended as they happen, so that a game that was killed replays
/// too. Its last line may be torn; readers pass over that one.
/// </summary>
/// <param name="path">The file; absent is empty.</param>
public sealed class InputsFile(string path)
{
    /// <summary>Appends a line, and hands it to the system before it returns.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public void Append(LoggedInput input) =>
        RunIo.Do("append to", path,
            () => File.AppendAllText(path, JsonSerializer.Serialize(InputLine.Of(input), OutputJson.Compact.InputLine) + "\n"));

    /// <summary>All lines but a torn last one.</summary>
    /// <exception cref="RunDirectoryException">A line before the last is damaged, or out of order.</exception>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public IReadOnlyList<LoggedInput> Read()
    {
        if (!File.Exists(path)) return [];
        var lines = RunIo.Do("read", path, () => BoundedFile.ReadAllText(path)).Split('\n');
        var inputs = new List<LoggedInput>();
        for (var i = 0; i < lines.Length; i++)
        {
            var input = InputLine.Read(lines[i]);
            if (input is null && i == lines.Length - 1) break;
            if (input is null) throw Wrong(i, "an input with tick, turn, at, do, worker and value, found something else");
            if (inputs.Count > 0 && (input.Turn < inputs[^1].Turn || input.At < inputs[^1].At))
                throw Wrong(i, "a place behind that of the line before, found one before it");
            inputs.Add(input);
        }
        return inputs;
    }

    private RunDirectoryException Wrong(int line, string expected) => new($"{path}, line {line + 1}: expected {expected}.");
}

/// <summary>An input as a line: {"tick":5,"turn":123,"at":0.005,"do":"crash","worker":0,"value":0}.</summary>
/// <param name="Tick">In which tick.</param>
/// <param name="Turn">After how many happenings.</param>
/// <param name="At">At how many seconds of virtual time, exactly.</param>
/// <param name="Do">What was done.</param>
/// <param name="Worker">To which worker; −1 for none.</param>
/// <param name="Value">How much.</param>
internal sealed record InputLine(long Tick, long Turn, decimal At, string Do, int Worker, double Value)
{
    private const decimal MostSeconds = 1e11m;

    public static InputLine Of(LoggedInput input) =>
        new(input.Tick, input.Turn, SecondsOf(input.At), Names.Of(input.Input.Kind), input.Input.Worker, input.Input.Value);

    /// <summary>The input; null when the line is none, or torn.</summary>
    public static LoggedInput? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, OutputJson.Compact.InputLine)?.Read();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A time in seconds, to the last digit.</summary>
    public static decimal SecondsOf(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>The reverse of <see cref="SecondsOf"/>.</summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public static TimeSpan TimeOf(decimal seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private LoggedInput? Read()
    {
        if (Tick < 0 || Turn < 0 || At < 0 || At > MostSeconds || Worker < -1 || !Names.TryParse<InputKind>(Do ?? "", out var kind)) return null;
        var input = new ScriptedInput { AtSeconds = 0, Do = kind, Workers = Worker < 0 ? [] : [Worker], Value = Value };
        return input.Fault is null ? new LoggedInput(Tick, Turn, TimeOf(At), new WorldInput(kind, Worker, Value)) : null;
    }
}
