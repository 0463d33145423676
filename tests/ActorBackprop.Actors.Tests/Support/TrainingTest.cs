using System.Runtime.InteropServices;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Whole trainings in one process, under the settings that are shipped, on real threads. The test is the observer.</summary>
public abstract class TrainingTest() : TestKit(
    File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "in-process.conf")) + "\nakka { loglevel = OFF, stdout-loglevel = OFF }")
{
    private protected static Dataset Data { get; } = Trainings.Data();

    private protected IActorRef StartTraining(
        TrainingPlan plan, int workers, TrainingSnapshot? from = null, Crashes? crashes = null, int servers = 1) =>
        InProcessHost.Start(Sys, Settings(workers) with { Servers = servers }, new ServerPeers([TestActor]), plan, Data, from, crashes is null ? null : crashes.Around);

    private protected static ServerSettings Settings(int workers) =>
        new() { Run = ServerTest.Run, Workers = workers, StepReportInterval = TimeSpan.Zero };

    private protected TrainingEnded End() => (TrainingEnded)FishForMessage(static fact => fact is TrainingEnded, TimeSpan.FromSeconds(60));

    /// <summary>Where the sequential trainer arrives.</summary>
    private protected static TrainingSnapshot Sequential(TrainingPlan plan, TrainingSnapshot? from = null) =>
        new SequentialTrainer(plan, Data, from).Run().Snapshot();

    /// <summary>Completed, at the sequential trainer's bits, with each sample counted once.</summary>
    private protected static void AssertSequential(TrainingPlan plan, TrainingEnded ended, string because = "")
    {
        Assert.True(ended.End == TrainingEnd.Completed, $"{because}: {ended.End} {ended.Why}");
        AssertSameBits(Sequential(plan), ended.Snapshot, because);
        Assert.Equal((long)plan.Samples * plan.Epochs, ended.Statistics.Samples);
        Assert.Equal(ended.Statistics.Samples, ended.Statistics.Workers.Sum(worker => worker.Samples));
    }

    private protected static void AssertSameBits(TrainingSnapshot expected, TrainingSnapshot actual, string because = "")
    {
        Assert.Equal(expected.Steps, actual.Steps);
        Assert.True(AreSame(expected.Parameters, actual.Parameters), $"{because}: other parameters");
        Assert.Equal(expected.OptimizerState.Count, actual.OptimizerState.Count);
        for (var i = 0; i < expected.OptimizerState.Count; i++)
            Assert.True(AreSame(expected.OptimizerState[i], actual.OptimizerState[i]), $"{because}: another optimizer state {i}");
        Assert.Equal(expected.Epoch, actual.Epoch);
    }

    private static bool AreSame(float[] one, float[] other) => MemoryMarshal.AsBytes<float>(one).SequenceEqual(MemoryMarshal.AsBytes<float>(other));
}
