#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A consistency mode of one's own: dotnet run docs/samples/my-mode.cs
// Ten workers in virtual time, one of them ten times as slow as the others. The mode steps as soon as half of the parts of a
// minibatch are in, and takes what is late into the next step instead of dropping it.

using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;

var settings = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
    [new Assignment("workers", "10", "this program"), new Assignment("minibatch", "100", "this program"), new Assignment("epochs", "1", "this program")]);
var run = TrainingRun.Execute(
    new RunRequest
    {
        Configuration = settings,
        Arguments = [],
        Out = Directory.CreateTempSubdirectory().FullName,
        Simulation = new SimulationRequest { World = Level.Find("straggler").World },
        Mode = new HalfSync(),
    },
    new Silent(), TimeProvider.System, CancellationToken.None);
Console.WriteLine($"{run.TestAccuracy:P1} after {run.Steps:N0} steps and {run.Simulation!.Virtual.TotalSeconds:N2} s of virtual time");

/// <summary>Steps with half of the workers; the other half's gradients are in time for the next step.</summary>
internal sealed class HalfSync : IConsistencyMode
{
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => now.GatheredFrom(worker) == 0;

    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    public int Due(TrainingView now) =>
        now.Gathered.Count >= now.Workers / 2 || (now.Next is null && now.InFlight == 0) ? now.Gathered.Count : 0;
}

internal sealed class Silent : IRunListener;
