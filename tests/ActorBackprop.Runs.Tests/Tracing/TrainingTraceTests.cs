using ActorBackprop.Learning.Gradients;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Tracing;
using ActorBackprop.Testing;
using CsCheck;

namespace ActorBackprop.Runs.Tests.Tracing;

public sealed class TrainingTraceTests : IDisposable
{
    private static readonly TraceNode Server = TraceNode.Server;

    /// <summary>Events: the worker, the time since the event before, and the kind of event, if it is possible.</summary>
    private static readonly Gen<(int Worker, int Later, int What)[]> Plays =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 300];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_step_with_a_crash_is_drawn_row_by_row()
    {
        var (zero, one) = (TraceNode.Worker(0), TraceNode.Worker(1));
        var timeline = Drawn(
            trace => trace.Start(At(0), 1, 1),
            trace => trace.Start(At(0), 0, 1),
            trace => trace.BeginStep(At(1), 12),
            trace => trace.DrawMessage(At(1), At(3), Server, zero, "ComputeGradient", 95_440),
            trace => trace.BeginPart(At(3), 0, 12, new Part(0, 3)),
            trace => trace.DrawMessage(At(1), At(4), Server, one, "ComputeGradient", 95_440),
            trace => trace.BeginPart(At(4), 1, 12, new Part(3, 4)),
            trace => trace.Crash(At(5), 1),
            trace => trace.EndPart(At(6), 0),
            trace => trace.Start(At(7), 1, 2),
            trace => trace.DrawMessage(At(8), At(8), one, Server, "RegisterWorker", 40, "Cut"),
            trace => trace.DrawMessage(At(6), At(8), zero, Server, "GradientComputed", 190_880),
            trace => trace.DrawQueue(At(8), Server, 1),
            trace => trace.EndStep(At(9)),
            trace => trace.DrawCost(At(9), 0.25),
            trace => trace.DrawTestAccuracy(At(10), 0.9565),
            trace => trace.Crash(At(11), 0));

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
    public void Workers_are_drawn_in_order_of_their_numbers() => Assert.Equal(
        ["training", "parameter server", "worker 2", "queue of worker 2", "worker 10"],
        Drawn(
                trace => trace.Start(At(0), 10, 1), trace => trace.DrawQueue(At(1), TraceNode.Worker(2), 3), trace => trace.Start(At(1), 2, 1),
                trace => trace.BeginStep(At(2), 0))
            .Drawn().Split('\n').Where(line => !line.Contains('|', StringComparison.Ordinal)).Select(line => line.Split('[')[0].Trim()));

    [Fact]
    public void A_server_may_tell_a_thousand_workers_at_one_time()
    {
        var timeline = Drawn([.. Enumerable.Range(0, 1000).Select<int, Action<TrainingTrace>>(worker =>
            trace => trace.DrawMessage(At(1), At(2), Server, TraceNode.Worker(worker), "ComputeGradient", 1))]);
        Assert.Equal(1000, timeline.Arrows.Count);
        Assert.Equal(2000, timeline.Shapes.Count);
        Assert.All(timeline.Shapes, shape => Assert.Equal(0, shape.Depth));
    }

    [Fact]
    public void A_message_that_arrives_twice_is_two_arrows()
    {
        Action<TrainingTrace> Arrive(int at) => trace => trace.DrawMessage(At(1), At(at), TraceNode.Worker(0), Server, "GradientComputed", 1);
        Assert.Equal([2_000_000UL, 9_000_000UL], Drawn(Arrive(2), Arrive(9)).Arrows.Select(arrow => arrow.To.From));
    }

    [Fact]
    public void A_cost_that_is_not_finite_is_left_out() => Assert.Equal(
        [("training/cost", 3_000_000UL, 0.5)],
        Drawn(trace => trace.DrawCost(At(1), double.NaN), trace => trace.DrawCost(At(2), double.PositiveInfinity), trace => trace.DrawCost(At(3), 0.5)).Values);

    [Fact]
    public void An_event_that_cannot_follow_is_refused()
    {
        Action<TrainingTrace>[][] contradictions =
        [
            [trace => trace.EndPart(At(1), 0)],
            [trace => trace.BeginPart(At(1), 0, 1, new Part(0, 1)), trace => trace.BeginPart(At(1), 0, 2, new Part(0, 1))],
            [trace => trace.BeginPart(At(1), 0, 1, new Part(0, 1)), trace => trace.Crash(At(2), 0), trace => trace.EndPart(At(3), 0)],
            [trace => trace.BeginPart(At(1), 0, 1, new Part(0, 1)), trace => trace.Start(At(2), 0, 1)],
            [trace => trace.Crash(At(1), 0), trace => trace.BeginPart(At(2), 0, 1, new Part(0, 1))],
            [trace => trace.Crash(At(1), 0), trace => trace.Crash(At(2), 0)],
            [trace => trace.EndStep(At(1))],
        ];
        Assert.All(contradictions, events =>
        {
            using var trace = new TrainingTrace(_directory["x.pftrace"]);
            foreach (var earlier in events[..^1]) earlier(trace);
            Assert.Throws<InvalidOperationException>(() => events[^1](trace));
        });
    }

    [Fact]
    public void A_worker_does_one_thing_at_a_time() =>
        Plays.Sample(play =>
        {
            var events = new List<Action<TrainingTrace>>();
            var messages = 0;
            var now = 0;
            var doing = new string?[5];
            var lines = new List<string>();
            foreach (var (worker, later, what) in play)
            {
                var time = now += later;
                var (drawn, next) = (what, doing[worker]) switch
                {
                    (0, null) => (trace => trace.BeginPart(At(time), worker, time, new Part(0, 1)), $"step {time} · part 0"),
                    (0 or 1, { } text) when text != "down" => (trace => trace.EndPart(At(time), worker), null),
                    (2, not "down") => (trace => trace.Crash(At(time), worker), "down"),
                    (0 or 1, "down") => (trace => trace.Start(At(time), worker, 1), null),
                    (3, var unchanged) =>
                        (trace => trace.DrawMessage(At(time / 2), At(time), Server, TraceNode.Worker(worker), "m", 1), unchanged),
                    _ => ((Action<TrainingTrace>?)null, (string?)null),
                };
                if (drawn is null) continue;
                events.Add(drawn);
                if (what == 3)
                {
                    messages++;
                    continue;
                }
                if (doing[worker] is { } before) lines.Add($"worker {worker}: {before} to {now}");
                doing[worker] = next;
            }
            for (var worker = 0; worker < doing.Length; worker++)
                if (doing[worker] is { } last) lines.Add($"worker {worker}: {last} to the end");

            var timeline = Drawn([.. events]);
            var slices = timeline.Shapes.Where(shape => !shape.IsInstant).ToList();
            Assert.All(slices, slice => Assert.Equal(0, slice.Depth));
            Assert.Equal(
                lines.Order(StringComparer.Ordinal),
                slices.Select(slice =>
                        $"{slice.Row.Split('/')[^1]}: {slice.Name} to {(slice.To is { } to ? $"{to / 1_000_000}" : "the end")}")
                    .Order(StringComparer.Ordinal));
            Assert.Equal(messages, timeline.Arrows.Count);
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
    public void A_system_error_is_one_sentence()
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
            for (var step = 0; step < 10_000; step++) early.Start(At(step), 0, 1);
        });
        Assert.StartsWith("Cannot write /dev/full: ", refused.Message, StringComparison.Ordinal);
        var late = new TrainingTrace("/dev/full");
        Assert.StartsWith("Cannot write /dev/full: ", Assert.Throws<RunIoException>(late.Dispose).Message, StringComparison.Ordinal);
        late.Dispose(); // already closed, although the write failed
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private Timeline Drawn(params Action<TrainingTrace>[] events)
    {
        var path = _directory["x.pftrace"];
        using (var trace = new TrainingTrace(path))
            foreach (var one in events)
                one(trace);
        return new Timeline(File.ReadAllBytes(path));
    }
}
