using System.Globalization;
using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;
using Akka.Actor;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// The campaign's worlds, for the server whose steps do not wait for everybody: the training ends, each part was applied once or
/// dropped, and where the mode promises the synchronous bits it has them, whatever memory was used again for what.
/// </summary>
public sealed class RelaxedCampaignTests
{
    private const int Seeds = 1000;

    [Fact]
    public void Every_seed_ends_with_an_account_of_its_samples_and_where_it_is_promised_with_the_sequential_weights()
    {
        var failures = new SortedDictionary<long, string>();
        OnThreads.Each(Enumerable.Range(1, Seeds), seed =>
        {
            if (FindFault(seed) is not { } fault) return;
            lock (failures) failures[seed] = fault;
        });
        Assert.True(failures.Count == 0, string.Join('\n', failures.Select(failure => $"seed {failure.Key}: {failure.Value}")));
    }

    private static (ServerSettings Settings, bool IsSynchronous) Draw(long seed, ServerSettings settings)
    {
        var workers = settings.Workers;
        var draw = new Draw(~seed);
        var few = draw.Whole(1, workers);
        (IConsistencyMode Mode, bool IsSynchronous) drawn = draw.Whole(0, 8) switch
        {
            0 or 1 => (new KSync(workers), true),
            2 or 3 => (new StaleSynchronous(0), true),
            4 => (new KSync(few), false),
            5 => (new KBatchSync(few), false),
            6 => (new KAsync(few), false),
            7 => (new KBatchAsync(few), false),
            _ => (new StaleSynchronous(2), false),
        };
        return (settings with { Mode = drawn.Mode, Servers = 1, CancelParts = draw.Whether(0.8), ReassignDropped = draw.Whether(0.4) }, drawn.IsSynchronous);
    }

    private static string? FindFault(long seed)
    {
        var given = CampaignCase.Of(seed);
        var (settings, isSynchronous) = Draw(seed, given.Server);
        using var world = new World(given.World, given.Plan, given.Data, given.Server.Workers);
        var (end, epochs, hasFailed) = ((TrainingEnded?)null, 0, false);
        var observer = new Ear(world.Virtual.System, "observer", fact =>
        {
            if (fact is EpochCompleted) epochs++;
            end ??= fact as TrainingEnded;
        });
        world.Start(settings, new ServerPeers([observer]), helpers: 0);
        world.Virtual.System.ActorOf(Props.Create<Watch>(world.Server, (Action)(() => hasFailed = true)), "watch");
        try
        {
            if (!world.Virtual.RunUntil(() => end is not null || hasFailed, given.Limit)) return $"{Name()} has not ended";
        }
        catch (VirtualTimeException cause)
        {
            return $"{Name()}: {cause.Message}";
        }
        if (end is null) return $"{Name()}: the server has failed";
        if (end.End != TrainingEnd.Completed) return $"{Name()} ended as {end.End}: {end.Why}";
        if (epochs != given.Plan.Epochs) return $"{Name()}: {epochs} epochs of {given.Plan.Epochs}";
        var (samples, all) = (end.Statistics.Samples, (long)given.Plan.Samples * given.Plan.Epochs);
        var isAnyMissing = end.Statistics.PartsDropped > 0 && !settings.ReassignDropped;
        if (isAnyMissing ? samples >= all : samples != all) return $"{Name()}: {samples} samples of {all}";
        if (!isSynchronous) return null;
        return end.Snapshot.Steps == given.Plan.Steps && Fingerprint.Of(end.Snapshot.Parameters) == Oracle.Of(seed)[^2]
            ? null
            : $"{Name()} did not end with the sequential trainer's bits";

        string Name() => string.Create(CultureInfo.InvariantCulture, $"{settings.Mode.GetType().Name} among {given.Server.Workers} workers");
    }
}
