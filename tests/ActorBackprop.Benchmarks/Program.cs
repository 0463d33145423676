using System.Globalization;
using ActorBackprop.Benchmarks;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["kernels", ..]:
        BenchmarkSwitcher.FromTypes([typeof(ProductBenchmarks)]).Run(args.Length > 1 ? args[1..] : ["--filter", "*"]);
        return 0;
    case ["products", .. var rest]:
        Products.Print(rest is [var bits] ? int.Parse(bits, CultureInfo.InvariantCulture) : 0);
        return 0;
    case ["peers", .. var rest]:
        return PeersCommand.Run(rest);
    case ["coordination"]:
        Coordination.Print(0.5);
        return 0;
    case ["allocations"]:
        Allocations.Print();
        return 0;
    case ["workers", var seconds, var network]:
        Workers.Print(SecondsOf([seconds], 0.7), network);
        return 0;
    case ["workers", .. var rest]:
        Workers.Print(SecondsOf(rest, 0.7));
        return 0;
    case ["limit", .. var rest]:
        Limit.Print(SecondsOf(rest, 1));
        return 0;
    case ["start", var program]:
        new StartUp(program).Print();
        return 0;
    case ["accuracy"]:
        TimeToAccuracy.Print();
        return 0;
    case ["profile"]:
        Profile.Print();
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/ActorBackprop.Benchmarks -- COMMAND
              kernels [OPTIONS]   the products of a layer beside OpenBLAS, by BenchmarkDotNet; OPTIONS are its own
              products [BITS]     the same in a minute, in alternation, as a table with ratios
              peers [NETWORK MINIBATCH] [--rounds N] [--seconds S] [--json]
                                  whole training loops in alternation with PyTorch's
              coordination        microseconds a step with an empty gradient, 1 to 64 workers
              allocations         bytes a step and worker in the steady state
              workers [SECONDS [NETWORK]]
                                  speed of 1, 2, 4 and 8 workers
              limit [SECONDS]     whole steps of four networks, as a fraction of the core's peak
              start PROGRAM       time to start, and memory, of an actorbackprop or actorbackprop.dll
              accuracy            seconds to 95 % of the test images
              profile             where a step's time goes
            """);
        return 2;
}

static double SecondsOf(string[] rest, double otherwise) => rest is [var seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : otherwise;
