using ActorBackprop.Configuration.Kinds;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>Every key of a world, with its range: the ranges are kept where worlds are read.</summary>
internal static class WorldTable
{
    /// <summary>Entries that a script may have.</summary>
    public const int MostScripted = 10_000;

    /// <summary>Workers that a simulation may have.</summary>
    public const int MostWorkers = 100_000;

    // An hour for what a message or sample takes, 30 years for a moment: less than overflows, more than anybody waits for.
    private const double Hour = 3600, Years = 1e9, MostFactor = 1e6;

    private static Shape<double> Seconds => new PlainShape<double>(new NumberKind<double>(0, Hour));

    private static Shape<double> SecondsPerParameter => new PlainShape<double>(new NumberKind<double>(0, 1e-3));

    private static Shape<double> MeanSeconds => new PlainShape<double>(new NumberKind<double>(1e-6, Years));

    private static Shape<double> Moment => new PlainShape<double>(new NumberKind<double>(0, Years));

    private static Shape<double> Share => new PlainShape<double>(new NumberKind<double>(0, 1));

    // Where every message is lost, no run ends.
    private static Shape<double> LossShare => new PlainShape<double>(new NumberKind<double>(0, below: 1));

    private static Shape<double> Rate => new PlainShape<double>(new ZeroOrKind<double>(new NumberKind<double>(1e-9, 1e3)));

    private static Shape<double> Factor => new PlainShape<double>(new NumberKind<double>(1 / MostFactor, MostFactor));

    private static Shape<double> BytesPerSecond => new PlainShape<double>(new ZeroOrKind<double>(new NumberKind<double>(1000, 1e12)));

    private static Shape<int> Worker => new PlainShape<int>(new NumberKind<int>(0, MostWorkers - 1));

    private static readonly ObjectShape<Law> LawShape = new(
        Law.Constant,
        new Field<Law, LawKind>("kind", "Which distribution of mean 1 the time of a part, or local step, is multiplied with",
            new PlainShape<LawKind>(new ChoiceKind<LawKind>()), law => law.Kind, (law, v) => law with { Kind = v }),
        new Field<Law, double>("shift", "The constant share of `shifted-exponential`", Share, law => law.Shift, (law, v) => law with { Shift = v }),
        new Field<Law, double>("shape", "The tail α of `pareto`: the lower, the heavier",
            new PlainShape<double>(new NumberKind<double>(1, open: true)), law => law.Shape, (law, v) => law with { Shape = v }),
        new Field<Law, double>("sigma", "The spread σ of `log-normal`", new PlainShape<double>(new NumberKind<double>(0, 10)),
            law => law.Sigma, (law, v) => law with { Sigma = v }),
        new Field<Law, IReadOnlyList<double>>("values", "What was measured, for `empirical`; any unit", new PlainShape<IReadOnlyList<double>>(
            new ListKind<double>(new NumberKind<double>(1e-18, 1e17), "numbers from 1E-18 to 1E+17", [','], least: 0)),
            law => law.Values, (law, v) => law with { Values = v }));

    private static readonly ObjectShape<Straggler> StragglerShape = new(
        new Straggler(0, 1),
        new Field<Straggler, int>("worker", "Its number", Worker, s => s.Worker, (s, v) => s with { Worker = v }, isRequired: true),
        new Field<Straggler, double>("factor", "Times as long", Factor, s => s.Factor, (s, v) => s with { Factor = v }, isRequired: true));

    private static readonly ObjectShape<ComputeSettings> Compute = new(
        new ComputeSettings(),
        new Field<ComputeSettings, double>("secondsPerPart", "Seconds of each part, or local step, whatever its size", Seconds,
            c => c.SecondsPerPart, (c, v) => c with { SecondsPerPart = v }),
        new Field<ComputeSettings, double>("secondsPerSample", "Seconds of each sample", Seconds,
            c => c.SecondsPerSample, (c, v) => c with { SecondsPerSample = v }),
        new Field<ComputeSettings, double>("flopsPerSecond",
            "Floating-point operations a second: a sample takes as many as its network has; 0 leaves them out",
            new PlainShape<double>(new ZeroOrKind<double>(new NumberKind<double>(1e3, 1e18))),
            c => c.FlopsPerSecond, (c, v) => c with { FlopsPerSecond = v }),
        new Field<ComputeSettings, Law>("law", "How times vary, drawn for each part, or local step", LawShape,
            c => c.Law, (c, v) => c with { Law = v }),
        new Field<ComputeSettings, IReadOnlyList<Straggler>>("stragglers", "Workers that are slower than the others, always",
            new ListShape<Straggler>(StragglerShape, MostWorkers, new Straggler(0, 1)), c => c.Stragglers, (c, v) => c with { Stragglers = v }),
        new Field<ComputeSettings, double>("slowShare", "Probability that a part, or local step, takes `slowFactor` times as long", Share,
            c => c.SlowShare, (c, v) => c with { SlowShare = v }),
        new Field<ComputeSettings, double>("slowFactor", "How much longer it takes then", Factor,
            c => c.SlowFactor, (c, v) => c with { SlowFactor = v }));

