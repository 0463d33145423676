namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>Tells who was refused and why: each once, since a refused process tries again and again, and a limited number in all.</summary>
/// <param name="tell">Told who and why, from any thread.</param>
public sealed class Refusals(Action<string, string> tell)
{
    /// <summary>Most that are told of: an attacker may have as many addresses as it likes.</summary>
    public const int Max = 256;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Who, string Why)> _told = [];

    /// <summary>Tells of one, if it is news and not one too many.</summary>
    /// <param name="who">Where it comes from.</param>
    /// <param name="why">A sentence without its end.</param>
    public void Tell(string who, string why)
    {
        bool isLast;
        lock (_gate)
        {
            if (_told.Count == Max || !_told.Add((who, why))) return;
            isLast = _told.Count == Max;
        }
        tell(who, why);
        if (isLast) tell("more processes", "this log does not name them: it has named enough");
    }
}
