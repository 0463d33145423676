using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Runs that a program asks for, with settings as typed values.</summary>
public sealed class TypedRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private TrainingSettings Settings => new() { Data = digits.Data, Layers = [64, 12, 10], Minibatch = 30, Epochs = 2 };

    [Fact]
    public void A_run_of_typed_settings_needs_no_listener_and_returns_its_weights()
    {
        var run = TrainingRun.Execute(new RunRequest { Settings = Settings, Out = digits.At("typed") });
        var sequential = TrainingRun.Execute(new RunRequest { Settings = Settings, Out = digits.At("typed-sequential"), Sequential = true });
        Assert.Equal((ExitCode.Ok, sequential.WeightsSha256), (run.ExitCode, run.WeightsSha256));
        Assert.Equal(run.WeightsSha256, WeightsHash.Compute(run.Start.Plan.Network, run.Parameters.Span));
        Assert.Equal(Settings, ResolvedConfiguration.Resolve(
            Path.Combine(digits.At("typed"), ConfigFiles.RunFileName), new Dictionary<string, string>(), []).Settings);
    }

    [Fact]
    public void A_custom_mode_is_a_value_of_the_settings()
    {
        var mode = new TakesAll();
        var run = TrainingRun.Execute(new RunRequest { Settings = Settings with { Mode = mode, Workers = 3 }, Out = digits.At("typed-mode") });
        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.True(mode.Steps > 0);
        Assert.Contains("\"own\": \"mode TakesAll\"", File.ReadAllText(Path.Combine(digits.At("typed-mode"), "run.json")), StringComparison.Ordinal);
    }

    [Theory, InlineData(false, "log.jsonl of the run"), InlineData(true, "the error stream")]
    public void A_mode_that_throws_fails_the_run_and_the_sentence_names_the_log_with_the_reason(bool inVirtualTime, string log)
    {
        var run = digits.At($"typed-throws-{inVirtualTime}");
        var failure = Assert.Throws<InvalidOperationException>(() => TrainingRun.Execute(new RunRequest
        {
            Settings = Settings with { Mode = new Throws() },
            Simulation = inVirtualTime ? new SimulationRequest { World = Level.Find("perfect").World } : null,
            Out = run,
        }));
        Assert.Equal($"the parameter server has failed; {log} says why", failure.Message);
        Assert.Equal(!inVirtualTime, File.ReadAllText(Path.Combine(run, "log.jsonl")).Contains("this mode is wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void A_request_refuses_settings_out_of_range_before_anything_is_written()
    {
        var refusal = Assert.Throws<ConfigurationException>(() =>
            TrainingRun.Execute(new RunRequest { Settings = Settings with { Momentum = 5 }, Out = digits.At("typed-refused") }));
        Assert.Equal("momentum: expected a number from 0 to below 1, found 5.", refusal.Message);
        Assert.False(Path.Exists(digits.At("typed-refused")));
    }

    [Fact]
    public void Prepare_refuses_settings_out_of_range() => Assert.Equal("learningRate: expected a number above 0, found -1.",
        Assert.Throws<ConfigurationException>(() => TrainingRun.Prepare(Settings with { LearningRate = -1 })).Message);

    [Fact]
    public void A_relative_path_of_typed_settings_becomes_absolute() => Assert.Equal(Path.GetFullPath("images"),
        new RunRequest { Settings = new() { Data = "images" } }.Settings.Data);

    private sealed class Throws : IConsistencyMode
    {
        public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => true;

        public bool StillCounts(Contribution gradient, TrainingView now) => true;

        public int Due(TrainingView now) => throw new InvalidOperationException("this mode is wrong");
    }

    private sealed class TakesAll : IConsistencyMode
    {
        public int Steps { get; private set; }

        public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => now.GatheredFrom(worker) == 0;

        public bool StillCounts(Contribution gradient, TrainingView now) => true;

        public int Due(TrainingView now)
        {
            if (now.Gathered.Count > 0) Steps++;
            return now.Gathered.Count;
        }
    }
}
