using ActorBackprop.Runs.Files;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class InputsFileTests : IDisposable
{
    private static readonly LoggedInput[] Some =
    [
        new(5, 123, TimeSpan.FromTicks(50_001), new WorldInput(InputKind.Crash, 0)),
        new(5, 123, TimeSpan.FromTicks(50_001), new WorldInput(InputKind.Slow, 2, 0.1)),
        new(9_000_000_000, 456, TimeSpan.FromTicks(long.MaxValue / 10 - 1), new WorldInput(InputKind.LearningRate, Value: 0.1 + 0.2)),
    ];

    private readonly TemporaryDirectory _directory = new();
    private readonly InputsFile _inputs;
    private readonly string _path;

    public InputsFileTests() => _inputs = new(_path = _directory["inputs.jsonl"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Inputs_are_appended_at_once_one_per_line_and_read_back_to_the_tick()
    {
        _inputs.Append(Some[0]);
        Assert.Equal("{\"tick\":5,\"turn\":123,\"at\":0.0050001,\"do\":\"crash\",\"worker\":0,\"value\":0}\n", File.ReadAllText(_path));
        _inputs.Append(Some[1]);
        _inputs.Append(Some[2]);
        Assert.Equal(Some, _inputs.Read());
    }

    [Fact]
    public void A_file_that_is_absent_has_no_inputs() => Assert.Empty(_inputs.Read());

    [Fact]
    public void A_last_line_torn_anywhere_is_passed_over_and_the_others_are_read()
    {
        foreach (var input in Some) _inputs.Append(input);
        var whole = File.ReadAllText(_path);
        for (var length = whole.LastIndexOf('\n', whole.Length - 2) + 1; length < whole.Length - 1; length++)
        {
            File.WriteAllText(_path, whole[..length]);
            Assert.Equal(Some[..2], _inputs.Read());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"do\":\"explode\",\"worker\":0,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"worker\":0,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":-1,\"at\":0,\"do\":\"crash\",\"worker\":0,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":-1,\"do\":\"crash\",\"worker\":0,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":1e20,\"do\":\"crash\",\"worker\":0,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"do\":\"crash\",\"worker\":-1,\"value\":0}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"do\":\"loss\",\"worker\":-1,\"value\":2}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"do\":\"latency\",\"worker\":-1,\"value\":1e300}")]
    [InlineData("{\"tick\":0,\"turn\":0,\"at\":0,\"do\":\"slow\",\"worker\":1,\"value\":\"NaN\"}")]
    public void A_line_before_the_last_that_is_no_input_is_refused(string line)
    {
        File.WriteAllText(_path, line + "\n");
        var message = Assert.Throws<RunDirectoryException>(_inputs.Read).Message;
        Assert.Equal($"{_path}, line 1: expected an input with tick, turn, at, do, worker and value, found something else.", message);
    }

    [Fact]
    public void Lines_in_another_order_are_refused()
    {
        _inputs.Append(Some[2]);
        _inputs.Append(Some[0]);
        Assert.Equal($"{_path}, line 2: expected a time after that of the line before, found an earlier one.",
            Assert.Throws<RunDirectoryException>(_inputs.Read).Message);
    }
}
