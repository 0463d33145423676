using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>Values of a world that are in range but contradict each other or the number of workers.</summary>
/// <param name="Path">The keys that lead to it.</param>
/// <param name="Sentence">What is wrong, without the full stop.</param>
internal sealed record WorldFault(IReadOnlyList<string> Path, string Sentence)
{
    /// <summary>Returns the first fault; null for none.</summary>
    /// <param name="world">The world.</param>
    /// <param name="workers">Workers it begins with.</param>
    public static WorldFault? Of(WorldSettings world, int workers)
    {
        if (world.Compute.Law.Fault is { } law) return new(["compute", "law"], $"compute.law.{law}");
        return OfStragglers(world, workers) ?? OfScript(world, workers);
    }

    private static WorldFault? OfStragglers(WorldSettings world, int workers)
    {
        var known = new HashSet<int>();
        foreach (var (i, straggler) in world.Compute.Stragglers.Index())
        {
            var path = $"compute.stragglers[{i}].worker";
            var fault = straggler.Worker >= workers ? NoSuch(straggler.Worker, workers)
                : known.Add(straggler.Worker) ? null
                : $"expected each worker once, found {straggler.Worker} again";
            if (fault is not null) return new(["compute", "stragglers", $"{i}", "worker"], $"{path}: {fault}");
        }
        return null;
    }

    private static WorldFault? OfScript(WorldSettings world, int workers)
    {
        // In order of time: a worker can crash only after it has joined. Inputs at the same time keep the script's order.
        foreach (var (i, input) in world.Script.Index().OrderBy(entry => entry.Item.AtSeconds))
        {
            if (input.Fault is { } fault)
                return new(["script", $"{i}", fault[..fault.IndexOf(':', StringComparison.Ordinal)]], $"script[{i}].{fault}");
            if (input.Workers.FirstOrDefault(worker => worker >= workers) is > 0 and var absent)
                return new(["script", $"{i}", "workers"], $"script[{i}].workers: {NoSuch(absent, workers)}");
            if (input.Do == InputKind.Join) workers++;
            if (workers > WorldSettings.MaxWorkers)
                return new(["script", $"{i}"], $"script[{i}]: expected at most {WorldSettings.MaxWorkers} workers, found another one joining");
        }
        return null;
    }

    private static string NoSuch(int worker, int workers) =>
        $"expected the number of one of {workers} workers, from 0 to {workers - 1}, found {worker}";
}
