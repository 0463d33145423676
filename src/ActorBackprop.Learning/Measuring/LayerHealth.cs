using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Measuring;

/// <summary>How many units of a layer no longer react.</summary>
/// <param name="Activation">The layer's activation.</param>
/// <param name="Units">Its units.</param>
/// <param name="Stuck">
/// Of ReLU units the dead ones, whose activation is 0 for every image: no gradient reaches their weights. Of sigmoid and tanh units
/// the saturated ones, whose σ′ is on average below a 25th of its largest value: for sigmoid a (1 − a) &lt; 0.01. Of others none.
/// </param>
public sealed record LayerHealth(Activation Activation, int Units, int Stuck)
{
    /// <summary>Whether at least half of its units are stuck.</summary>
    public bool IsStuck => Stuck > 0 && Stuck * 2 >= Units;
}