    private static readonly ObjectShape<ServerMachine> Server = new(
        new ServerMachine(),
        new Field<ServerMachine, double>("bytesPerSecond", "The server's network card, each way, all links together; 0 is infinite", BytesPerSecond,
            s => s.BytesPerSecond, (s, v) => s with { BytesPerSecond = v }),
        new Field<ServerMachine, double>("secondsPerMessage", "Seconds of each message it sends or gets",
            new PlainShape<double>(new NumberKind<double>(0, 1)),
            s => s.SecondsPerMessage, (s, v) => s with { SecondsPerMessage = v }),
        new Field<ServerMachine, double>("secondsPerGradientParameter", "Seconds of each parameter of each gradient it gets",
            SecondsPerParameter,
            s => s.SecondsPerGradientParameter, (s, v) => s with { SecondsPerGradientParameter = v }),
        new Field<ServerMachine, double>("secondsPerStepParameter", "Seconds of each parameter of a step: the average and the optimizer",
            SecondsPerParameter,
            s => s.SecondsPerStepParameter, (s, v) => s with { SecondsPerStepParameter = v }));

    private static readonly ObjectShape<LinkSettings> Links = new(
        new LinkSettings(),
        new Field<LinkSettings, double>("latencySeconds", "Seconds a message is under way, whatever its size", Seconds,
            l => l.LatencySeconds, (l, v) => l with { LatencySeconds = v }),
        new Field<LinkSettings, double>("jitterSeconds", "On top of the latency, uniformly from nothing to this", Seconds,
            l => l.JitterSeconds, (l, v) => l with { JitterSeconds = v }),
        new Field<LinkSettings, double>("bytesPerSecond", "Bytes a second; messages go one after the other; 0 is infinite", BytesPerSecond,
            l => l.BytesPerSecond, (l, v) => l with { BytesPerSecond = v }),
        new Field<LinkSettings, long>("queueBytes", "Bytes that may wait for a link, a message that finds more is lost once; 0 is no limit",
            new PlainShape<long>(new NumberKind<long>(0)), l => l.QueueBytes, (l, v) => l with { QueueBytes = v }),
        new Field<LinkSettings, double>("loss", "Probability that a message is lost; TCP sends it again, and it arrives late", LossShare,
            l => l.Loss, (l, v) => l with { Loss = v }),
        new Field<LinkSettings, double>("resendSeconds", "Seconds after which a lost message is sent again, doubled each time it is lost once more",
            new PlainShape<double>(new NumberKind<double>(1e-6, Hour)), l => l.ResendSeconds, (l, v) => l with { ResendSeconds = v }),
        new Field<LinkSettings, double>("break", "Probability that the connection breaks under a message, which is lost for good", LossShare,
            l => l.Break, (l, v) => l with { Break = v }),
        new Field<LinkSettings, double>("duplication", "Probability that a message arrives twice", Share,
            l => l.Duplication, (l, v) => l with { Duplication = v }),
        new Field<LinkSettings, double>("reordering", "Probability that a message may be overtaken", Share,
            l => l.Reordering, (l, v) => l with { Reordering = v }),
        new Field<LinkSettings, double>("reorderingSeconds", "Most that such a message comes later", Seconds,
            l => l.ReorderingSeconds, (l, v) => l with { ReorderingSeconds = v }));

    private static readonly ScriptedInput Nothing = new() { AtSeconds = 0, Do = InputKind.Crash };

    private static readonly ObjectShape<ScriptedInput> Scripted = new(
        Nothing,
        new Field<ScriptedInput, double>("atSeconds", "Seconds since the beginning", Moment,
            s => s.AtSeconds, (s, v) => s with { AtSeconds = v }, isRequired: true),
        new Field<ScriptedInput, InputKind>("do", "What is done", new PlainShape<InputKind>(new ChoiceKind<InputKind>()),
            s => s.Do, (s, v) => s with { Do = v }, isRequired: true),
        new Field<ScriptedInput, IReadOnlyList<int>>("workers", "To which workers", new PlainShape<IReadOnlyList<int>>(
            new ListKind<int>(new NumberKind<int>(0, MostWorkers - 1), "workers' numbers, from 0", [','], least: 0)),
            s => s.Workers, (s, v) => s with { Workers = v }),
        new Field<ScriptedInput, double>("value", "How much, of `slow`, `latency`, `bandwidth`, `loss` and `learning-rate`",
            new PlainShape<double>(new NumberKind<double>(0, 1e12)),
            s => s.Value, (s, v) => s with { Value = v }),
        new Field<ScriptedInput, double>("forSeconds", "Seconds after which it is undone: restart, resume, heal, normal speed; 0 is never", Moment,
            s => s.ForSeconds, (s, v) => s with { ForSeconds = v }));

