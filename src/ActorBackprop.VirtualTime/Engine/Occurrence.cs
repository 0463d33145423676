namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Something that is due at a virtual time.</summary>
internal abstract class Occurrence
{
    /// <summary>Whether it will not happen after all: it was cancelled, or whoever wanted it is gone. It stays so.</summary>
    public virtual bool IsMoot => false;

    /// <summary>It is due now.</summary>
    public abstract void Happen();
}

/// <summary>Something given as a delegate.</summary>
internal sealed class Happening(Action what) : Occurrence
{
    public override void Happen() => what();
}
