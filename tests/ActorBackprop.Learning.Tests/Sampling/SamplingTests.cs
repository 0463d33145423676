using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Sampling;

public sealed class SamplingTests
{
    [Fact]
    public void Each_epoch_has_its_own_permutation_whenever_it_is_requested()
    {
        var order = new SampleOrder(3, 1000);
        var epochs = Enumerable.Range(0, 5).Select(epoch => order.Epoch(epoch).ToArray()).ToArray();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 1000), epoch.Order()));
        Assert.Equal(5, epochs.Select(epoch => string.Join(',', epoch)).Distinct().Count());
        var asked = new SampleOrder(3, 1000);
        foreach (var epoch in new[] { 4, 0, 4, 2, 1, 3, 0 }) Assert.Equal(epochs[epoch], asked.Epoch(epoch).ToArray());
        Parallel.For(0, 200, i => Assert.Equal(epochs[i % 5], asked.Epoch(i % 5).ToArray()));
        Assert.NotEqual(epochs[0], new SampleOrder(4, 1000).Epoch(0).ToArray());
        Assert.InRange(epochs[0].Where((index, place) => index == place).Count(), 0, 8); // one is expected
    }

    [Fact]
    public void An_epochs_minibatches_and_their_microbatches_are_every_sample_once()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 300; trial++)
        {
            var plan = Some.Plan(random.Next(1, 200), random.Next(1, 60), random.Next(1, 20), epochs: 3);
            var epoch = random.Next(3);
            var places = new List<int>();
            for (var step = 0; step < plan.StepsPerEpoch; step++)
            {
                var minibatch = Minibatch.Of(plan, (long)epoch * plan.StepsPerEpoch + step);
                Assert.Equal((epoch, step == plan.StepsPerEpoch - 1), (minibatch.Epoch, minibatch.EndsEpoch(plan)));
                for (var m = 0; m < minibatch.Microbatches; m++)
                {
                    var (first, samples) = minibatch.Microbatch(m);
                    Assert.InRange(samples, 1, plan.Microbatch);
                    Assert.Equal(samples, minibatch.SamplesOf(m, m + 1));
                    places.AddRange(Enumerable.Range(first, samples));
                }
                Assert.Equal(minibatch.Samples, minibatch.SamplesOf(0, minibatch.Microbatches));
            }
            Assert.Equal(Enumerable.Range(0, plan.Samples), places);
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(8, 1), InlineData(10, 2), InlineData(100, 13), InlineData(128, 16), InlineData(512, 32), InlineData(4000, 32)]
    public void The_default_microbatch_is_a_function_of_the_minibatch(int minibatch, int expected) =>
        Assert.Equal(expected, Learning.Training.TrainingPlan.DefaultMicrobatch(minibatch));
}
