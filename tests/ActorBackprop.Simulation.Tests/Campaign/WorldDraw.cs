using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// Draws a world. The rates are those of TigerBeetle's simulator where it has them: loss up to 30 %, duplication up to 50 %.
/// Faults are counted over the time in which they may happen, so that a short case has as many of them as a long one.
/// </summary>
internal static class WorldDraw
{
    /// <summary>The most events of a kind, on average: a part that is dealt 32 times ends the run, as it should.</summary>
    private const double MaxEvents = 8;

    public static WorldSettings Of(Draw draw, TrainingPlan plan, int workers, double stepSeconds, double heal) => new()
    {
        Compute = Compute(draw, plan, workers, stepSeconds),
        Server = draw.Whether(0.4) ? Server(draw) : new ServerMachine(),
        Links = Links(draw),
        FailureDetectionSeconds = draw.Whether(0.8) ? draw.Scale(0.001, 0.5) : 0,
        Script = [.. Script(draw, workers, heal)],
        Swarm = Swarm(draw, heal),
    };

    /// <summary>Returns the seconds that the messages of all workers take on the links and at the server: no timeout makes sense below it.</summary>
    public static double WireSeconds(WorldSettings world, TrainingPlan plan, int workers)
    {
        const int envelope = 100, sums = 4;
        var (bytes, server) = (envelope + 4.0 * plan.Network.ParameterCount, world.Server);
        var link = world.Links.BytesPerSecond > 0 ? sums * bytes / world.Links.BytesPerSecond : 0;
        var card = server.BytesPerSecond > 0 ? workers * sums * bytes / server.BytesPerSecond : 0;
        var parameters = plan.Network.ParameterCount * (server.SecondsPerGradientParameter * sums + server.SecondsPerStepParameter);
        return link + card + workers * (4 * server.SecondsPerMessage + parameters);
    }

    private static ComputeSettings Compute(Draw draw, TrainingPlan plan, int workers, double stepSeconds)
    {
        var isEven = draw.Whether();
        return new ComputeSettings
        {
            FlopsPerSecond = draw.Whether(0.2) ? 20e9 : 0,
            SecondsPerPart = isEven ? stepSeconds : 0,
            SecondsPerSample = isEven ? 0 : stepSeconds / plan.Minibatch,
            Law = draw.One(
                Law.Constant,
                new Law { Kind = LawKind.Exponential },
                new Law { Kind = LawKind.ShiftedExponential, Shift = draw.Between(0, 1) },
                new Law { Kind = LawKind.Pareto, Shape = draw.Between(2, 4) },
                new Law { Kind = LawKind.LogNormal, Sigma = draw.Between(0.1, 1) },
                new Law { Kind = LawKind.Empirical, Values = [1, 2, 3, 10] }),
            Stragglers = draw.Whether() ? [new Straggler(draw.Whole(0, workers - 1), draw.Between(1, 4))] : [],
            SlowShare = draw.Whether() ? draw.Between(0, 0.05) : 0,
            SlowFactor = draw.Between(2, 4),
        };
    }

    private static ServerMachine Server(Draw draw) => new()
    {
        BytesPerSecond = draw.Whether() ? draw.Scale(2e5, 1e8) : 0,
        SecondsPerMessage = draw.Whether() ? draw.Scale(1e-6, 1e-3) : 0,
        SecondsPerGradientParameter = draw.Whether() ? draw.Scale(1e-9, 1e-6) : 0,
        SecondsPerStepParameter = draw.Whether() ? draw.Scale(1e-9, 1e-6) : 0,
    };

    private static LinkSettings Links(Draw draw) => new()
    {
        LatencySeconds = draw.Whether(0.8) ? draw.Scale(1e-5, 0.05) : 0,
        JitterSeconds = draw.Whether() ? draw.Scale(1e-5, 0.05) : 0,
        BytesPerSecond = draw.Whether(0.3) ? draw.Scale(5e4, 1e8) : 0,
        QueueBytes = draw.Whether(0.2) ? draw.Whole(2_000, 20_000) : 0,
        ResendSeconds = 0.001, // what is sent again counts as under way, and must not look like congestion
        Break = draw.Whether() ? draw.Between(0, 0.3) : 0,
        Duplication = draw.Whether() ? draw.Between(0, 0.5) : 0,
        Reordering = draw.Whether() ? draw.Between(0, 0.5) : 0,
        ReorderingSeconds = draw.Scale(0.001, 1),
    };

    private static SwarmSettings Swarm(Draw draw, double heal) => new()
    {
        CrashesPerSecond = Rate(draw, heal),
        DownSeconds = draw.Scale(0.005, 1),
        PausesPerSecond = Rate(draw, heal),
        PauseSeconds = draw.Scale(0.005, 1),
        CutsPerSecond = Rate(draw, heal),
        CutSeconds = draw.Scale(0.005, 1),
        SlowdownsPerSecond = Rate(draw, heal),
        SlowdownSeconds = draw.Scale(0.005, 1),
        SlowdownFactor = draw.Between(2, 6),
        UntilSeconds = heal,
    };

    private static double Rate(Draw draw, double heal) => draw.Whether() ? draw.Between(0, MaxEvents) / heal : 0;

    private static IEnumerable<ScriptedInput> Script(Draw draw, int workers, double heal)
    {
        if (draw.Whether(0.4))
            for (var joins = draw.Whole(1, 3); joins > 0; joins--) yield return At(InputKind.Join);
        if (draw.Whether(0.4))
            for (var leaves = draw.Whole(1, 3); leaves > 0; leaves--)
                yield return At(InputKind.Leave) with
                { Workers = [draw.Whole(0, workers - 1)], ForSeconds = draw.Whether() ? draw.Scale(0.01, 1) : 0 };
        foreach (var kind in new[] { InputKind.Crash, InputKind.Cut })
            if (draw.Whether(0.1)) yield return At(kind) with { Workers = [.. Enumerable.Range(0, workers)], ForSeconds = draw.Scale(0.01, 1) };
        if (draw.Whether(0.1)) yield return At(InputKind.Latency) with { Value = draw.Scale(1e-5, 0.1) };
        if (draw.Whether(0.1)) yield return At(InputKind.Loss) with { Value = draw.Between(0, 0.3) };

        ScriptedInput At(InputKind kind) => new() { AtSeconds = draw.Between(0, draw.Whether(0.2) ? heal / 20 : heal), Do = kind };
    }
}
