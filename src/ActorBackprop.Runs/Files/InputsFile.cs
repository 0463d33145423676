using System.Text.Json;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Files;

/// <summary>
/// A simulated run's inputs.jsonl, one line per manual input, appended when it happens, so that a killed game can be replayed. Its last line
/// may be incomplete; readers ignore that line.
/// </summary>
/// <param name="path">The file; need not exist.</param>
public sealed class InputsFile(string path)
{
    /// <summary>Appends a line.</summary>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    public void Append(LoggedInput input) =>
        RunIo.Do("append to", path,
            () => File.AppendAllText(path, JsonSerializer.Serialize(InputLine.Of(input), OutputJson.Compact.InputLine) + "\n"));

    /// <summary>Returns all lines except an incomplete last one.</summary>
    /// <exception cref="RunDirectoryException">A line before the last is damaged, or out of order.</exception>
    /// <exception cref="RunIoException">The file cannot be read.</exception>
    public IReadOnlyList<LoggedInput> Read()
    {
        if (!File.Exists(path)) return [];
        var lines = RunIo.ReadText(path).Split('\n');
        var inputs = new List<LoggedInput>();
        for (var i = 0; i < lines.Length; i++)
        {
            var input = InputLine.Read(lines[i]);
            if (input is null && i == lines.Length - 1) break;
            if (input is null) throw Wrong(i, "an input with tick, turn, at, do, worker and value, found something else");
            if (inputs.Count > 0 && (input.Turn < inputs[^1].Turn || input.At < inputs[^1].At))
                throw Wrong(i, "a time after that of the line before, found an earlier one");
            inputs.Add(input);
        }
        return inputs;
    }

    private RunDirectoryException Wrong(int line, string expected) => new($"{path}, line {line + 1}: expected {expected}.");
}

/// <summary>An input as a line: {"tick":5,"turn":123,"at":0.005,"do":"crash","worker":0,"value":0}.</summary>
/// <param name="Tick">The tick.</param>
/// <param name="Turn">The number of events handled before.</param>
/// <param name="At">The virtual time in seconds, exact.</param>
/// <param name="Do">The kind of input.</param>
/// <param name="Worker">The worker; −1 for none.</param>
/// <param name="Value">The value.</param>
internal sealed record InputLine(long Tick, long Turn, decimal At, string Do, int Worker, double Value)
{
    private const decimal MaxSeconds = 1e11m;

    public static InputLine Of(LoggedInput input) =>
        new(input.Tick, input.Turn, SecondsOf(input.At), Names.Of(input.Input.Kind), input.Input.Worker, input.Input.Value);

    /// <summary>Returns the input of a line; null for an invalid or incomplete line.</summary>
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

    /// <summary>Returns a time in seconds, exact.</summary>
    public static decimal SecondsOf(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>Returns the time of <see cref="SecondsOf"/>.</summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    public static TimeSpan TimeOf(decimal seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private LoggedInput? Read()
    {
        if (Tick < 0 || Turn < 0 || At < 0 || At > MaxSeconds || Worker < -1 || !Names.TryParse<InputKind>(Do ?? "", out var kind)) return null;
        var input = new ScriptedInput { AtSeconds = 0, Do = kind, Workers = Worker < 0 ? [] : [Worker], Value = Value };
        return input.Fault is null ? new LoggedInput(Tick, Turn, TimeOf(At), new WorldInput(kind, Worker, Value)) : null;
    }
}
