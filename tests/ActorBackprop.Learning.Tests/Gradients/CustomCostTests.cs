using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.GradientCheck;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Tests.Support;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Gradients;

/// <summary>A custom cost in place of the built-in ones.</summary>
public sealed class CustomCostTests
{
    [Theory]
    [InlineData("sigmoid,sigmoid", Cost.Quadratic)]
    [InlineData("relu,tanh", Cost.Quadratic)]
    [InlineData("tanh,identity", Cost.Quadratic)]
    [InlineData("tanh,sigmoid", Cost.SigmoidCrossEntropy)]
    [InlineData("relu,softmax", Cost.SoftmaxCrossEntropy)]
    public void A_custom_costs_gradient_agrees_with_central_differences_for_any_activation(string activations, Cost cost)
    {
        var network = new Network([7, 6, 5], [.. activations.Split(',').Select(Parsed)], cost);
        foreach (var own in (ICost[])[new Mixed(), new OfTheClassAlone()])
            for (ulong seed = 0; seed < 3; seed++)
            {
                var check = NetworkCheck.Of(network.With(own), Initializer.Xavier, seed);
                Assert.InRange(check.ReferenceError, 0, 1e-7);
                Assert.InRange(check.KernelError, 0, 1e-5);
                Assert.All(check.Layers, layer => Assert.True(layer.Largest > 1e-3 && layer.Checked > 10));
            }
    }

    [Fact]
    public void A_wrong_derivative_is_found_by_the_gradient_check()
    {
        var network = new Network([7, 6, 5], [Activation.Tanh, Activation.Sigmoid], Cost.Quadratic).With(new Squares(derivative: 1.99));
        Assert.InRange(NetworkCheck.Of(network, Initializer.Xavier, 1).ReferenceError, 4e-3, 6e-3);
    }

    /// <summary>2 (a − y) is rounded once, in doubles as in floats.</summary>
    [Fact]
    public void A_custom_quadratic_cost_trains_to_the_bits_of_the_built_in_one()
    {
        var (data, plan) = (Some.Data(50), Some.Plan());
        var own = plan with { Network = new Network([16, 9, 3], [Activation.Tanh, Activation.Sigmoid], Cost.SigmoidCrossEntropy).With(new Squares(2)) };
        var (trained, other) = (Trained(plan), Trained(own));
        Assert.Equal(trained.State.Parameters.ToArray(), other.State.Parameters.ToArray());
        Assert.Equal(trained.State.Epoch, other.State.Epoch);

        var parameters = trained.State.Parameters.ToArray();
        Assert.Equal(Evaluation.Of(plan.Network, parameters, data), Evaluation.Of(own.Network, parameters, data));
        Assert.Equal(ClassificationReport.Of(plan.Network, parameters, data).Images, ClassificationReport.Of(own.Network, parameters, data).Images);

        SequentialTrainer Trained(TrainingPlan which)
        {
            var trainer = new SequentialTrainer(which, data);
            while (!trainer.State.IsCompleted) Assert.True(trainer.TryStep());
            return trainer;
        }
    }

    private static Activation Parsed(string name) => Names.TryParse<Activation>(name, out var value) ? value : throw new ArgumentException(name);

    private sealed class Squares(double derivative) : ICost
    {
        public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y)
        {
            var sum = 0.0;
            for (var j = 0; j < a.Length; j++) sum += (a[j] - y[j]) * (a[j] - y[j]);
            return sum;
        }

        public void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d)
        {
            for (var j = 0; j < a.Length; j++) d[j] = derivative * (a[j] - y[j]);
        }
    }

    /// <summary>(Σ a)² + Σ (a − y)⁴: the cost is not a sum over the outputs.</summary>
    private sealed class Mixed : ICost
    {
        public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y)
        {
            var (sum, fourths) = (0.0, 0.0);
            for (var j = 0; j < a.Length; j++) (sum, fourths) = (sum + a[j], fourths + Math.Pow(a[j] - y[j], 4));
            return sum * sum + fourths;
        }

        public void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d)
        {
            var sum = 0.0;
            foreach (var one in a) sum += one;
            for (var j = 0; j < a.Length; j++) d[j] = 2 * sum + 4 * Math.Pow(a[j] - y[j], 3);
        }
    }

    /// <summary>(1 − a)³ of the class alone; the other derivatives are left as they came.</summary>
    private sealed class OfTheClassAlone : ICost
    {
        public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y) => Math.Pow(1 - a[y.IndexOf(1)], 3);

        public void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d) =>
            d[y.IndexOf(1)] = -3 * Math.Pow(1 - a[y.IndexOf(1)], 2);
    }
}
