using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Computing;

/// <summary>The sizes of the protocol's messages on a wire, and what identifies them in the event log's hash.</summary>
internal sealed class MessageSizes(TrainingPlan plan)
{
    /// <summary>The bytes of names, numbers and frames of any message.</summary>
    private const long Envelope = 100;

    private readonly long _parameters = (long)plan.Network.ParameterCount * sizeof(float);

    /// <summary>The maximum bytes of a node's sum.</summary>
    public int BytesOfSum { get; } =
        plan.Compression?.Compressor.MaxEncodedBytes(plan.Network.ParameterCount) ?? plan.Network.ParameterLength * sizeof(float);

    public long BytesOf(object message) => message switch
    {
        ComputeGradient => Envelope + _parameters,
        GradientComputed gradient when plan.Compression is null => Envelope + gradient.Sums.Count * _parameters,
        GradientComputed gradient => Envelope + gradient.Bytes,
        _ => Envelope,
    };

    public static ulong IdentityOf(object message) => message switch
    {
        ComputeGradient work => Identity(work.Minibatch.Step, work.Part.From, work.Part.To),
        GradientComputed gradient => Identity(gradient.Step, gradient.Part.From, gradient.Part.To) ^ (ulong)gradient.Worker.Incarnation << 56,
        CancelPart cancel => Identity(cancel.Step, cancel.Part.From, cancel.Part.To) ^ (ulong)cancel.Version << 40,
        RegisterWorker register => Identity(register.Heard, register.Worker.Number, register.Worker.Incarnation),
        TakeShardStep work => (ulong)work.Step,
        ShardStepped stepped => Identity(stepped.Step, stepped.Shard, stepped.IsFinite ? 1 : 0),
        _ => 0,
    };

    /// <summary>
    /// Returns the name of a message's type in the event log's hash: the one it had when the first hashes were published, so that
    /// recorded runs can be replayed.
    /// </summary>
    public static string NameOf(Type type) => type.Namespace == typeof(ComputeGradient).Namespace
        ? "ActorBackprop.Actors.Protocol." + type.Name
        : type.FullName!;

    private static ulong Identity(long step, int one, int other) => (ulong)step * 0x9E3779B97F4A7C15 ^ (ulong)(uint)one << 32 ^ (uint)other;
}
