using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>
/// What a worker process of the leader's own is told through its standard input: the configuration, so that it reads the
/// images while the leader does, and the port, once the leader listens. What it then joins with is what the gate offers.
/// </summary>
/// <param name="Configuration">The resolved settings, as their file, on one line.</param>
/// <param name="Port">The leader's port.</param>
public sealed record Child(Task<string> Configuration, Task<int> Port)
{
    /// <summary>In the worker process: listens to whoever has started it.</summary>
    /// <param name="gone">Called when that one is gone.</param>
    public static Child Of(Action gone)
    {
        var lines = ParentWatch.Begin(2, gone);
        return new Child(lines[0], PortOf(lines[1]));
    }

    /// <summary>The settings as one line, which means the same.</summary>
    internal static string LineOf(string configuration) => configuration.ReplaceLineEndings(" ");

    private static async Task<int> PortOf(Task<string> line) => int.Parse(await line, System.Globalization.CultureInfo.InvariantCulture);
}
