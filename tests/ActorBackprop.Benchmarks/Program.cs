using System.Globalization;
using ActorBackprop.Benchmarks;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["kernels", ..]:
        BenchmarkSwitcher.FromTypes([typeof(ProductBenchmarks)]).Run(args.Length > 1 ? args[1..] : ["--filter", "*"]);
        return 0;
    case ["products"]:
        Products.Print(0);
        return 0;
    case ["products", var bits]:
        Products.Print(int.Parse(bits, CultureInfo.InvariantCulture));
        return 0;
    case ["limit"]:
        Limit.Print(1);
        return 0;
    case ["limit", var seconds]:
        Limit.Print(double.Parse(seconds, CultureInfo.InvariantCulture));
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
              limit [SECONDS]     whole steps of four networks in one thread, as a fraction of the core's peak
              accuracy            seconds to 95 % of the test images
              profile             where a step's time goes
            """);
        return 2;
}
