using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>Any number of workers arrives at the sequential trainer's bits.</summary>
public sealed class WholeTrainingsFlow : TrainingTest
{
    private static readonly int[] Workers = [1, 2, 3, 5, 8], Minibatches = [10, 127, 128];
    private static readonly string[] Optimizers = ["sgd", "momentum", "adam"];

    /// <summary>Every pair of values of two of the five factors is in one of these fifteen rows.</summary>
    public static TheoryData<int, int, int, string, Cost> Rows()
    {
        var rows = new TheoryData<int, int, int, string, Cost>();
        int[] shift = [0, 0, 0, 1, 2];
        for (var w = 0; w < Workers.Length; w++)
            for (var m = 0; m < Minibatches.Length; m++)
            {
                var usual = TrainingPlan.DefaultMicrobatch(Minibatches[m]);
                int[] microbatches = [1, 2, usual == 2 ? 4 : usual];
                rows.Add(Workers[w], Minibatches[m], microbatches[(m + w) % 3], Optimizers[(m + 2 * w) % 3], (Cost)((2 * m + shift[w]) % 3));
            }
        return rows;
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_bits_are_the_sequential_trainers(int workers, int minibatch, int microbatch, string optimizer, Cost cost)
    {
        var plan = Trainings.Plan(cost) with
        {
            Minibatch = minibatch,
            Microbatch = microbatch,
            Optimizer = optimizer switch
            {
                "sgd" => new OptimizerOptions { LearningRate = 0.3f },
                "momentum" => new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f },
                _ => new OptimizerOptions { LearningRate = 0.01f, Kind = OptimizerKind.Adam },
            },
            Schedule = Trainings.Schedule,
        };
        StartTraining(plan, workers);
        var ended = End();
        AssertSequential(plan, ended);
        Assert.Equal(ExpectedSamples(plan, workers), ended.Statistics.Workers.Select(worker => worker.Samples));
        var busy = Math.Min(workers, (minibatch + microbatch - 1) / microbatch);
        Assert.All(ended.Statistics.Workers.Take(busy), worker => Assert.True(worker.Samples > 0, $"{worker} had nothing"));
        Assert.All(ended.Statistics.Refused.Values, count => Assert.Equal(0, count));
        Assert.Equal(0, ended.Statistics.WorkersLost);
    }

    [Fact]
    public void The_rows_have_every_pair()
    {
        var rows = Rows().Select(row => row.ToArray()).ToArray();
        int[] levels = [5, 3, 0, 3, 3];
        for (var one = 0; one < levels.Length; one++)
            for (var other = one + 1; other < levels.Length; other++)
                if (levels[one] > 0 && levels[other] > 0)
                    Assert.Equal(levels[one] * levels[other], rows.Select(row => (row[one], row[other])).Distinct().Count());
        Assert.All(Minibatches, minibatch => // the third microbatch depends on the minibatch: it is no factor of its own
            Assert.Equal(3, rows.Where(row => (int)row[1]! == minibatch).Select(row => row[2]).Distinct().Count()));
    }

    [Theory]
    [InlineData(1, 3), InlineData(31, 1), InlineData(40, 8), InlineData(61, 2)]
    public void Workers_go_on_from_a_snapshot_to_the_bits_of_the_undisturbed_run(int steps, int workers)
    {
        var plan = Trainings.Plan() with { Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01f } };
        var trainer = new SequentialTrainer(plan, Data);
        for (var step = 0; step < steps; step++) Assert.True(trainer.TryStep());
        StartTraining(plan, workers, from: trainer.State.Snapshot());
        var ended = End();
        Assert.Equal(TrainingEnd.Completed, ended.End);
        AssertSameBits(Sequential(plan), ended.Snapshot);
        Assert.True(ended.Statistics.Samples < plan.Samples * plan.Epochs);
    }

    [Fact]
    public void A_stopped_training_continues_to_the_bits_of_the_undisturbed_run()
    {
        var plan = Trainings.Plan() with { Epochs = 200, Optimizer = new OptimizerOptions { LearningRate = 0.1f, Momentum = 0.9f } };
        var server = StartTraining(plan, workers: 3);
        FishForMessage(static fact => fact is StepCompleted { Steps: 7 });
        server.Tell(new StopTraining());
        var ended = End();
        Assert.Equal(TrainingEnd.Stopped, ended.End);
        Assert.InRange(ended.Snapshot.Steps, 7, plan.Steps - 1);
        AssertSameBits(Sequential(plan), Sequential(plan, from: ended.Snapshot));
    }

    /// <summary>With no worker lost all are idle at a step's beginning, and share it evenly.</summary>
    private static long[] ExpectedSamples(TrainingPlan plan, int workers)
    {
        var samples = new long[workers];
        for (var first = 0; first < plan.Samples; first += plan.Minibatch)
        {
            var microbatches = Enumerable.Range(first, Math.Min(plan.Minibatch, plan.Samples - first)).Chunk(plan.Microbatch).ToArray();
            var parts = Part.Cut(microbatches.Length, workers);
            for (var number = 0; number < parts.Length; number++)
                samples[number] += microbatches[parts[number].From..parts[number].To].Sum(microbatch => microbatch.Length) * plan.Epochs;
        }
        return samples;
    }
}
