using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training;

/// <summary>Trains without actors; the recorder receives the same facts.</summary>
internal static class SequentialRun
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Trains to the end; for the parameters see <see cref="ActorRun.Execute"/>.</summary>
    public static TrainingEnded Execute(RunStart start, Dataset data, Dataset test, Dataset? validation, TrainingSnapshot? from,
        Recorder recorder, TimeProvider clock, CancellationToken stop)
    {
        var trainer = new SequentialTrainer(start.Plan, data, from);
        var state = trainer.State;
        var (elapsed, samples, reported, stored) = (TimeSpan.Zero, 0L, TimeSpan.Zero, -1L);
        string? storeFailure = null;

        while (!state.IsCompleted && !stop.IsCancellationRequested)
        {
            var (minibatch, since) = (state.Oldest, clock.GetTimestamp());
            if (!trainer.TryStep()) return End(TrainingEnd.Diverged, state.Divergence!);
            elapsed += clock.GetElapsedTime(since);
            samples += minibatch.Samples;
            if (elapsed - reported >= ReportInterval)
            {
                reported = elapsed;
                recorder.Take(new StepCompleted(state.Steps, state.Epoch, Statistics()));
            }
            var endsEpoch = minibatch.EndsEpoch(start.Plan);
            var every = start.Settings.CheckpointEverySteps;
            if (!endsEpoch && (every == 0 || state.Steps % every != 0)) continue;
            if (state.TrySnapshot() is not { } snapshot) return End(TrainingEnd.OutOfMemory, "the process has used up its memory");
            if (!TryStore(snapshot)) break;
            if (!endsEpoch) continue;
            recorder.Take(new EpochCompleted(minibatch.Epoch + 1, state.Steps, state.Epoch, Statistics()));
            var evaluated = new ParametersEvaluated(minibatch.Epoch + 1, state.Steps, snapshot,
                Evaluation.Of(start.Plan.Network, state.Parameters.Span, test),
                validation is null ? null : Evaluation.Of(start.Plan.Network, state.Parameters.Span, validation));
            state.Measured(evaluated.Epoch, evaluated.Validation);
            recorder.Take(evaluated);
        }
        return state.IsCompleted ? End(TrainingEnd.Completed, "") : End(TrainingEnd.Stopped, "it was asked to stop");

        TrainingStatistics Statistics() => new(elapsed, samples, [], Enum.GetValues<Refusal>().ToDictionary(r => r, _ => 0L), 0);

        TrainingEnded End(TrainingEnd end, string why)
        {
            var last = state.FinalSnapshot();
            if (storeFailure is null && stored != state.Steps) TryStore(last);
            return storeFailure is null ? new(end, why, last, Statistics()) : new(TrainingEnd.StoreFailed, storeFailure, last, Statistics());
        }

        bool TryStore(TrainingSnapshot snapshot)
        {
            try
            {
                recorder.Store(snapshot);
                stored = snapshot.Steps;
                return true;
            }
            catch (RunIoException failure)
            {
                storeFailure = failure.Message;
                return false;
            }
        }
    }
}
