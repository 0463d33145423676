#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A custom consistency mode: dotnet run docs/samples/my-mode.cs
// Ten workers in virtual time, one of them ten times as slow as the others. The mode steps as soon as half of the parts of a
// minibatch are in, and takes what is late into the next step instead of dropping it.

using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;

var run = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings { Workers = 10, Minibatch = 100, Epochs = 1, Mode = new HalfSync() },
    Simulation = new SimulationRequest { World = Level.Find("straggler").World },
    Out = Directory.CreateTempSubdirectory().FullName,
});
Console.WriteLine($"{run.TestAccuracy:P1} after {run.Steps:N0} steps and {run.Simulation!.Virtual.TotalSeconds:N2} s of virtual time");

/// <summary>Steps with half of the workers; the other half's gradients go into the next step.</summary>
internal sealed class HalfSync : IConsistencyMode
{
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => now.GatheredFrom(worker) == 0;

    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    public int Due(TrainingView now) =>
        now.Gathered.Count >= now.Workers / 2 || (now.Next is null && now.InFlight == 0) ? now.Gathered.Count : 0;
}
