using System.Globalization;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// How long a worker process looks for its leader, and what it says meanwhile: why it waits, whenever the reason changes, and now
/// and then.
/// </summary>
/// <param name="leader">The leader, as it was named.</param>
/// <param name="patience">How long it looks for it.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="say">Gets each sentence.</param>
internal sealed class LeaderWait(string leader, TimeSpan patience, TimeProvider clock, Action<string> say)
{
    private static readonly TimeSpan SayInterval = TimeSpan.FromSeconds(10);

    private long _since = clock.GetTimestamp();
    private long _said;
    private string? _why;

    /// <summary>The time that is left; zero or less where it is over.</summary>
    public TimeSpan Left => patience - clock.GetElapsedTime(_since);

    /// <summary>The leader was there: the time begins again.</summary>
    public void Restart() => (_since, _why) = (clock.GetTimestamp(), null);

    /// <summary>Whether there is time to look again.</summary>
    /// <param name="why">Why the leader was not found, as a sentence without its end.</param>
    public bool HasTime(string why)
    {
        var left = Left;
        if (left <= TimeSpan.Zero) return false;
        if (why != _why || clock.GetElapsedTime(_said) >= SayInterval)
        {
            (_why, _said) = (why, clock.GetTimestamp());
            say($"Waiting {Text(left)} for the leader at {leader}: {why}.");
        }
        return true;
    }

    /// <summary>Why the process ends without a leader.</summary>
    /// <param name="why">Why the leader was not found, as a sentence without its end.</param>
    public string Ending(string why) => $"Found no leader at {leader} in {Text(patience)} (--wait-for-leader): {why}.";

    private static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):#,0} s");
}
