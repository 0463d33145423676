using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class TimeSplitTests
{
    [Fact]
    public void The_split_is_of_all_workers_time_and_adds_up()
    {
        var split = TimeSplit.Of(Result(10, (4, 6), (2, 3)).Statistics)!;
        Assert.Equal((6 / 20.0, 3 / 20.0, 11 / 20.0), (Round(split.Compute), Round(split.Wire), Round(split.Wait)));
    }

    [Fact]
    public void Clocks_that_disagree_leave_no_fraction_below_0_or_above_1()
    {
        // A worker measures its own computing: it may seem longer than the way there and back.
        var split = TimeSplit.Of(Result(10, (9, 8), (13, 12)).Statistics)!;
        Assert.Equal((1, 0, 0), (split.Compute, split.Wire, split.Wait));
    }

    [Fact]
    public void Without_measurements_there_is_no_split()
    {
        Assert.Null(TimeSplit.Of(Result(10).Statistics));
        Assert.Null(TimeSplit.Of(Result(0, (0, 0)).Statistics));
    }

    [Fact]
    public void Workers_that_earned_their_keep_need_no_remark() => Assert.Empty(Remarks.OnSpeed(Result(10, (8, 9), (8, 9))));

    [Fact]
    public void One_worker_alone_needs_no_remark() => Assert.Empty(Remarks.OnSpeed(Result(10, (1, 2))));

    [Fact]
    public void Idle_workers_are_named_once_with_the_remedy()
    {
        // A minibatch of 10 in microbatches of 5 keeps two of three busy.
        var remark = Assert.Single(Remarks.OnSpeed(Result(10, (8, 9), (8, 9), (0, 0))));
        Assert.Equal(
            "1 of 3 workers had nothing to do: a minibatch of 10 is 2 microbatches of 5. Use a larger minibatch, or fewer workers.", remark);
    }

    [Theory]
    [InlineData(ConsistencyMode.Local, "there are 2 replicas. Use more replicas, or fewer workers.")]
    [InlineData(ConsistencyMode.Federated, "a round is of 2 clients. Use more clients per round, or fewer workers.")]
    public void A_larger_minibatch_is_no_remedy_for_replicas_or_clients(ConsistencyMode mode, string says)
    {
        var result = Result(10, (8, 9), (8, 9), (0, 0));
        var settings = result.Start.Settings with { ModeKind = mode, Microbatch = null, Replicas = 2, Clients = 2, ClientsPerRound = 2 };
        var start = result.Start with { Settings = settings, Plan = settings.ToPlan(1000) };
        Assert.Equal($"1 of 3 workers had nothing to do: {says}", Assert.Single(Remarks.OnSpeed(result with { Start = start })));
    }

    [Fact]
    public void Times_that_read_the_same_are_not_compared() => Assert.Empty(Remarks.OnSpeed(Result(0.64, (0.3, 0.4), (0.33, 0.4))));

    [Fact]
    public void Processes_that_were_slower_than_one_worker_are_told_to_be_one()
    {
        var result = Result(10, (4, 6), (2, 3));
        var cluster = new ClusterRequest { Processes = 2, Command = () => new() };
        Assert.EndsWith("train in one process with one worker, or with a larger minibatch.",
            Assert.Single(Remarks.OnSpeed(result with { Start = result.Start with { Cluster = cluster } })), StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_that_were_slower_than_one_are_told_so_with_the_remedy()
    {
        var remark = Assert.Single(Remarks.OnSpeed(Result(10, (4, 6), (2, 3))));
        Assert.StartsWith(
            "2 workers were slower than one: together they computed for 6.0 s, but the run took 10.0 s.", remark, StringComparison.Ordinal);
        Assert.Contains("train with one worker, or with a larger minibatch", remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_that_a_levels_links_or_stragglers_made_slow_are_not_told_to_be_fewer()
    {
        var result = Result(10, (4, 6), (2, 3));
        string Remark(WorldSettings world) => Assert.Single(Remarks.OnSpeed(result with
        {
            Start = result.Start with { Simulation = new SimulationRequest { World = world } },
        }));
        foreach (var world in new[]
        {
            new WorldSettings { Links = new LinkSettings { Loss = 0.1 } },
            new WorldSettings { Compute = new ComputeSettings { Stragglers = [new Straggler(0, 10)] } },
            new WorldSettings { Server = new ServerMachine { BytesPerSecond = 1e6 } },
        })
        {
            Assert.EndsWith("The level's links, stragglers and faults took the rest.", Remark(world), StringComparison.Ordinal);
            Assert.DoesNotContain("one worker", Remark(world), StringComparison.Ordinal);
        }
        Assert.EndsWith("train with one worker, or with a larger minibatch.", Remark(new WorldSettings()), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_actors_there_is_nothing_to_remark()
    {
        var result = Result(10, (4, 6), (2, 3));
        Assert.Empty(Remarks.OnSpeed(result with { Start = result.Start with { Sequential = true } }));
    }

    private static double Round(double fraction) => Math.Round(fraction, 9);

    /// <summary>A run that took so many seconds, with each worker's seconds of computing, and from the dealing to the gradient.</summary>
    private static RunResult Result(double elapsed, params (double Compute, double RoundTrip)[] workers)
    {
        var settings = new TrainingSettings { Layers = [4, 2], Minibatch = 10, Microbatch = 5, Workers = Math.Max(1, workers.Length) };
        var statistics = new TrainingStatistics(
            TimeSpan.FromSeconds(elapsed),
            1000,
            [.. workers.Select((time, number) =>
                new WorkerStatistics(number, 500, TimeSpan.FromSeconds(time.Compute), TimeSpan.FromSeconds(time.RoundTrip)))],
            new Dictionary<Refusal, long>(),
            0);
        return new RunResult(
            new RunStart(settings, settings.ToPlan(1000), 10, "", 0, false), TrainingEnd.Completed, "", 100, "", null, null, statistics);
    }
}
