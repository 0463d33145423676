using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Cli.Tests.Displays;

/// <summary>A run that never took place, told to displays: 4 epochs of 10 steps, 100 samples a minibatch.</summary>
internal static class SomeRun
{
    private static readonly TrainingSettings Settings =
        new() { Layers = [64, 12, 10], Minibatch = 100, Microbatch = 10, Epochs = 4, Workers = 2 };

    /// <summary>How it begins.</summary>
    public static RunStart Start { get; } = new(Settings, Settings.ToPlan(1000), 500, "runs/some", 0, Sequential: false);

    /// <summary>So many steps are done, all of them by this process, in so many seconds.</summary>
    public static StepCompleted Progress(long steps, double seconds, long? samplesHere = null)
    {
        var inEpoch = (int)((steps - 1) % 10 + 1) * 100;
        return new StepCompleted(steps, new EpochTotals(inEpoch, 0.25 * inEpoch, inEpoch / 2), Statistics(samplesHere ?? steps * 100, seconds));
    }

    /// <summary>An epoch is measured.</summary>
    public static EpochMetrics Epoch(int epoch) => new()
    {
        Epoch = epoch,
        Step = 10 * epoch,
        Cost = 0.5 / epoch,
        TrainingAccuracy = 0.5,
        TestCorrect = 400 + epoch,
        TestCount = 500,
        SamplesPerSecond = 12345.6,
        Seconds = 1,
        WeightsSha256 = new string('a', 64),
    };

    /// <summary>How it ends.</summary>
    public static RunResult Result(TrainingEnd end = TrainingEnd.Completed, string why = "") => new(
        Start, end, why, 40, new string('b', 64), 0.9, 0.95, Statistics(4000, 2));

    /// <summary>How the same run begins in virtual time.</summary>
    public static RunStart SimulatedStart(TimeSpan? until = null, bool noGradient = false) => Start with
    {
        Simulation = new SimulationRequest { World = new WorldSettings { Title = "A level" }, Until = until, NoGradient = noGradient },
    };

    /// <summary>How it ends: half a minute of virtual time, in four seconds.</summary>
    public static RunResult SimulatedResult(TrainingEnd end = TrainingEnd.Completed, bool noGradient = false, bool isValidated = false) =>
        Result(end) with
        {
            Start = SimulatedStart(noGradient: noGradient),
            WeightsSha256 = noGradient ? null : new string('b', 64),
            TestAccuracy = noGradient ? null : 0.9,
            Simulation = new SimulationResult(new string('e', 64), 123_456, TimeSpan.FromSeconds(30.25), TimeSpan.FromSeconds(4),
                [KeyValuePair.Create("loss", 1234L), KeyValuePair.Create("crash", 5L)], [], "Simulated somehow.", isValidated),
        };

    private static TrainingStatistics Statistics(long samples, double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return new TrainingStatistics(
            time,
            samples,
            [new WorkerStatistics(0, samples / 2, time * 0.8, time * 0.9), new WorkerStatistics(1, samples / 2, time * 0.6, time * 0.7)],
            Enum.GetValues<Refusal>().ToDictionary(reason => reason, reason => reason == Refusal.Late ? 3L : 0),
            0)
        {
            BytesUpwards = 987_654_321,
        };
    }
}
