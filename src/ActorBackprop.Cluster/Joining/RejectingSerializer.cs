using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// Stands where Akka's JSON serializer would: what claims to be for it is refused, unread, since that one makes objects of
/// any type a sender names.
/// </summary>
public class RejectingSerializer : Serializer
{
    /// <summary>For Akka.</summary>
    public RejectingSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <summary>For Akka, which calls this one where the serializer has settings.</summary>
    public RejectingSerializer(ExtendedActorSystem system, Config config) : base(system)
    {
        ArgumentNullException.ThrowIfNull(config);
    }

    /// <summary>The JSON serializer's.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType().Name} is no message between processes");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"a message for serializer {Identifier} was refused: nothing here speaks it");
}

/// <summary>The same in the place of the serializer that has actors of any type created from afar.</summary>
public sealed class RejectingDeployments(ExtendedActorSystem system) : RejectingSerializer(system)
{
    /// <summary>That of Akka.Remote's deployments.</summary>
    public override int Identifier => 3;
}
