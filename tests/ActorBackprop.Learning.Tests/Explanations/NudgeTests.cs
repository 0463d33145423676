using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Tests.Explanations;

public sealed class NudgeTests
{
    // Not the one with ReLU, whose cost has no second derivative where a neuron dies.
    private readonly Explanation _explanation = SomeNetwork.Explained(Activation.Sigmoid, Activation.Sigmoid, Cost.Quadratic);

    [Fact]
    public void The_real_change_agrees_to_first_order_and_the_remainder_is_of_second_order()
    {
        foreach (var name in ParameterName.All(_explanation.Network))
        {
            var (whole, half) = (_explanation.Nudge(name, 0.002), _explanation.Nudge(name, 0.001));

            Assert.Equal(half.Predicted, half.Real, 1e-6);
            Assert.Equal(half.Predicted + half.Remainder, half.Real, 1e-17);
            Assert.Equal(whole.RemainderByDeltaSquared, half.RemainderByDeltaSquared, 5e-5);
            Assert.True(Math.Abs(half.Remainder) <= Math.Abs(whole.Remainder) / 3.5 + 1e-11,
                $"{name}: the remainder is not of second order");
        }
        Assert.Contains(ParameterName.All(_explanation.Network),
            name => Math.Abs(_explanation.Nudge(name, 0.001).RemainderByDeltaSquared) > 0.01);
    }

    [Fact]
    public void A_nudge_changes_one_parameter_of_a_copy_of_the_network()
    {
        var name = new ParameterName(2, 1, 3);
        var before = _explanation.Of(name).Value;
        var nudge = _explanation.Nudge(name, 0.5);

        Assert.Equal(before, _explanation.Of(name).Value);
        _explanation.Reference.Weights[1][1][3] += 0.5;
        var changed = new Explanation(_explanation.Network, _explanation.Reference, _explanation.Pass.A[0], _explanation.Target);
        Assert.Equal(changed.Cost, nudge.NudgedC);
        Assert.NotEqual(nudge.C, nudge.NudgedC);
    }

    [Fact]
    public void A_bias_is_nudged_like_a_weight()
    {
        var nudge = _explanation.Nudge(new(3, 2, null), 1e-4);
        Assert.NotEqual(0, nudge.Real);
        Assert.Equal(nudge.Predicted, nudge.Real, 1e-8);
    }
}
