using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Benchmarks;

/// <summary>
/// Bytes that a step allocates in the steady state: in the third epoch, and with that epoch's end, where a snapshot of the
/// parameters is taken for whoever measures and stores them.
/// </summary>
internal static class Allocations
{
    private const int Workers = 2;

    /// <summary>Prints a Markdown table.</summary>
    public static void Print()
    {
        Console.WriteLine("| network, minibatch | bytes a step and worker | with an epoch's end | a gradient has |\n|---|---|---|---|");
        var data = Setup.Digits();
        foreach (var setup in Setup.All)
        {
            var (within, withEnd) = BytesPerStep(setup, data);
            var gradient = setup.Plan(data.Count).Network.ParameterLength * sizeof(float);
            Console.WriteLine(Rounds.Invariant($"| {setup} | {within / Workers:0} | {withEnd / Workers:0} | {gradient:#,0} |"));
        }
    }

    private static (double Within, double WithEnd) BytesPerStep(Setup setup, Dataset data)
    {
        var perEpoch = setup.Plan(data.Count).StepsPerEpoch;
        var (first, before, within, withEnd) = (-1L, 0L, 0.0, 0.0);
        ActorTraining.Run(setup.Plan(data.Count), data, Workers, Hear);
        return (within, withEnd);

        bool Hear(object fact)
        {
            if (fact is not StepCompleted step || step.Steps <= 2 * perEpoch) return false;
            var now = GC.GetTotalAllocatedBytes(precise: true);
            if (first < 0) (first, before) = (step.Steps, now);
            else withEnd = (now - before) / (double)(step.Steps - first);
            if (step.Steps < 3 * perEpoch) within = withEnd;
            return step.Steps > 3 * perEpoch;
        }
    }
}
