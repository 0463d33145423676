namespace ActorBackprop.Cli.Tests.Explaining;

public sealed class JsonReportTests
{
    [Fact]
    public void The_chosen_weight_neuron_and_nudge_are_those_asked_for()
    {
        var json = Explain.Json("--weight", "w2:3,17", "--neuron", "a1:4", "--nudge", "w=0.01", "--top", "3");
        var (weight, nudge, layer) = (json.GetProperty("weight"), json.GetProperty("nudge"), json.GetProperty("layers")[2]);
        var derivative = layer.GetProperty("dCdw")[3][17].GetDouble();

        Assert.Equal("w2:3,17", weight.GetProperty("name").GetString());
        Assert.Equal(derivative, weight.GetProperty("dCdw").GetDouble());
        Assert.Equal(derivative,
            weight.GetProperty("a").GetDouble() * (weight.GetProperty("slope").GetDouble() * weight.GetProperty("dCda").GetDouble()));
        Assert.Equal("a1:4", json.GetProperty("neuron").GetProperty("name").GetString());
        Assert.Equal(784, json.GetProperty("neuron").GetProperty("incoming").GetArrayLength());
        Assert.Equal(3, json.GetProperty("ranking").GetArrayLength());
        Assert.Equal("w2:3,17", nudge.GetProperty("name").GetString());
        Assert.Equal(derivative * 0.01, nudge.GetProperty("predicted").GetDouble());
        Assert.Equal(nudge.GetProperty("predicted").GetDouble(), nudge.GetProperty("real").GetDouble(), 1e-5);
        Assert.NotEqual(0, nudge.GetProperty("remainder").GetDouble());
    }

    [Fact]
    public void The_wishes_sum_to_the_derivative_of_each_activation_before_the_neuron()
    {
        var json = Explain.Json("--neuron", "a2:1");
        var wishes = json.GetProperty("wishes");

        Assert.Equal(json.GetProperty("layers")[1].GetProperty("dCda").Numbers(),
            wishes.EnumerateArray().Select(activation => activation.GetProperty("sum").GetDouble()));
        Assert.All(wishes.EnumerateArray(), activation =>
            Assert.Equal(activation.GetProperty("sum").GetDouble(),
                activation.GetProperty("wishes").Numbers().Aggregate(0.0, (sum, wish) => sum + wish)));
    }

    [Fact]
    public void The_default_weight_is_the_one_the_cost_is_most_sensitive_to()
    {
        var json = Explain.Json(["--top", "1000"]);
        var first = json.GetProperty("ranking").EnumerateArray().First(p => p.GetProperty("name").GetString()![0] == 'w');
        var all = json.GetProperty("layers").EnumerateArray().Skip(1)
            .SelectMany(layer => layer.GetProperty("dCdw").Rows()).SelectMany(row => row);

        Assert.Equal(first.GetProperty("name").GetString(), json.GetProperty("weight").GetProperty("name").GetString());
        Assert.Equal(all.Max(Math.Abs), Math.Abs(json.GetProperty("weight").GetProperty("dCdw").GetDouble()));
    }

    [Fact]
    public void A_minibatch_is_the_mean_of_its_samples_explained_one_by_one()
    {
        var minibatch = Explain.Json("--minibatch", "2", "--top", "4").GetProperty("minibatch");
        var samples = minibatch.GetProperty("indices").EnumerateArray()
            .Select(index => Explain.Json("--from", "training", "--sample", $"{index}")).ToList();

        Assert.Equal(2, samples.Count);
        foreach (var l in new[] { 0, 1 })
        {
            var mean = minibatch.GetProperty("layers")[l].GetProperty("dCdb").Numbers();
            var each = samples.Select(sample => sample.GetProperty("layers")[l + 1].GetProperty("dCdb").Numbers()).ToList();
            Assert.All(mean, (value, j) => Assert.Equal((each[0][j] + each[1][j]) / 2, value, 1e-15));
        }
        Assert.InRange(minibatch.GetProperty("cosine").GetDouble(), 0.1, 1);
        Assert.Equal(minibatch.GetProperty("length").GetDouble() / minibatch.GetProperty("allLength").GetDouble(),
            minibatch.GetProperty("lengthRatio").GetDouble());
    }

    [Fact]
    public void The_training_set_as_one_minibatch_has_the_full_gradient()
    {
        // Held out but for twenty, that the plain loops need not go through fifty thousand.
        var minibatch = Explain.Json("--validation", "59980", "--minibatch", "20").GetProperty("minibatch");

        Assert.Equal(20, minibatch.GetProperty("allSamples").GetInt32());
        Assert.Equal(1, minibatch.GetProperty("cosine").GetDouble(), 1e-9);
        Assert.Equal(1, minibatch.GetProperty("lengthRatio").GetDouble(), 1e-6);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_still_JSON() =>
        Assert.Contains("\"NaN\"", Explain.Text("--layers", "1,1", "--cost", "sigmoid-cross-entropy", "--weights", "1000,0", "--input", "1",
            "--target", "1", "--json"), StringComparison.Ordinal);
}
