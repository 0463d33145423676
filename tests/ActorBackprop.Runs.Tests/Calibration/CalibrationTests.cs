using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;
using Machine = ActorBackprop.Runs.Calibration.Calibration;

namespace ActorBackprop.Runs.Tests.Calibration;

/// <summary>What is measured has the shape of a profile; how well it predicts is a matter for a quiet machine.</summary>
public sealed class CalibrationTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public void A_worker_is_measured_between_the_readings_of_the_clock()
    {
        var entry = Measure(workers: 1);
        // Each reading is 10 µs after the one before, and there are two to a part: when it begins and when it is done.
        Assert.Equal(10e-6 / 10, entry.SecondsPerSample, 1e-12);
        Assert.All(entry.PartTimes, time => Assert.Equal(1, time, 1e-9));
        Assert.Equal(10e-6, entry.SecondsPerStep, 1e-12);
        Assert.Equal(10 / 20e-6, entry.SamplesPerSecond, 1e-3);
    }

    [Fact]
    public void Two_workers_are_measured_at_the_same_time()
    {
        var entry = Measure(workers: 2);
        // From one to three times 10 µs pass while one of them computes its 6 or 4 samples: the other reads the clock twice.
        Assert.InRange(entry.SecondsPerSample, 10e-6 / 6, 30e-6 / 4);
        Assert.InRange(entry.SecondsPerStep, 0, 50e-6);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_measurement_says_what_was_measured(int workers)
    {
        var entry = Measure(workers);
        Assert.Equal([64, 12, 10], entry.Layers);
        Assert.Equal((10, 2, workers), (entry.Minibatch, entry.Microbatch, entry.Workers));
        Assert.Equal(64, entry.PartTimes.Count);
        Assert.All(entry.PartTimes.Zip(entry.PartTimes.Skip(1)), pair => Assert.True(pair.First <= pair.Second * (1 + 1e-9)));
        Assert.Equal(1, entry.PartTimes.Average(), 1e-9);
        Assert.InRange(entry.SecondsPerEvaluation, 10e-6, double.MaxValue);
        Assert.InRange(entry.EvaluationFactor, 1, double.MaxValue);
    }

    [Theory]
    [InlineData(2e-3, 1 + 3 * 7 / 6.0)] // 2 ms half as fast make 1 ms more of each epoch of 6 ms but the first
    [InlineData(20e-3, 1 + 3 * 2)] // all but the first take twice as long: there is always something to be measured
    public void While_an_epoch_is_measured_everything_else_takes_longer(double evaluation, double epochs)
    {
        var entry = Entry(1, [1]) with { SecondsPerStep = 1e-4, SecondsPerEvaluation = evaluation, EvaluationFactor = 2 };
        var result = Simulate(Machine.With(null, entry), noGradient: false, epochs: 4, workers: 1);
        Assert.InRange(result.Statistics.Elapsed.TotalSeconds / (epochs * 30 * 2e-4), 0.98, 1.02);
    }

    [Theory]
    [InlineData(4, new[] { 1.0, 2, 3, 4, 5, 6, 7, 100 }, new[] { 1.5, 3.5, 5.5, 53.5 })]
    [InlineData(2, new[] { 1.0, 2, 9 }, new[] { 4 / 3.0, 20 / 3.0 })] // (1 + 2 / 2) / 1.5 and (2 / 2 + 9) / 1.5
    [InlineData(4, new[] { 5.0, 9 }, new[] { 5.0, 5, 9, 9 })]
    [InlineData(3, new[] { 7.0 }, new[] { 7.0, 7, 7 })]
    public void A_profile_keeps_the_means_of_equal_shares(int shares, double[] times, double[] means) =>
        Assert.Equal(means, Machine.MeansOfShares(times, shares).Select(mean => Math.Round(mean, 12)), (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void A_simulation_on_a_profile_goes_as_fast_as_the_profile_says()
    {
        var entry = Entry(2, [0.5, 1, 1.5]);
        var result = Simulate(Machine.With(null, entry));
        // The simulated steps draw their parts' times: 600 draws of the slower of two.
        Assert.InRange(result.SamplesPerSecond / entry.SamplesPerSecond, 0.97, 1.03);
        Assert.True(result.Simulation!.IsValidated, result.Simulation.Validity);
    }

    [Fact]
    public void Beyond_what_was_measured_a_simulation_says_so()
    {
        var result = Simulate(Machine.With(null, Entry(3, [1])));
        Assert.False(result.Simulation!.IsValidated);
        Assert.Contains("beyond the validated range", result.Simulation.Validity, StringComparison.Ordinal);
    }

    [Fact]
    public void The_slower_of_two_parts_is_what_a_step_waits_for()
    {
        // Parts of 6 and 4 samples, each a half, as or three halves as slow as the mean: 3, 6, 9 against 2, 4, 6.
        var entry = Entry(2, [0.5, 1, 1.5]) with { SecondsPerStep = 0 };
        var slower = (3 + 4 + 6 + 6 + 6 + 6 + 9 + 9 + 9) / 9.0;
        Assert.Equal(10 / (1e-5 * slower), entry.SamplesPerSecond, 1e-6);
    }

    [Fact]
    public void A_profile_keeps_its_other_measurements_and_survives_its_file()
    {
        var path = digits.At("profile.json");
        var profile = Machine.With(Machine.With(null, Entry(1, [1])), Entry(2, [1]));
        Machine.Write(path, Machine.With(profile, Entry(2, [0.9, 1.1])));
        var read = Level.ReadProfile(path);
        Assert.Equal([1, 2], read.Networks.Select(entry => entry.Workers));
        Assert.Equal([0.9, 1.1], read.Networks[1].PartTimes);
        Assert.Equal(profile.Machine, read.Machine);
    }

    private ProfileEntry Measure(int workers)
    {
        var (plan, data) = TrainingRun.Prepare(new TrainingSettings { Layers = [64, 12, 10], Data = digits.Data });
        return Machine.Measure(plan, data.Training.Slice(0, plan.Samples), data.Test, workers, TimeSpan.FromMilliseconds(10), new ReadingClock());
    }

    private static ProfileEntry Entry(int workers, IReadOnlyList<double> partTimes) => new()
    {
        Layers = [64, 12, 10],
        Activation = [Activation.Sigmoid, Activation.Sigmoid],
        Cost = Cost.Quadratic,
        Optimizer = OptimizerKind.Sgd,
        Momentum = 0,
        Nesterov = false,
        WeightDecay = 0,
        Images = 300,
        TestImages = 60,
        Minibatch = 10,
        Microbatch = 2,
        Workers = workers,
        SecondsPerSample = 1e-5,
        PartTimes = partTimes,
        SecondsPerStep = 2e-5,
        SecondsPerEvaluation = 0,
        EvaluationFactor = 1,
    };

    private RunResult Simulate(Profile profile, bool noGradient = true, int epochs = 20, int workers = 2) => TrainingRun.Execute(
        new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), new[]
            {
                $"data={digits.Data}", $"layers={SmallDigits.Layers}", $"epochs={epochs}", $"workers={workers}",
            }.Select(Assignment.Parse)),
            Arguments = [],
            Out = Path.Combine(digits.Root, Path.GetRandomFileName()),
            Simulation = new SimulationRequest { World = new WorldSettings { Profile = profile }, NoGradient = noGradient },
        },
        new Training.RecordingListener(), TimeProvider.System, CancellationToken.None);

    /// <summary>Each reading of it is 10 µs after the one before, whoever reads it: no machine is too busy for it.</summary>
    private sealed class ReadingClock : TimeProvider
    {
        private long _readings;

        public override long TimestampFrequency => 100_000;

        public override long GetTimestamp() => Interlocked.Increment(ref _readings);
    }
}
