using System.Text;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// Lets a worker process listen to the process that started it: the parent writes lines to the child's standard input, and has ended
/// when that input ends.
/// </summary>
public static class ParentWatch
{
    /// <summary>What proves to the parent's gate which child this process is; null for a process without such a parent.</summary>
    public static string? Key => Environment.GetEnvironmentVariable(ChildProcess.KeyVariable);

    /// <summary>Begins to listen.</summary>
    /// <param name="lines">Lines that are expected; later ones are ignored.</param>
    /// <param name="gone">Called once, from a thread of its own, when the parent is gone.</param>
    /// <returns>The lines, each as soon as it is there.</returns>
    public static IReadOnlyList<Task<string>> Begin(int lines, Action gone)
    {
        var told = Enumerable.Range(0, lines)
            .Select(_ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        new Thread(() =>
        {
            using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
            var next = 0;
            while (input.ReadLine() is { } line)
                if (next < told.Length) told[next++].SetResult(line);
            gone();
        })
        {
            IsBackground = true,
            Name = "parent-watch",
        }.Start();
        return [.. told.Select(source => source.Task)];
    }
}
