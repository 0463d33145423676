namespace ActorBackprop.Studio.Stages;

/// <summary>A worker at the turnstile.</summary>
internal sealed class HeldWorker
{
    /// <summary>The part it holds; null while it waits or computes.</summary>
    public HeldPart? Part { get; set; }

    /// <summary>Since when it holds it.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>The step of its last part.</summary>
    public long Step { get; set; } = -1;

    /// <summary>How many times as long its parts are held.</summary>
    public double Factor { get; set; } = 1;

    /// <summary>Seconds that its last part took to compute.</summary>
    public double ComputeSeconds { get; set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; set; } = 1;

    /// <summary>Whether it is held however long.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether it computes.</summary>
    public bool IsComputing { get; set; }

    /// <summary>Whether its next part is to fail.</summary>
    public bool IsToFail { get; set; }
}
