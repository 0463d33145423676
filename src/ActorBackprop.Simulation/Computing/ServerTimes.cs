using ActorBackprop.Actors.Protocol;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long the parameter server is busy with a message. A step's own work is charged with the first part of the next step
/// that it sends: that is when it is done.
/// </summary>
internal sealed class ServerTimes(ServerMachine settings, ProfileEntry? measured, int parameters, EvaluatorTimes evaluator)
{
    private readonly TimeSpan _message = TimeSpan.FromSeconds(measured is null ? settings.SecondsPerMessage : 0);
    private readonly TimeSpan _gradient = TimeSpan.FromSeconds(measured is null ? settings.SecondsPerGradientParameter * parameters : 0);
    private readonly TimeSpan _step = TimeSpan.FromSeconds(measured?.SecondsPerStep ?? settings.SecondsPerStepParameter * parameters);
    private long _newest;

    /// <summary>Whether it takes any time at all.</summary>
    public bool IsNothing => _message == TimeSpan.Zero && _gradient == TimeSpan.Zero && _step == TimeSpan.Zero;

    public TimeSpan ToHandle(object message) => message is GradientComputed gradient ? _message + _gradient * gradient.Sums.Count : _message;

    public TimeSpan ToSend(object message)
    {
        if (message is not ComputeGradient work || work.Minibatch.Step <= _newest) return _message;
        _newest = work.Minibatch.Step;
        return _message + evaluator.Stretch(_step);
    }
}
