namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// The entry point of the campaign. Only types of the framework pass through it, so that the same campaign can be run from an
/// assembly that was compiled with a planted bug.
/// </summary>
public static class CampaignRun
{
    /// <summary>Runs a seed, on the calling thread.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="oracle">What <see cref="Oracle.Of"/> returns for a seed.</param>
    /// <param name="sightings">Counts what was seen.</param>
    /// <returns>The first violation: the checker, when, and what is wrong; null for none.</returns>
    public static string[]? Run(long seed, Func<long, Func<long[], ulong[]>> oracle, IDictionary<string, long> sightings)
    {
        using var trial = new Trial(CampaignCase.Of(seed), oracle(seed));
        var violation = trial.Run();
        foreach (var (what, times) in trial.Seen) sightings[what] = (sightings.TryGetValue(what, out var before) ? before : 0) + times;
        return violation;
    }
}
