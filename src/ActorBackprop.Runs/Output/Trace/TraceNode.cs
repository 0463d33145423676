namespace ActorBackprop.Runs.Output.Trace;

/// <summary>Who has a row in a <see cref="TrainingTrace"/>: the parameter server or a worker.</summary>
public readonly record struct TraceNode
{
    private TraceNode(int place) => Place = place;

    /// <summary>The parameter server.</summary>
    public static TraceNode Server => default;

    /// <summary>A worker.</summary>
    /// <param name="number">Which, from 0.</param>
    public static TraceNode Worker(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new(number + 1);
    }

    /// <summary>Its place from the top: the server's is 0, worker 0's is 1.</summary>
    internal int Place { get; }

    /// <summary>As worker 3.</summary>
    public override string ToString() => this == Server ? "parameter server" : $"worker {Place - 1}";
}
