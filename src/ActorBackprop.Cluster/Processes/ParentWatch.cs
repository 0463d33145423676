namespace ActorBackprop.Cluster.Processes;

/// <summary>Notices in a worker process that whoever started it is gone: then its standard input ends.</summary>
public static class ParentWatch
{
    /// <summary>Begins to watch.</summary>
    /// <param name="gone">Called once, from a thread of its own, when the parent is gone.</param>
    public static void Begin(Action gone) => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
        }
        gone();
    })
    {
        IsBackground = true,
        Name = "parent-watch",
    }.Start();
}
