using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Optimizers;

/// <summary>Five steps of each rule against its formula in double precision, as PyTorch defines it.</summary>
public sealed class OptimizerTests
{
    private static readonly Network Network = new([3, 5, 2], [Activation.Tanh, Activation.Sigmoid], Cost.Quadratic);

    public static TheoryData<string> Rules => ["sgd", "momentum", "nesterov", "sgd decayed", "momentum decayed", "adam", "adam decayed"];

    [Theory, MemberData(nameof(Rules))]
    public void A_step_is_the_formula(string rule)
    {
        var decay = rule.EndsWith("decayed", StringComparison.Ordinal) ? 0.03 : 0;
        var momentum = rule.StartsWith("momentum", StringComparison.Ordinal) || rule == "nesterov" ? 0.9 : 0;
        var options = new OptimizerOptions
        {
            Kind = rule.StartsWith("adam", StringComparison.Ordinal) ? OptimizerKind.Adam : OptimizerKind.Sgd,
            LearningRate = 0.1f,
            Momentum = (float)momentum,
            Nesterov = rule == "nesterov",
            WeightDecay = (float)decay,
        };
        var random = new Random(8);
        var optimizer = Optimizer.Create(Network, options);
        var parameters = Some.Parameters(random, Network);
        var w = Doubles(parameters);
        var isWeight = Doubles(CanonicalOrder.ToMemory(Network, Marks())).Select(mark => mark == 1).ToArray();
        var (v, m) = (new double[w.Length], new double[w.Length]);
        for (var t = 1; t <= 5; t++)
        {
            var gradient = Some.Parameters(random, Network);
            var next = new float[parameters.Length];
            Assert.True(TryStep(optimizer, t - 1, gradient, parameters, next));
            parameters = next;
            for (var i = 0; i < w.Length; i++)
            {
                var g = gradient[i] + (isWeight[i] ? decay * w[i] : 0);
                if (options.Kind == OptimizerKind.Adam)
                {
                    m[i] = 0.9 * m[i] + 0.1 * g;
                    v[i] = 0.999 * v[i] + 0.001 * g * g;
                    w[i] -= 0.1 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
                }
                else
                {
                    v[i] = momentum * v[i] + g;
                    w[i] -= 0.1 * (rule == "nesterov" ? g + momentum * v[i] : v[i]);
                }
                Assert.Equal(w[i], parameters[i], 2e-5);
            }
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public void The_padding_stays_zero(string rule)
    {
        var options = new OptimizerOptions
        {
            Kind = rule.StartsWith("adam", StringComparison.Ordinal) ? OptimizerKind.Adam : OptimizerKind.Sgd,
            Momentum = rule == "momentum" ? 0.9f : 0,
        };
        var parameters = Some.Parameters(new Random(2), Network);
        var next = new float[parameters.Length];
        var optimizer = Optimizer.Create(Network, options);
        Assert.True(TryStep(optimizer, 0, Some.Parameters(new Random(3), Network), parameters, next));
        Assert.Equal(next, CanonicalOrder.ToMemory(Network, CanonicalOrder.FromMemory(Network, next)));
    }

    /// <summary>In one number of the last layer's, when all others are written: a weight, and a bias, the very last one.</summary>
    [Theory]
    [InlineData("sgd", 1, false), InlineData("sgd", 0, true)]
    [InlineData("momentum", 1, false), InlineData("nesterov", 0, true)]
    [InlineData("adam", 1, false), InlineData("adam", 0, true)]
    public void A_step_that_is_not_finite_is_not_taken_and_leaves_the_state_as_it_was(string rule, int layer, bool isBias)
    {
        var optimizer = Optimizer.Create(Network, new OptimizerOptions
        {
            Kind = rule == "adam" ? OptimizerKind.Adam : OptimizerKind.Sgd,
            LearningRate = 1e37f,
            Momentum = rule is "momentum" or "nesterov" ? 0.9f : 0,
            Nesterov = rule == "nesterov",
        });
        var (parameters, next) = (Some.Parameters(new Random(2), Network), new float[Network.ParameterLength]);
        var gradient = new float[next.Length];
        Array.Fill(gradient, 0.01f);
        Assert.True(TryStep(optimizer, 0, gradient, parameters, next));
        float[][] before = [.. optimizer.State.Select(state => state.ToArray())];

        Array.Clear(gradient);
        var one = isBias ? Network.Layers[layer].BiasesOffset : Network.Layers[layer].WeightsOffset;
        (next[one], gradient[one]) = (-3.4e38f, 100);
        Assert.False(TryStep(optimizer, 1, gradient, next, new float[next.Length]));
        Assert.Equal(before, optimizer.State);

        Array.Clear(gradient);
        next[one] = 0;
        Assert.True(TryStep(optimizer, 1, gradient, next, new float[next.Length]));
    }

    [Fact]
    public void A_second_moment_that_overflows_makes_the_step_not_finite()
    {
        var optimizer = Optimizer.Create(Network, new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.1f });
        var (parameters, next) = (Some.Parameters(new Random(2), Network), new float[Network.ParameterLength]);
        var gradient = new float[next.Length];
        gradient[0] = 1e25f;
        Assert.False(TryStep(optimizer, 0, gradient, parameters, next));
        Assert.All(next, w => Assert.True(float.IsFinite(w)));
        Assert.All(optimizer.State, state => Assert.Equal(new float[next.Length], state));
    }

    /// <summary>In blocks that end anywhere, also between a layer's weights and its biases; the gradient as a sum over two samples.</summary>
    private static bool TryStep(Optimizer optimizer, long step, float[] gradient, float[] from, float[] to)
    {
        optimizer.Begin(step);
        var isFinite = true;
        for (var (offset, length) = (0, 8); offset < gradient.Length; offset += length, length += 8)
        {
            length = Math.Min(length, gradient.Length - offset);
            isFinite &= optimizer.Update(offset, Array.ConvertAll(gradient[offset..(offset + length)], g => 2 * g), 2, from, to);
        }
        if (isFinite) optimizer.Complete();
        return isFinite;
    }

    private static float[] Marks()
    {
        var marks = new float[Network.ParameterCount]; // canonical order: 15 weights, 5 biases, 10 weights, 2 biases
        Array.Fill(marks, 1, 0, 15);
        Array.Fill(marks, 1, 20, 10);
        return marks;
    }

    private static double[] Doubles(float[] floats) => Array.ConvertAll(floats, x => (double)x);
}
