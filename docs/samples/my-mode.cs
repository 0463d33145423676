#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A custom consistency mode: dotnet run docs/samples/my-mode.cs
// The mode steps as soon as half of the workers have answered, and takes late gradients into the next step instead of dropping them.

using ActorBackprop.Actors.Modes;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;

// On this machine, in real time.
var run = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings { Layers = [784, 30, 10], Workers = 2, Epochs = 1, Mode = new HalfSync() },
    Out = Directory.CreateTempSubdirectory().FullName,
});
Console.WriteLine($"{run.TestAccuracy:P1} after {run.Steps:N0} steps");

// Ten workers in virtual time, one of them ten times as slow as the others.
var simulated = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings { Workers = 10, Minibatch = 100, Epochs = 1, Mode = new HalfSync() },
    Simulation = new SimulationRequest { World = Level.Find("straggler").World },
    Out = Directory.CreateTempSubdirectory().FullName,
});
var virtualTime = simulated.Simulation!.Virtual.TotalSeconds;
Console.WriteLine($"{simulated.TestAccuracy:P1} after {simulated.Steps:N0} steps and {virtualTime:N2} s of virtual time");

/// <summary>Steps with half of the workers; the other half's gradients go into the next step.</summary>
internal sealed class HalfSync : IConsistencyMode
{
    // Nothing is dropped, so workers need not listen while they compute.
    public bool DropsGradients => false;

    // A worker whose gradient waits for its step starts no further part.
    public bool MayBegin(MinibatchPart part, int worker, TrainingView now) => now.GatheredFrom(worker) == 0;

    // No gradient is ever too old.
    public bool StillCounts(Contribution gradient, TrainingView now) => true;

    // All that have arrived make the step; at the end of the training, also fewer.
    public int Due(TrainingView now) =>
        now.GatheredCount >= now.Workers / 2 || now.IsDrained ? now.GatheredCount : 0;
}
