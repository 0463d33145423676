using ActorBackprop.Learning.LocalSgd;

namespace ActorBackprop.Configuration.Tests;

/// <summary>What the modes make of samples, minibatch and microbatch.</summary>
public sealed class RoundsTests
{
    [Fact]
    public void A_round_of_local_sgd_has_one_minibatch_per_step_shared_by_its_replicas()
    {
        var plan = new TrainingSettings { ModeKind = ConsistencyMode.Local, Minibatch = 100, LocalSteps = 4, Replicas = 8 }.ToPlan(50_000);
        Assert.Equal((50_000, 400, 50, 13), (plan.Samples, plan.Minibatch, plan.Microbatch, plan.Local!.Batch)); // 13, 13, 13 and 11: four steps
        Assert.Null(plan.Local.Federation);
    }

    [Fact]
    public void A_round_of_federated_averaging_is_an_epoch_of_the_clients_that_take_part()
    {
        var settings = new TrainingSettings { ModeKind = ConsistencyMode.Federated, ClientsPerRound = 20, ClientPasses = 5, Epochs = 7 };
        var plan = settings.ToPlan(60_000);
        Assert.Equal((60_000, 60_000, 60_000, 3_000), (plan.Images, plan.Samples, plan.Minibatch, plan.Microbatch)); // 20 clients, 5 times 600
        Assert.Equal((1, 7), (plan.StepsPerEpoch, plan.Epochs));
        Assert.Equal((10, new Federation(100, 20, 5, Split.Iid, 0.5)), (plan.Local!.Batch, plan.Local.Federation));
    }

    [Fact]
    public void A_client_s_step_is_no_larger_than_what_it_has() =>
        Assert.Equal(30, new TrainingSettings { ModeKind = ConsistencyMode.Federated, Minibatch = 1000 }.ToPlan(3_000).Local!.Batch);

    /// <summary>No number of clients would do: none is asked for.</summary>
    [Fact]
    public void One_image_is_too_few_for_the_pathological_split() => Assert.StartsWith("split: 1 image cannot be split into the two shards",
        Doors.Refusal(() => new TrainingSettings
        {
            ModeKind = ConsistencyMode.Federated,
            Clients = 1,
            ClientsPerRound = 1,
            Split = Split.Pathological,
        }.ToPlan(1)),
        StringComparison.Ordinal);

    [Fact]
    public void More_clients_than_images_are_refused() => Assert.Equal("clients: 50 images cannot be split among 100; expected at most 50.",
        Doors.Refusal(() => new TrainingSettings { ModeKind = ConsistencyMode.Federated }.ToPlan(50)));

    [Fact]
    public void The_other_modes_are_unaffected()
    {
        var plan = new TrainingSettings { ModeKind = ConsistencyMode.KAsync }.ToPlan(50_000);
        Assert.Equal(new TrainingSettings().ToPlan(50_000) with { Network = plan.Network }, plan);
    }
}