    private static readonly ObjectShape<SwarmSettings> Swarm = new(
        new SwarmSettings(),
        new Field<SwarmSettings, double>("crashesPerSecond", "Crashes a second, all workers together", Rate,
            s => s.CrashesPerSecond, (s, v) => s with { CrashesPerSecond = v }),
        new Field<SwarmSettings, double>("downSeconds", "Mean seconds until a crashed worker is back", MeanSeconds,
            s => s.DownSeconds, (s, v) => s with { DownSeconds = v }),
        new Field<SwarmSettings, double>("pausesPerSecond", "Pauses a second, all workers together", Rate,
            s => s.PausesPerSecond, (s, v) => s with { PausesPerSecond = v }),
        new Field<SwarmSettings, double>("pauseSeconds", "Mean seconds of a pause", MeanSeconds,
            s => s.PauseSeconds, (s, v) => s with { PauseSeconds = v }),
        new Field<SwarmSettings, double>("cutsPerSecond", "Cuts a second, all workers together", Rate,
            s => s.CutsPerSecond, (s, v) => s with { CutsPerSecond = v }),
        new Field<SwarmSettings, double>("cutSeconds", "Mean seconds until a cut heals", MeanSeconds,
            s => s.CutSeconds, (s, v) => s with { CutSeconds = v }),
        new Field<SwarmSettings, double>("slowdownsPerSecond", "Slow-downs a second, all workers together", Rate,
            s => s.SlowdownsPerSecond, (s, v) => s with { SlowdownsPerSecond = v }),
        new Field<SwarmSettings, double>("slowdownFactor", "How much longer a slowed worker's parts take", Factor,
            s => s.SlowdownFactor, (s, v) => s with { SlowdownFactor = v }),
        new Field<SwarmSettings, double>("slowdownSeconds", "Mean seconds of a slow-down", MeanSeconds,
            s => s.SlowdownSeconds, (s, v) => s with { SlowdownSeconds = v }),
        new Field<SwarmSettings, double>("untilSeconds", "After so many seconds everything heals and nothing goes wrong any more; 0 is never", Moment,
            s => s.UntilSeconds, (s, v) => s with { UntilSeconds = v }));

    /// <summary>A world; its title stands beside it.</summary>
    public static ObjectShape<WorldSettings> World { get; } = new(
        new WorldSettings(),
        new Field<WorldSettings, ComputeSettings>("compute", "How fast the workers compute", Compute,
            w => w.Compute, (w, v) => w with { Compute = v }),
        new Field<WorldSettings, ServerMachine>("server", "The parameter server's machine", Server,
            w => w.Server, (w, v) => w with { Server = v }),
        new Field<WorldSettings, LinkSettings>("links", "The links between the server and each worker, each direction", Links,
            w => w.Links, (w, v) => w with { Links = v }),
        new Field<WorldSettings, double>("failureDetectionSeconds", "Seconds until the server learns that a worker is gone", Seconds,
            w => w.FailureDetectionSeconds, (w, v) => w with { FailureDetectionSeconds = v }),
        new Field<WorldSettings, IReadOnlyList<ScriptedInput>>("script", "What goes wrong, and when",
            new ListShape<ScriptedInput>(Scripted, MostScripted, Nothing), w => w.Script, (w, v) => w with { Script = v }),
        new Field<WorldSettings, SwarmSettings>("swarm", "What goes wrong by chance", Swarm, w => w.Swarm, (w, v) => w with { Swarm = v }),
        new Field<WorldSettings, double>("tickSeconds", "Seconds of a tick, the step of the game",
            new PlainShape<double>(new NumberKind<double>(1e-6, Hour)), w => w.TickSeconds, (w, v) => w with { TickSeconds = v }),
        new Field<WorldSettings, Profile?>("profile", "A machine's measurements, in place of the figures of `compute` and `server`",
            new OptionalShape<Profile>(ProfileTable.Profile, ProfileTable.Some), w => w.Profile, (w, v) => w with { Profile = v }));
}
