using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training;

/// <summary>Runs a training without actors and tells the same facts.</summary>
internal static class SequentialRun
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it to its end; the parameters as <see cref="ActorRun.Execute"/>'s.</summary>
    public static TrainingEnded Execute(RunStart start, Dataset data, Dataset test, Dataset? validation, TrainingSnapshot? from,
        Recorder recorder, TimeProvider clock, CancellationToken stop)
    {
        var trainer = new SequentialTrainer(start.Plan, data, from);
        var state = trainer.State;
        var (elapsed, samples, reported, stored) = (TimeSpan.Zero, 0L, TimeSpan.Zero, -1L);
        TrainingStatistics Statistics() => new(elapsed, samples, [], Enum.GetValues<Refusal>().ToDictionary(r => r, _ => 0L), 0);
        TrainingEnded End(TrainingEnd end, string why) => new(end, why, state.Snapshot(), Statistics());

        while (!state.IsCompleted && !stop.IsCancellationRequested)
        {
            var (minibatch, since) = (state.Next, clock.GetTimestamp());
            if (!trainer.TryStep())
            {
                if (stored != state.Steps) recorder.Store(state.Snapshot());
                return End(TrainingEnd.Diverged, state.Divergence!);
            }
            elapsed += clock.GetElapsedTime(since);
            samples += minibatch.Samples;
            if (elapsed - reported >= ReportInterval)
            {
                reported = elapsed;
                recorder.Take(new StepCompleted(state.Steps, state.Epoch, Statistics()));
            }
            var endsEpoch = minibatch.EndsEpoch(start.Plan);
            var every = start.Settings.CheckpointEverySteps;
            if (endsEpoch || (every > 0 && state.Steps % every == 0))
            {
                recorder.Store(state.Snapshot());
                stored = state.Steps;
            }
            if (!endsEpoch) continue;
            recorder.Take(new EpochCompleted(minibatch.Epoch + 1, state.Steps, state.Epoch, Statistics()));
            var evaluated = new ParametersEvaluated(minibatch.Epoch + 1, state.Steps, state.Snapshot(),
                Evaluation.Of(start.Plan.Network, state.Parameters.Span, test),
                validation is null ? null : Evaluation.Of(start.Plan.Network, state.Parameters.Span, validation));
            state.Measured(evaluated.Epoch, evaluated.Validation);
            recorder.Take(evaluated);
        }
        if (state.IsCompleted) return End(TrainingEnd.Completed, "");
        if (stored != state.Steps) recorder.Store(state.Snapshot());
        return End(TrainingEnd.Stopped, "it was asked to stop");
    }
}
