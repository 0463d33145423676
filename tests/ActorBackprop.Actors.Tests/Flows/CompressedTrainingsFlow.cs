using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>With compression, too, workers change the speed and never the answer; and each byte that they send is counted.</summary>
public sealed class CompressedTrainingsFlow : TrainingTest
{
    private static readonly Dictionary<string, ICompressor> Compressors = new()
    {
        ["float16"] = new Float16(),
        ["int8"] = new Qsgd(),
        ["1-bit"] = new OneBit(),
        ["top-k"] = new TopK(0.05),
    };

    public static TheoryData<string, int> Rows()
    {
        var rows = new TheoryData<string, int>();
        foreach (var name in Compressors.Keys)
            foreach (var workers in new[] { 1, 2, 3, 8 }) rows.Add(name, workers);
        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_bits_and_the_residuals_are_the_sequential_trainers(string name, int workers)
    {
        var plan = Plan(name);
        StartTraining(plan, workers);
        var ended = End();
        AssertSequential(plan, ended);
        Assert.Equal(Sequential(plan).Residuals, ended.Snapshot.Residuals);
        Assert.Equal(plan.HasResiduals ? 6 : 0, ended.Snapshot.Residuals.Count);
        // Minibatches of 24, the last of 15: 6 and 4 microbatches of 4, each of them encoded.
        Assert.Equal(plan.Epochs * (12 * 6 + 4) * (long)Compressors[name].MaxEncodedBytes(plan.Network.ParameterCount), ended.Statistics.BytesUpwards);
    }

    [Theory, InlineData("int8", 1), InlineData("1-bit", 2), InlineData("top-k", 3), InlineData("top-k", 4)]
    public void Workers_that_crash_again_and_again_change_no_bit(string name, int seed)
    {
        var crashes = Crashes.Seeded(seed, workers: 3);
        StartTraining(Plan(name), workers: 3, crashes: crashes);
        var ended = End();
        Assert.True(crashes.Count >= 5, $"seed {seed}: {crashes.Count} crashes");
        AssertSequential(Plan(name), ended, $"seed {seed}");
    }

    [Theory, InlineData("top-k", 1), InlineData("1-bit", 3)]
    public void A_stopped_training_continues_to_the_bits_of_the_undisturbed_run(string name, int workers)
    {
        var plan = Plan(name) with { Epochs = 100 };
        var server = StartTraining(plan, workers);
        FishForMessage(static fact => fact is StepCompleted { Steps: 7 });
        server.Tell(new StopTraining());
        var ended = End();
        Assert.InRange(ended.Snapshot.Steps, 7, plan.Steps - 1);
        AssertSameBits(Sequential(plan), Sequential(plan, from: ended.Snapshot));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Without_compression_the_floats_are_counted(int workers)
    {
        var plan = Plan("top-k") with { Compression = null };
        StartTraining(plan, workers);
        // Six microbatches: a sum each for one worker and for two, and for three [0, 2), [2, 3), [3, 4), [4, 6); of four 1, 2, 3.
        var sums = workers switch { 1 => 12 + 1, 2 => 2 * 12 + 2, _ => 12 * SumsOfThree(6) + SumsOfThree(4) };
        Assert.Equal(plan.Epochs * sums * (long)plan.Network.ParameterLength * sizeof(float), End().Statistics.BytesUpwards);
    }

    [Theory, InlineData("float16"), InlineData("int8")]
    public void Compression_without_residuals_has_the_synchronous_bits_if_the_mode_waits_for_all(string name)
    {
        var plan = Plan(name) with { Compression = new CompressionOptions(Compressors[name]) { HasWorkerResiduals = true } };
        var expected = Sequential(plan);
        foreach (var mode in new IConsistencyMode[] { new KSync(3), new StaleSynchronous(0) })
        {
            var system = ActorSystem.Create("mode", Sys.Settings.Config);
            var observer = CreateTestProbe(system);
            InProcessHost.Start(system, Settings(3) with { Mode = mode }, new ServerPeers([observer.Ref]), plan, Data);
            var ended = (TrainingEnded)observer.FishForMessage(static fact => fact is TrainingEnded, TimeSpan.FromSeconds(60));
            Assert.Equal(expected.Parameters, ended.Snapshot.Parameters);
            system.Terminate();
        }
    }

    [Theory, InlineData("1-bit"), InlineData("top-k")]
    public void Workers_that_do_not_wait_for_each_other_learn_with_their_own_residuals(string name)
    {
        var plan = Plan(name) with
        {
            Epochs = 40,
            Optimizer = new OptimizerOptions { LearningRate = 0.7f },
            Compression = new CompressionOptions(Compressors[name]) { HasWorkerResiduals = true },
        };
        InProcessHost.Start(Sys, Settings(3) with { Mode = new Asynchronous() }, new ServerPeers([TestActor]), plan, Data);
        var ended = End();
        Assert.Equal(TrainingEnd.Completed, ended.End);
        Assert.InRange(Evaluation.Of(plan.Network, ended.Snapshot.Parameters, Data).Accuracy, 0.6, 1);
        Assert.Equal(40 * (12 * 6 + 4) * (long)Compressors[name].MaxEncodedBytes(plan.Network.ParameterCount), ended.Statistics.BytesUpwards);
        Assert.Empty(ended.Snapshot.Residuals);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_owner_of_the_residuals_must_fit_the_mode(bool areWorkers)
    {
        var plan = Plan("top-k") with { Compression = new CompressionOptions(Compressors["top-k"]) { HasWorkerResiduals = areWorkers } };
        var settings = Settings(2) with { Mode = areWorkers ? new Synchronous() : new KSync(1) };
        Assert.Throws<ArgumentException>(() => ParameterServer.PropsOf(
            settings, new ServerPeers([]), new TrainingState(plan), new GradientBuffers(plan.Network.ParameterLength)));
    }

    private static TrainingPlan Plan(string name) => Trainings.Plan() with
    {
        Minibatch = 24,
        Microbatch = 4,
        Optimizer = new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f },
        Compression = new CompressionOptions(Compressors[name]),
    };

    private static int SumsOfThree(int microbatches) => Part.Cut(microbatches, 3).Sum(part => part.Nodes(microbatches).Length);
}
