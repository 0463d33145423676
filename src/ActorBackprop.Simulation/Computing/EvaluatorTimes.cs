using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long the evaluator is busy, and how much longer parts and steps take meanwhile, since in one process it takes a core from the
/// workers. Without measurements it takes no time.
/// </summary>
internal sealed class EvaluatorTimes(ProfileEntry? measured, VirtualSystem time)
{
    private readonly TimeSpan _evaluation = TimeSpan.FromSeconds(measured?.SecondsPerEvaluation ?? 0);
    private readonly double _factor = measured?.EvaluationFactor ?? 1;
    private TimeSpan _until;

    /// <summary>Whether it takes no time.</summary>
    public bool IsNothing => _evaluation == TimeSpan.Zero;

    /// <summary>Returns how long it is busy with a message, from now on.</summary>
    public TimeSpan ToHandle(object message)
    {
        if (message is not EvaluateParameters) return TimeSpan.Zero;
        _until = time.Now + _evaluation;
        return _evaluation;
    }

    /// <summary>Returns how long work takes that begins now, given how long it takes while the evaluator is idle.</summary>
    public TimeSpan Stretch(TimeSpan work)
    {
        var left = _until - time.Now;
        if (left <= TimeSpan.Zero) return work;
        return work * _factor <= left ? work * _factor : left + work - left / _factor;
    }
}
