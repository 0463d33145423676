using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Displays;

/// <summary>Plain lines for a pipe or a file; with quiet, only the result.</summary>
internal sealed class PlainDisplay(TextWriter output, bool quiet, TimeProvider clock) : Display, IRunListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private RunStart? _start;
    private long _began;
    private TimeSpan _said;

    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = run(this);
        (Sentences.IsFailure(result) ? Console.Error : output).WriteLine(Sentences.Ending(result));
        if (quiet) return result;
        foreach (var line in Sentences.Of(result)) output.WriteLine(line);
        return result;
    }

    public void Started(RunStart start)
    {
        (_start, _began) = (start, clock.GetTimestamp());
        if (!quiet) output.WriteLine(Sentences.Of(start));
    }

    public void Progressed(StepCompleted progress)
    {
        var elapsed = clock.GetElapsedTime(_began);
        if (quiet || elapsed - _said < Interval) return;
        _said = elapsed;
        var (done, left, rate) = Sentences.Outlook(_start!, progress, elapsed);
        var virtually = _start!.Simulation is null ? "" : $"   {Sentences.Seconds(progress.Statistics.Elapsed)} of virtual time";
        output.WriteLine($"{done:P0}   step {progress.Steps:N0}{virtually}   {rate:N0} samples/s   {Sentences.Left(left)}");
    }

    public void EpochCompleted(EpochMetrics metrics)
    {
        if (!quiet) output.WriteLine(Sentences.Of(metrics));
    }

    public void Remarked(string sentence) => Console.Error.WriteLine(sentence);
}
