
namespace ActorBackprop.Configuration.Tests;

public sealed class ContradictionTests
{
    [Theory]
    [InlineData("nesterov=true", "nesterov needs a momentum above 0 (nesterov: nesterov=true; momentum: default).")]
    [InlineData("nesterov=true optimizer=adam",
        "nesterov needs optimizer sgd (nesterov: nesterov=true; optimizer: optimizer=adam).")]
    [InlineData("momentum=0.9 optimizer=adam",
        "momentum needs optimizer sgd, since adam averages its gradients already (momentum: momentum=0.9; optimizer: optimizer=adam).")]
    [InlineData("microbatch=11",
        "microbatch is 11, but is a slice of minibatch, which is 10 (microbatch: microbatch=11; minibatch: default).")]
    [InlineData("gradientsPerStep=3", "gradientsPerStep needs mode k-sync, k-batch-sync, k-async or k-batch-async, and the mode is synchronous "
        + "(gradientsPerStep: gradientsPerStep=3; mode: default).")]
    [InlineData("mode=local optimizer=adam", "mode local averages parameters after plain SGD steps, and needs optimizer sgd "
        + "(mode: mode=local; optimizer: optimizer=adam).")]
    [InlineData("mode=local replicas=11", "replicas is 11, but each needs a sample of minibatch, which is 10 "
        + "(replicas: replicas=11; minibatch: default).")]
    [InlineData("clients=5", "clientsPerRound is 10, but clients is 5 (clientsPerRound: default; clients: clients=5).")]
    [InlineData("mode=federated compression=top-k", "compression top-k sends later what it leaves out, but a client of mode federated may not "
        + "train again; use float16 or int8 (compression: compression=top-k; mode: mode=federated).")]
    [InlineData("activation=relu,relu,relu",
        "layers, activation and cost do not make a network: 2 layer(s) need as many activations, but there are 3 "
        + "(layers: default; activation: activation=relu,relu,relu; cost: default).")]
    public void Settings_that_do_not_go_together_are_refused_with_their_keys_and_origins(string sets, string sentence) =>
        Assert.Equal(sentence, Doors.Refusal(() => Doors.Sets(sets.Split(' '))));

    [Theory]
    [InlineData("layers=1048576,1048576")]
    [InlineData("activation=softmax")]
    [InlineData("activation=softmax cost=softmax-cross-entropy")]
    [InlineData("activation=relu,sigmoid cost=softmax-cross-entropy")]
    [InlineData("activation=relu,tanh cost=sigmoid-cross-entropy")]
    public void Settings_that_make_no_network_are_refused(string sets) =>
        Assert.StartsWith("layers, activation and cost do not make a network: ",
            Doors.Refusal(() => Doors.Sets(sets.Split(' '))), StringComparison.Ordinal);

    [Theory]
    [InlineData("nesterov=true momentum=0.1")]
    [InlineData("optimizer=adam momentum=0 weightDecay=0.1")]
    [InlineData("microbatch=10")]
    [InlineData("mode=k-sync gradientsPerStep=3")]
    [InlineData("mode=asynchronous patience=2 servers=2")]
    [InlineData("mode=federated momentum=0.9 clients=10")]
    [InlineData("mode=federated compression=int8")]
    [InlineData("mode=local compression=top-k")]
    [InlineData("mode=asynchronous compression=1-bit")]
    [InlineData("activation=relu cost=softmax-cross-entropy")]
    [InlineData("activation=relu,softmax cost=softmax-cross-entropy")]
    [InlineData("activation=tanh cost=sigmoid-cross-entropy")]
    public void Settings_that_go_together_make_a_plan(string sets) =>
        Assert.NotNull(Doors.Sets(sets.Split(' ')).Settings.ToPlan(50_000));

    [Fact]
    public void Settings_put_together_by_hand_are_checked_when_they_become_a_plan() =>
        Assert.Equal("nesterov needs a momentum above 0.",
            Doors.Refusal(() => new TrainingSettings { Nesterov = true }.ToPlan(1)));
}
