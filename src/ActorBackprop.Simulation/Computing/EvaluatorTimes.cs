using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long the evaluator is busy, and how much longer everything else takes meanwhile: in one process it takes a core from
/// the workers. Nothing unless it was measured: on machines of their own it disturbs nobody.
/// </summary>
internal sealed class EvaluatorTimes(ProfileEntry? measured, VirtualSystem time)
{
    private readonly TimeSpan _evaluation = TimeSpan.FromSeconds(measured?.SecondsPerEvaluation ?? 0);
    private readonly double _factor = measured?.EvaluationFactor ?? 1;
    private TimeSpan _until;

    /// <summary>Whether it takes any time at all.</summary>
    public bool IsNothing => _evaluation == TimeSpan.Zero;

    /// <summary>How long it is busy with a message, from now on.</summary>
    public TimeSpan ToHandle(object message)
    {
        if (message is not EvaluateParameters) return TimeSpan.Zero;
        _until = time.Now + _evaluation;
        return _evaluation;
    }

    /// <summary>How long something takes that is begun now and would take a time if nobody was measuring.</summary>
    public TimeSpan Stretch(TimeSpan work)
    {
        var left = _until - time.Now;
        if (left <= TimeSpan.Zero) return work;
        return work * _factor <= left ? work * _factor : left + work - left / _factor;
    }
}
