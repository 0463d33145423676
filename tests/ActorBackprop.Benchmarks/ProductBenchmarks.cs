using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Training;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ActorBackprop.Benchmarks;

/// <summary>The products of the layers by BenchmarkDotNet, in this process: OpenBLAS, if it is there, uses one thread.</summary>
[Config(typeof(InThisProcess))]
public class ProductBenchmarks
{
    private ProductCase? _case;

    /// <summary>Samples, inputs and outputs, as in 128×784×512.</summary>
    public static IEnumerable<string> Shapes => Setup.All
        .SelectMany(setup => setup.Widths.Zip(setup.Widths.Skip(1), (inputs, outputs) => $"{setup.Minibatch}×{inputs}×{outputs}")).Distinct();

    /// <summary>One of <see cref="Shapes"/>.</summary>
    [ParamsSource(nameof(Shapes))]
    public string Shape { get; set; } = "";

    /// <summary>Which of the three products.</summary>
    [Params("Forward", "InputGradient", "WeightsGradient")]
    public string Kind { get; set; } = "";

    /// <summary>Makes the numbers.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var sizes = Shape.Split('×').Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        _case = new ProductCase(Product.Best, Enum.Parse<ProductKind>(Kind), sizes[0], sizes[1], sizes[2], TrainingPlan.DefaultMicrobatch(sizes[0]));
        _ = OpenBlas.IsThere();
    }

    /// <summary>The project's.</summary>
    [Benchmark]
    public void Ours() => _case!.Ours();

    /// <summary>OpenBLAS's.</summary>
    [Benchmark(Baseline = true)]
    public void Blas() => _case!.Theirs();

    private sealed class InThisProcess : ManualConfig
    {
        public InThisProcess()
        {
            AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(120)));
            WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
        }
    }
}
