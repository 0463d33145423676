using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long the parameter server is busy with a message. The work of a step counts when the first part of the next step is sent, since
/// the server does it just before. Shards work at the same time, each on its core, so the longest slice decides.
/// </summary>
internal sealed class ServerTimes(ServerMachine settings, ProfileEntry? measured, Network network, EvaluatorTimes evaluator)
{
    private readonly TimeSpan _message = TimeSpan.FromSeconds(measured is null ? settings.SecondsPerMessage : 0);
    private readonly TimeSpan _gradient = TimeSpan.FromSeconds(measured is null ? settings.SecondsPerGradientParameter * network.ParameterCount : 0);
    private readonly TimeSpan _whole = TimeSpan.FromSeconds(measured?.SecondsPerStep ?? settings.SecondsPerStepParameter * network.ParameterCount);
    private double _share = 1;
    private long _newest;

    /// <summary>Whether no message takes it any time.</summary>
    public bool IsNothing => _message == TimeSpan.Zero && _gradient == TimeSpan.Zero && _whole == TimeSpan.Zero;

    /// <summary>Divides the work of a step among shards.</summary>
    public void Divide(int servers)
    {
        var floats = network.ParameterLength;
        _share = (double)ParameterSlice.Cut(floats, servers).Max(slice => slice.Length) / floats;
    }

    public TimeSpan ToHandle(object message) => message switch
    {
        GradientComputed gradient => _message + _gradient * gradient.Sums.Count,
        TakeShardStep or ShardStepped => TimeSpan.Zero, // within the machine; the work is the step's
        _ => _message,
    };

    public TimeSpan ToSend(object message)
    {
        if (message is not ComputeGradient work || work.Version <= _newest) return _message;
        _newest = work.Version;
        return _message + evaluator.Stretch(_whole * _share);
    }
}
