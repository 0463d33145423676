using System.Net;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Transport.Measuring;

/// <summary>The other process: answers each part at once, with a gradient that it writes from its own memory.</summary>
internal static class MeasuredWorker
{
    public static void Run(string way, int floats, string address, string key, string secret)
    {
        var contract = new WireContract("measured", MeasuredPlan.Of(floats));
        var ordinary = new GradientBuffers(contract.Floats);
        var lent = new LentBuffers(ordinary);
        var gradient = new float[contract.Floats];
        Array.Fill(gradient, 0.5f);
        using var ended = new ManualResetEventSlim();
        WorkerLink? link = null;
        using var begun = new ManualResetEventSlim();
        link = new WorkerLink(Stream(way, address, key, secret), contract, ordinary, new WorkerCallbacks(
            (worker, work) =>
            {
                begun.Wait();
                lent.Begin(work is ComputeInto into ? into.Lent : []);
                var sum = lent.Take();
                gradient.CopyTo(sum.Span);
                link!.Send(new GradientComputed(work.Run, new WorkerId(worker, 1), work.Minibatch.Step, work.Part, work.Version,
                    [new NodeSum(new TreeNode(work.Part.From, work.Part.To), sum, 1, 1)], TimeSpan.Zero));
            },
            static (_, _) => { },
            _ => ended.Set()));
        begun.Set();
        ended.Wait();
    }

    private static Stream Stream(string way, string address, string key, string secret)
    {
        if (way != nameof(Way.Akka))
        {
            var tls = way == nameof(Way.Tls) ? Certificates.Read(secret) : null;
            return WireConnector.Connect(IPEndPoint.Parse(address), Convert.FromHexString(key), tls);
        }
        var system = AkkaPair.Start();
        var chunks = new ChunkStream(system);
        chunks.Connect(system.ActorSelection(address).ResolveOne(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult());
        Console.WriteLine(chunks.Endpoint.Path.ToSerializationFormatWithAddress(((ExtendedActorSystem)system).Provider.DefaultAddress));
        return chunks;
    }
}
