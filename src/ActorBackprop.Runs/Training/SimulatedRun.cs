using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Tracing;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;
using Akka.Actor;

namespace ActorBackprop.Runs.Training;

/// <summary>Trains by actors in virtual time.</summary>
internal static class SimulatedRun
{
    /// <summary>Trains to the end; for the parameters see <see cref="ActorRun.Execute"/>. The clock measures the real time.</summary>
    public static (TrainingEnded Ended, SimulationResult Result) Execute(RunStart start, SimulationRequest request, Dataset data, Dataset test,
        Dataset? validation, TrainingSnapshot? from, Recorder recorder, TimeProvider clock, CancellationToken stop)
    {
        using var world = new World(request.World, start.Plan, request.NoGradient ? null : data, start.Settings.Workers);
        var ended = new TaskCompletionSource<TrainingEnded>();
        var system = world.Virtual.System;
        var observer = system.ActorOf(Props.Create<RecorderActor>(recorder, ended), "recorder");
        var peers = request.NoGradient
            ? new ServerPeers([observer])
            : new ServerPeers([observer], system.ActorOf(Props.Create<Evaluator>(start.Plan.Network, test, validation!), "evaluator"), observer);
        var settings = ActorRun.ServerSettingsOf(start, start.Settings.Workers) with
        {
            // Simulated workers may all be down and restart later; real ones do not return.
            WorkerPatience = TimeSpan.FromMinutes(10),
            // Reports are events of the log, which must not depend on the observers: report every step.
            StepReportInterval = TimeSpan.Zero,
        };
        using var trace = request.Trace is null ? null : new SimulationTrace(world, request.Trace);
        if (trace is not null) recorder.Also = trace.Take;
        world.Start(settings, peers, Environment.ProcessorCount - 1, from);
        observer.Tell(new RecorderActor.Watch(world.Server, "the error stream"));
        var (game, began) = (new Game(world, request.Replay) { Observer = recorder.Take }, clock.GetTimestamp());

        Play(game, request, () => ended.Task.IsCompleted || stop.IsCancellationRequested || world.Virtual.IsIdle);
        var stoppedAt = ended.Task.IsCompleted ? null : new GamePlace(world.Virtual.Turns, world.Virtual.Now);
        if (stoppedAt is not null)
        {
            world.Server.Tell(new StopTraining());
            // The server handles all earlier messages first.
            if (!world.Virtual.RunUntil(() => ended.Task.IsCompleted, TimeSpan.MaxValue))
                throw new InvalidOperationException("the training has not ended, and no event remains");
        }
        var result = Result(game, start, clock.GetElapsedTime(began)) with { StoppedAt = stoppedAt };
        return (ended.Task.GetAwaiter().GetResult(), result);
    }

    private static void Play(Game game, SimulationRequest request, Func<bool> isOver)
    {
        var time = game.World.Virtual;
        if (request.StopAt is { } place)
        {
            game.RunUntil(() => isOver() || (time.Turns >= place.Turn && !game.IsReplaying), place.At);
            if (!isOver()) time.RunToTurn(place.Turn, place.At);
            return;
        }
        var until = request.Until ?? TimeSpan.MaxValue;
        if (request.Play is { } play)
        {
            play(game, () => isOver() || time.Now >= until);
            return;
        }
        game.RunUntil(isOver, until);
        if (!isOver() && request.Until is not null) game.RunTo(until);
    }

    private static SimulationResult Result(Game game, RunStart start, TimeSpan real)
    {
        var (world, log) = (game.World, game.World.Virtual.Log);
        var faults = Enum.GetValues<FaultKind>().Where(kind => log[kind] > 0).Select(kind => KeyValuePair.Create(Names.Of(kind), log[kind]));
        var (isValidated, validity) = Validity.Of(world.Settings, start);
        return new SimulationResult(log.Hash, log.Count, world.Virtual.Now, real, [.. faults], game.Inputs, validity, isValidated);
    }
}

/// <summary>Whether the times of a simulation are validated: only where they are based on measurements.</summary>
internal static class Validity
{
    public static (bool IsValidated, string Sentence) Of(WorldSettings world, RunStart start)
    {
        if (world.Profile is not { } profile) return (false, "Simulated: its times follow from the figures of its level, not from measurements.");
        if (profile.For(start.Plan, start.Settings.Workers) is not { } measured)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} has no measurement of this training (layers, "
                + "activation, cost, minibatch, microbatch, optimizer, images and workers); its times follow from the level's figures.");
        if (measured.TestImages != start.TestImages || start.Plan.Patience > 0 || start.Settings.MeasureValidation)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} was measured with "
                + $"{measured.TestImages} test images and no validation images in each evaluation.");
        if (!start.IsSynchronous || start.Settings.Servers > 1 || start.Plan.Compression is not null)
            return (false, $"Simulated beyond the validated range: the profile of {profile.Machine} was measured with a synchronous training, "
                + "one parameter server and no compression.");
        return HasMore(world)
            ? (false, $"Simulated beyond the validated range: the profile of {profile.Machine} was measured without links, laws and faults.")
            : (true, $"Simulated on the profile of {profile.Machine}, which was measured with this very training.");
    }

    /// <summary>Returns whether a world has links, laws or faults, which a training on one machine does not have.</summary>
    public static bool HasMore(WorldSettings world) =>
        world.Links != new LinkSettings() || world.Swarm != new SwarmSettings() || world.Script.Count > 0
        || world.Compute.Law.Kind != LawKind.Constant || world.Compute.Stragglers.Count > 0 || world.Compute.SlowShare > 0
        || world.Server.BytesPerSecond > 0;
}
