using ActorBackprop.Cluster.Processes;
using ActorBackprop.Cluster.Tests.Transport.Measuring;

namespace ActorBackprop.Cluster.Tests;

/// <summary>
/// Not for the tests: measures the wire between two processes. Usage: <c>dotnet ActorBackprop.Cluster.Tests.dll measure-wire
/// [tcp|tls|akka|shared] [FLOATS]</c>, each as often as wanted.
/// </summary>
internal static class Program
{
    /// <summary>The word that makes it a process that repeats what its parent tells it, and ends with it, with exit code 5; for a test.</summary>
    public const string EndWithParent = "end-with-parent";

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["measure-wire", .. var what]:
                MeasuredLeader.Run(what);
                return 0;
            case ["measured-worker", var way, var floats, var address, var key, var secret]:
                MeasuredWorker.Run(way, int.Parse(floats), address, key, secret);
                return 0;
            case [EndWithParent]:
                var told = ParentWatch.Begin(1, static () => Environment.Exit(5));
                Console.WriteLine("watching");
                Console.WriteLine(told[0].Result);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            default:
                Console.Error.WriteLine("usage: measure-wire [tcp|tls|akka|shared] [FLOATS]");
                return 2;
        }
    }
}
