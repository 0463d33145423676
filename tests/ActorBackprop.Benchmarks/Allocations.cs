using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Benchmarks;

/// <summary>Bytes that a step allocates in the steady state, after two epochs and between the ends of two.</summary>
internal static class Allocations
{
    private const int Workers = 2;

    /// <summary>Prints a Markdown table.</summary>
    public static void Print()
    {
        Console.WriteLine("| network, minibatch | bytes a step and worker | a gradient has |\n|---|---|---|");
        var data = Setup.Digits();
        foreach (var setup in Setup.All)
        {
            var bytes = BytesPerStep(setup, data) / Workers;
            var gradient = setup.Plan(data.Count).Network.ParameterLength * sizeof(float);
            Console.WriteLine(Rounds.Invariant($"| {setup} | {bytes:0} | {gradient:#,0} |"));
        }
    }

    private static double BytesPerStep(Setup setup, Dataset data)
    {
        var (first, before, perStep) = (-1L, 0L, 0.0);
        ActorTraining.Run(setup.Plan(data.Count), data, Workers, Hear);
        return perStep;

        bool Hear(object fact)
        {
            if (fact is EpochCompleted && perStep > 0) return true;
            if (fact is not StepCompleted step || step.Steps <= 2 * setup.Plan(data.Count).StepsPerEpoch) return false;
            var now = GC.GetTotalAllocatedBytes(precise: true);
            if (first < 0) (first, before) = (step.Steps, now);
            else perStep = (now - before) / (double)(step.Steps - first);
            return false;
        }
    }
}
