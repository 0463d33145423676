using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whole runs with a cost of somebody's own.</summary>
public sealed class CustomCostRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public void Every_host_and_any_number_of_workers_give_the_same_weights()
    {
        var sequential = Execute("sequential", request => request with { Sequential = true });
        Assert.NotEqual(Execute("settings", request => request with { Cost = null }).WeightsSha256, sequential.WeightsSha256);
        Assert.Equal(sequential.WeightsSha256, Execute("one", request => request, "workers=1").WeightsSha256);
        Assert.Equal(sequential.WeightsSha256, Execute("three", request => request, "workers=3").WeightsSha256);
        Assert.Equal(sequential.WeightsSha256,
            Execute("simulated", request => request with { Simulation = new() { World = Simulation.Rough } }, "workers=5").WeightsSha256);
    }

    /// <summary>The metrics are in it too: those of the quadratic cost, though the settings say another.</summary>
    [Fact]
    public void The_quadratic_cost_of_somebody_s_own_is_the_quadratic_cost()
    {
        var own = Execute("own-quadratic", request => request with { Cost = new Powers(2) }, "cost=sigmoid-cross-entropy");
        var settings = Execute("quadratic", request => request with { Cost = null }, "cost=quadratic");
        Assert.Equal(Facts(settings), Facts(own));

        static IEnumerable<(double, int, string)> Facts(RunResult run) =>
            RunDirectory.Open(run.Start.Directory).Metrics.Read().Select(epoch => (epoch.Cost, epoch.TestCorrect, epoch.WeightsSha256));
    }

    [Fact]
    public void A_run_is_resumed_with_the_cost_it_was_begun_with_and_with_no_other()
    {
        var whole = Execute("whole", request => request, "epochs=4");
        var half = Execute("half", request => request);
        var directory = half.Start.Directory;
        Assert.Equal("cost Powers", RunDirectory.Open(directory).ReadRecord().Own);

        var resume = Request("-", "epochs=4") with { Out = null, Resume = directory };
        Assert.Equal($"{directory} cannot be resumed with other custom parts: expected cost Powers, found none; use those it was started with.",
            Assert.Throws<RunException>(() => Simulation.Execute(resume with { Cost = null })).Message);
        Assert.Equal(whole.WeightsSha256, Simulation.Execute(resume).WeightsSha256);
    }

    [Fact]
    public void A_run_whose_cost_no_file_holds_is_not_replayed()
    {
        var run = Execute("not-replayed", request => request);
        Assert.Equal($"{run.Start.Directory} was trained with custom parts (cost Powers), which its files do not hold; run that program again.",
            Assert.Throws<RunException>(() => Simulation.Replay(run.Start.Directory)).Message);
    }

    [Fact]
    public void Worker_processes_do_not_know_it()
    {
        var cluster = new ClusterRequest { Processes = 2, Command = () => new System.Diagnostics.ProcessStartInfo() };
        Assert.Equal("cost: worker processes know only the built-in costs; train in one process, or leave out the custom Powers.",
            Assert.Throws<ConfigurationException>((Request("x") with { Cluster = cluster }).Check).Message);
    }

    private RunResult Execute(string name, Func<RunRequest, RunRequest> change, params string[] sets) =>
        Simulation.Execute(change(Request(name, sets)));

    private RunRequest Request(string name, params string[] sets) => new()
    {
        Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
            new[] { $"data={digits.Data}", $"layers={SmallDigits.Layers}", "epochs=2", "minibatch=30" }.Concat(sets).Select(Assignment.Parse)),
        Arguments = [],
        Out = digits.At(name),
        Cost = new Powers(4),
    };

    /// <summary>Σ (a − y)ⁿ with an even n.</summary>
    private sealed class Powers(int n) : ICost
    {
        public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y)
        {
            var sum = 0.0;
            for (var j = 0; j < a.Length; j++) sum += Power(a[j] - y[j], n);
            return sum;
        }

        public void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d)
        {
            for (var j = 0; j < a.Length; j++) d[j] = n * Power(a[j] - y[j], n - 1);
        }

        private static double Power(double value, int exponent)
        {
            var power = value;
            for (var i = 1; i < exponent; i++) power *= value;
            return power;
        }
    }
}
