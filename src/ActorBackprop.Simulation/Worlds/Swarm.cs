using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>
/// Random faults: of each kind a stream with exponential gaps, each on a worker drawn at random and undone after an
/// exponential time.
/// </summary>
internal static class Swarm
{
    /// <summary>Schedules the faults of a world.</summary>
    public static void Schedule(World world, SwarmSettings settings, ulong seed)
    {
        Stream(InputKind.Crash, settings.CrashesPerSecond, settings.DownSeconds);
        Stream(InputKind.Pause, settings.PausesPerSecond, settings.PauseSeconds);
        Stream(InputKind.Cut, settings.CutsPerSecond, settings.CutSeconds);
        Stream(InputKind.Slow, settings.SlowdownsPerSecond, settings.SlowdownSeconds, settings.SlowdownFactor);
        if (settings.UntilSeconds > 0) world.Virtual.At(TimeSpan.FromSeconds(settings.UntilSeconds), world.Heal);

        void Stream(InputKind kind, double perSecond, double forSeconds, double value = 0)
        {
            if (perSecond <= 0) return;
            Next(world, settings, new RandomSource(seed, RandomPurpose.Swarm, (ulong)kind), new ScriptedInput
            {
                AtSeconds = 0,
                Do = kind,
                ForSeconds = forSeconds,
                Value = value,
            }, perSecond);
        }
    }

    private static void Next(World world, SwarmSettings settings, RandomSource random, ScriptedInput last, double perSecond)
    {
        var at = last.AtSeconds + Law.Exponential(random) / perSecond;
        if (settings.UntilSeconds > 0 && at >= settings.UntilSeconds) return;
        var (draw, duration) = (random.NextUnit(), Law.Exponential(random));
        world.Virtual.At(TimeSpan.FromSeconds(at), () =>
        {
            var worker = Math.Min((int)(draw * world.Workers.Count), world.Workers.Count - 1);
            (last with { AtSeconds = at, Workers = [worker], ForSeconds = duration * last.ForSeconds }).Schedule(world);
            Next(world, settings, random, last with { AtSeconds = at }, perSecond);
        });
    }
}
