namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>Who was refused and why, each told of once: whoever is refused tries again and again.</summary>
/// <param name="tell">Told who and why, from any thread.</param>
public sealed class Refusals(Action<string, string> tell)
{
    // Beyond these somebody is told of twice, which costs less than to remember every one for ever.
    private const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Who, string Why)> _told = [];

    /// <summary>Tells of one, if it is news.</summary>
    /// <param name="who">Where it comes from.</param>
    /// <param name="why">A sentence without its end.</param>
    public void Tell(string who, string why)
    {
        lock (_gate)
        {
            if (_told.Count == Most) _told.Clear();
            if (!_told.Add((who, why))) return;
        }
        tell(who, why);
    }
}
