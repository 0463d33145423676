using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

// How the server takes a step, and what it reports of steps and epochs.
public sealed partial class ParameterServer
{
    private void TakeStep(int due)
    {
        var contributions = _ledger.RemoveDue(due);
        if (!_settings.Mode.IsSynchronous)
            foreach (var contribution in contributions)
            {
                Add(contribution);
                _counter.Applied(_state.Steps - contribution.Version);
            }
        _sum.Close();
        _isStepping = true;
        var next = _buffers.Take();
        _state.BeginStep();
        if (_shards.Count > 0) _shards.Take(new TakeShardStep(_state.Steps, _sum, _state.Parameters, next));
        else CompleteStep(next, _state.TryTakeWhole(_sum, next));
    }

    private void OnShardStepped(ShardStepped stepped)
    {
        if (_shards.Judge(stepped, Sender) is { } refusal) _counter.ShardRefused(refusal);
        else if (_shards.Answered(stepped, out var next) is { } isFinite) CompleteStep(next, isFinite);
    }

    private void CompleteStep(Memory<float> next, bool isFinite)
    {
        if (!_state.TryCompleteStep(_sum, next, isFinite))
        {
            _ending ??= (TrainingEnd.Diverged, _state.Divergence!);
            return;
        }
        _isStepping = false;
        _counter.StepCompleted(_sum.Samples, Now);
        _sum.Release();
        _ledger.BeginVersion(next, _cancelled);
        foreach (var (worker, part, version) in _cancelled)
            _workers[worker.Number].Tell(new CancelPart(_settings.Run, part.Minibatch.Step, part.Part, version));
        _cancelled.Clear();
        if (_settings.Mode.IsSynchronous) ReportStep(); // before its epoch's end; the events of recorded runs have this order
        PassMinibatches();
        if (!_settings.Mode.IsSynchronous) ReportStep();
        var isCheckpointDue = _settings.CheckpointEverySteps > 0 && _state.Steps % _settings.CheckpointEverySteps == 0;
        if (isCheckpointDue && !_reports.HasStored(_state.Steps) && TrySnapshot() is { } snapshot) _reports.Store(snapshot);
    }

    private void ReportStep()
    {
        if (Now - _reportedAt < _settings.StepReportInterval) return;
        _reportedAt = Now;
        _reports.Tell(new StepCompleted(_state.Steps, _state.Epoch, Statistics));
    }

    /// <summary>Moves on to the first minibatch that is not done. At each epoch's end a snapshot is stored and measured.</summary>
    private void PassMinibatches()
    {
        while (_ending is null && _state.Progress.TryPass(out var minibatch))
        {
            _ledger.Close(minibatch);
            if (!minibatch.EndsEpoch(_state.Plan) || TrySnapshot() is not { } snapshot) continue;
            _reports.Store(snapshot);
            _reports.Tell(new EpochCompleted(minibatch.Epoch + 1, _state.Steps, _state.Epoch, Statistics));
            _reports.Evaluate(minibatch.Epoch + 1, snapshot);
        }
    }

    private TrainingSnapshot? TrySnapshot()
    {
        var snapshot = _state.TrySnapshot();
        if (snapshot is null) _ending ??= (TrainingEnd.OutOfMemory, "the process has used up its memory");
        return snapshot;
    }
}
