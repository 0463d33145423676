using System.Diagnostics;
using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>How fast the actors train: steps between two of the server's reports, by this process's clock.</summary>
internal static class Speed
{
    private const double WarmUp = 2; // until what is called often has been compiled well

    /// <summary>Samples a second of a setup.</summary>
    public static double OfSamples(Setup setup, Dataset data, int workers, double seconds) =>
        setup.Minibatch / SecondsPerStep(setup.Plan(data.Count), data, workers, seconds);

    /// <summary>Seconds a step.</summary>
    public static double SecondsPerStep(TrainingPlan plan, Dataset data, int workers, double seconds, IGradientComputation? around = null)
    {
        var (began, since, first, perStep) = (0L, 0L, 0L, 0.0);
        ActorTraining.Run(plan, data, workers, Hear, around);
        return perStep;

        bool Hear(object fact)
        {
            var now = Stopwatch.GetTimestamp();
            if (fact is TrainingStarted) began = now;
            if (fact is not StepCompleted step) return false;
            if (since == 0)
            {
                if (Stopwatch.GetElapsedTime(began, now).TotalSeconds >= WarmUp) (since, first) = (now, step.Steps);
                return false;
            }
            var elapsed = Stopwatch.GetElapsedTime(since, now).TotalSeconds;
            if (elapsed < seconds) return false;
            perStep = elapsed / (step.Steps - first);
            return true;
        }
    }
}
