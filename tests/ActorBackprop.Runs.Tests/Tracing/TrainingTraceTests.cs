using ActorBackprop.Learning.Gradients;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Tracing;
using ActorBackprop.Testing;
using CsCheck;

namespace ActorBackprop.Runs.Tests.Tracing;

public sealed class TrainingTraceTests : IDisposable
{
    private static readonly TraceNode Server = TraceNode.Server;

    /// <summary>Each: which worker, how much later than the one before, and what befalls it, if it can.</summary>
    private static readonly Gen<(int Worker, int Later, int What)[]> Plays =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 300];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_step_with_a_crash_is_drawn_row_by_row()
    {
        var (zero, one) = (TraceNode.Worker(0), TraceNode.Worker(1));
        var timeline = Drawn(
            new WorkerStarted(At(0), 1, 1),
            new WorkerStarted(At(0), 0, 1),
            new StepBegan(At(1), 12),
            new MessageArrived(At(3), At(1), Server, zero, "ComputeGradient", 95_440),
            new ComputeStarted(At(3), 0, 12, new Part(0, 3)),
            new MessageArrived(At(4), At(1), Server, one, "ComputeGradient", 95_440),
            new ComputeStarted(At(4), 1, 12, new Part(3, 4)),
            new WorkerCrashed(At(5), 1),
            new ComputeEnded(At(6), 0),
            new WorkerStarted(At(7), 1, 2),
            new MessageLost(At(8), At(8), one, Server, "RegisterWorker", 40, "Cut"),
            new MessageArrived(At(8), At(6), zero, Server, "GradientComputed", 190_880),
            new QueueMeasured(At(8), Server, 1),
            new StepEnded(At(9)),
            new CostMeasured(At(9), 0.25),
            new TestAccuracyMeasured(At(10), 0.9565),
            new WorkerCrashed(At(11), 0));

        Assert.Equal(
            """
            training
              test accuracy [%]
              | 10000000 95.65
              cost
              | 9000000 0.25
              parameter server
              | 1000000–9000000 step 12 (step=12)
                with worker 0
                | 1000000 ComputeGradient sent (to='worker 0', bytes=95440)
                | 8000000 GradientComputed arrived (from='worker 0', bytes=190880)
                with worker 1
                | 1000000 ComputeGradient sent (to='worker 1', bytes=95440)
                | 8000000 RegisterWorker lost (from='worker 1', bytes=40, reason='Cut')
              queue of parameter server [messages]
              | 8000000 1
              worker 0
              | 0 started (incarnation=1)
              | 3000000 ComputeGradient arrived (from='parameter server', bytes=95440)
              | 3000000–6000000 step 12 · part 0–2 (step=12, microbatches=3)
              | 6000000 GradientComputed sent (to='parameter server', bytes=190880)
              | 11000000 crashed
              | 11000000– down
              worker 1
              | 0 started (incarnation=1)
              | 4000000 ComputeGradient arrived (from='parameter server', bytes=95440)
              | 4000000–5000000 step 12 · part 3 (step=12, microbatches=1)
              | 5000000 crashed
              | 5000000–7000000 down
              | 7000000 restarted (incarnation=2)
              | 8000000 RegisterWorker sent (to='parameter server', bytes=40)
            """,
            timeline.Drawn());
        Assert.Equal(
            [
                "training/parameter server/with worker 0 → training/worker 0",
                "training/parameter server/with worker 1 → training/worker 1",
                "training/worker 0 → training/parameter server/with worker 0",
                "training/worker 1 → training/parameter server/with worker 1",
            ],
            timeline.Arrows.Select(arrow => $"{arrow.From.Row} → {arrow.To.Row}").Order(StringComparer.Ordinal));
        Assert.Equal(0, timeline.Unfinished);
    }

    [Fact]
    public void Workers_are_drawn_by_their_numbers_whoever_came_first() => Assert.Equal(
        ["training", "parameter server", "worker 2", "queue of worker 2", "worker 10"],
        Drawn(
                new WorkerStarted(At(0), 10, 1), new QueueMeasured(At(1), TraceNode.Worker(2), 3), new WorkerStarted(At(1), 2, 1),
                new StepBegan(At(2), 0))
            .Drawn().Split('\n').Where(line => !line.Contains('|', StringComparison.Ordinal)).Select(line => line.Split('[')[0].Trim()));

    [Fact]
    public void A_server_may_tell_a_thousand_workers_at_one_time()
    {
        var timeline = Drawn([.. Enumerable.Range(0, 1000).Select(worker =>
            new MessageArrived(At(2), At(1), Server, TraceNode.Worker(worker), "ComputeGradient", 1))]);
        Assert.Equal(1000, timeline.Arrows.Count);
        Assert.Equal(2000, timeline.Shapes.Count);
        Assert.All(timeline.Shapes, shape => Assert.Equal(0, shape.Depth));
    }

    [Fact]
    public void A_message_that_arrives_twice_is_two_arrows()
    {
        var arrived = new MessageArrived(At(2), At(1), TraceNode.Worker(0), Server, "GradientComputed", 1);
        Assert.Equal([2_000_000UL, 9_000_000UL], Drawn(arrived, arrived with { At = At(9) }).Arrows.Select(arrow => arrow.To.From));
    }

    [Fact]
    public void A_cost_that_is_not_finite_is_left_out() => Assert.Equal(
        [("training/cost", 3_000_000UL, 0.5)],
        Drawn(new CostMeasured(At(1), double.NaN), new CostMeasured(At(2), double.PositiveInfinity), new CostMeasured(At(3), 0.5)).Values);

    public static TheoryData<TraceFact[]> Contradictions => new(
        [new ComputeEnded(At(1), 0)],
        [new ComputeStarted(At(1), 0, 1, new Part(0, 1)), new ComputeStarted(At(1), 0, 2, new Part(0, 1))],
        [new ComputeStarted(At(1), 0, 1, new Part(0, 1)), new WorkerCrashed(At(2), 0), new ComputeEnded(At(3), 0)],
        [new ComputeStarted(At(1), 0, 1, new Part(0, 1)), new WorkerStarted(At(2), 0, 1)],
        [new WorkerCrashed(At(1), 0), new ComputeStarted(At(2), 0, 1, new Part(0, 1))],
        [new WorkerCrashed(At(1), 0), new WorkerCrashed(At(2), 0)],
        [new StepEnded(At(1))]);

    [Theory, MemberData(nameof(Contradictions))]
    public void What_cannot_follow_is_refused(TraceFact[] facts)
    {
        using var trace = new TrainingTrace(_directory["x.pftrace"]);
        foreach (var fact in facts[..^1]) trace.Tell(fact);
        Assert.Throws<InvalidOperationException>(() => trace.Tell(facts[^1]));
    }

    [Fact]
    public void Whatever_happens_to_the_workers_each_does_one_thing_at_a_time() =>
        Plays.Sample(play =>
        {
            var facts = new List<TraceFact>();
            var now = 0;
            var doing = new string?[5];
            var lines = new List<string>();
            foreach (var (worker, later, what) in play)
            {
                now += later;
                TraceFact? fact = (what, doing[worker]) switch
                {
                    (0, null) => new ComputeStarted(At(now), worker, now, new Part(0, 1)),
                    (0 or 1, { } text) when text.StartsWith("step", StringComparison.Ordinal) => new ComputeEnded(At(now), worker),
                    (2, not "down") => new WorkerCrashed(At(now), worker),
                    (0 or 1, "down") => new WorkerStarted(At(now), worker, 1),
                    (3, _) => new MessageArrived(At(now), At(now / 2), Server, TraceNode.Worker(worker), "m", 1),
                    _ => null,
                };
                if (fact is null) continue;
                facts.Add(fact);
                if (fact is MessageArrived) continue;
                if (doing[worker] is { } before) lines.Add($"worker {worker}: {before} to {now}");
                doing[worker] = fact is ComputeStarted ? $"step {now} · part 0" : fact is WorkerCrashed ? "down" : null;
            }
            for (var worker = 0; worker < doing.Length; worker++)
                if (doing[worker] is { } last) lines.Add($"worker {worker}: {last} to the end");

            var timeline = Drawn([.. facts]);
            var slices = timeline.Shapes.Where(shape => !shape.IsInstant).ToList();
            Assert.All(slices, slice => Assert.Equal(0, slice.Depth));
            Assert.Equal(
                lines.Order(StringComparer.Ordinal),
                slices.Select(slice =>
                        $"{slice.Row.Split('/')[^1]}: {slice.Name} to {(slice.To is { } to ? $"{to / 1_000_000}" : "the end")}")
                    .Order(StringComparer.Ordinal));
            Assert.Equal(facts.Count(fact => fact is MessageArrived), timeline.Arrows.Count);
        }, iter: 200, threads: 1);

    [Fact]
    public void An_older_trace_is_replaced()
    {
        Drawn();
        File.AppendAllText(_directory["x.pftrace"], new string('\0', 1 << 20));
        Assert.Equal("training", Drawn().Drawn());
    }

    [Fact]
    public void A_file_that_is_not_a_trace_stays_as_it_is()
    {
        File.WriteAllText(_directory["x.pftrace"], "{ \"mode\": \"a training of mine\" }");
        var refused = Assert.Throws<RunIoException>(() => new TrainingTrace(_directory["x.pftrace"]));
        Assert.Contains("did not write", refused.Message, StringComparison.Ordinal);
        Assert.Equal("{ \"mode\": \"a training of mine\" }", File.ReadAllText(_directory["x.pftrace"]));
    }

    [Fact]
    public void What_the_system_refuses_is_one_sentence()
    {
        var refused = Assert.Throws<RunIoException>(() => new TrainingTrace(_directory["absent", "x.pftrace"]));
        Assert.StartsWith("Cannot write ", refused.Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_full_disk_is_one_sentence_whether_it_is_found_early_or_at_the_end()
    {
        var early = new TrainingTrace("/dev/full");
        var refused = Assert.Throws<RunIoException>(() =>
        {
            for (var step = 0; step < 10_000; step++) early.Tell(new WorkerStarted(At(step), 0, 1));
        });
        Assert.StartsWith("Cannot write /dev/full: ", refused.Message, StringComparison.Ordinal);
        var late = new TrainingTrace("/dev/full");
        Assert.StartsWith("Cannot write /dev/full: ", Assert.Throws<RunIoException>(late.Dispose).Message, StringComparison.Ordinal);
        late.Dispose(); // closed already, whatever came of it
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private Timeline Drawn(params TraceFact[] facts)
    {
        var path = _directory["x.pftrace"];
        using (var trace = new TrainingTrace(path))
            foreach (var fact in facts)
                trace.Tell(fact);
        return new Timeline(File.ReadAllBytes(path));
    }
}
