using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Explaining;

namespace ActorBackprop.Cli.Explaining;

/// <summary>All of it for programs. Doubles are written so that they read back to the same bits.</summary>
internal sealed class JsonReport
{
    private readonly Utf8JsonWriter _json;
    private readonly Report _report;

    private JsonReport(Utf8JsonWriter json, Report report) => (_json, _report) = (json, report);

    public static string Of(Report report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new JsonReport(json, report).Write();
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private void Write()
    {
        var (network, explanation) = (_report.Network, _report.Explanation);
        _json.WriteStartObject();
        _json.WriteString("network", network.ToString());
        _json.WriteString("cost", Names.Of(network.Cost));
        _json.WriteString("origin", _report.Subject.Origin);
        _json.WriteNumber("steps", _report.Subject.Steps);
        _json.WriteString("sample", _report.Sample.Title);
        Array("target", explanation.Target);
        Number("C", explanation.Cost);
        _json.WriteStartArray("layers");
        for (var layer = 0; layer <= network.Layers.Count; layer++) Layer(layer);
        _json.WriteEndArray();
        Chain(_report.Chain);
        Changes(_report.Changes);
        Each("wishes", _report.Wishes, wishes =>
        {
            _json.WriteString("name", $"{wishes.Name}");
            Number("a", wishes.Activation);
            Array("wishes", wishes.Wishes);
            Number("sum", wishes.Sum);
        });
        Each("ranking", _report.Ranking.Take(_report.Top), Parameter);
        if (_report.Nudge is { } nudge) Nudge(nudge);
        if (_report.Minibatch is { } minibatch) Minibatch(minibatch);
        _json.WriteEndObject();
    }

    private void Layer(int layer)
    {
        var (pass, gradient, reference) = (_report.Explanation.Pass, _report.Explanation.Gradient, _report.Explanation.Reference);
        _json.WriteStartObject();
        _json.WriteNumber("layer", layer);
        Array("a", pass.A[layer]);
        Array("dCda", gradient.A[layer]);
        if (layer > 0)
        {
            _json.WriteString("activation", Names.Of(_report.Network.Layers[layer - 1].Activation));
            Array("z", pass.Z[layer - 1]);
            Array("dCdz", gradient.B[layer - 1]);
            Rows("w", reference.Weights[layer - 1]);
            Rows("dCdw", gradient.W[layer - 1]);
            Array("b", reference.Biases[layer - 1]);
            Array("dCdb", gradient.B[layer - 1]);
        }
        _json.WriteEndObject();
    }

    private void Chain(WeightChain chain)
    {
        _json.WriteStartObject("weight");
        _json.WriteString("name", $"{chain.Name}");
        Number("w", chain.Weight);
        Number("a", chain.Activation);
        Neuron(chain.Neuron);
        Number("dCdw", chain.Derivative);
        _json.WriteEndObject();
    }

    private void Changes(NeuronChanges changes)
    {
        _json.WriteStartObject("neuron");
        _json.WriteString("name", $"{changes.Neuron.Name}");
        Number("z", changes.Neuron.Z);
        Number("a", changes.Neuron.A);
        if (changes.Neuron.Target is { } target) Number("target", target);
        Neuron(changes.Neuron);
        Number("b", changes.Bias);
        Number("dCdb", changes.BiasDerivative);
        Each("incoming", changes.Incoming, incoming =>
        {
            _json.WriteString("from", $"{incoming.From}");
            Number("a", incoming.Activation);
            Number("w", incoming.Weight);
            Number("dCdw", incoming.WeightDerivative);
            Number("wish", incoming.Wish);
        });
        _json.WriteEndObject();
    }

    private void Neuron(NeuronState neuron)
    {
        if (neuron.Slope is { } slope) Number("slope", slope);
        Number("dCda", neuron.CostByA);
        Number("dCdz", neuron.CostByZ);
    }

    private void Nudge(Nudge nudge)
    {
        _json.WriteStartObject("nudge");
        Parameter(nudge.Parameter);
        Number("delta", nudge.Delta);
        Number("C", nudge.Cost);
        Number("nudgedC", nudge.NudgedCost);
        Number("predicted", nudge.Predicted);
        Number("real", nudge.Real);
        Number("remainder", nudge.Remainder);
        Number("remainderByDeltaSquared", nudge.RemainderBySquare);
        _json.WriteEndObject();
    }

    private void Minibatch(MinibatchReport minibatch)
    {
        var mean = minibatch.Mean;
        _json.WriteStartObject("minibatch");
        _json.WriteNumber("samples", mean.Samples);
        Each("watched", Enumerable.Range(0, mean.Watched.Count), i =>
        {
            _json.WriteString("name", $"{mean.Watched[i]}");
            Array("wishes", mean.Wishes(i));
            Number("mean", mean.Of(mean.Watched[i]));
        });
        _json.WriteStartArray("indices");
        foreach (var index in minibatch.Indices) _json.WriteNumberValue(index);
        _json.WriteEndArray();
        Number("C", mean.Cost);
        _json.WriteStartArray("layers");
        for (var l = 0; l < mean.Weights.Length; l++)
        {
            _json.WriteStartObject();
            Rows("dCdw", mean.Weights[l]);
            Array("dCdb", mean.Biases[l]);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteNumber("allSamples", minibatch.All);
        Number("cosine", minibatch.Nearness.Cosine);
        Number("length", minibatch.Nearness.Length);
        Number("allLength", minibatch.Nearness.OtherLength);
        Number("lengthRatio", minibatch.Nearness.LengthRatio);
        _json.WriteEndObject();
    }

    private void Parameter(Sensitivity parameter)
    {
        _json.WriteString("name", $"{parameter.Name}");
        Number("value", parameter.Value);
        Number("derivative", parameter.Derivative);
    }

    private void Each<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            _json.WriteStartObject();
            write(item);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void Rows(string name, double[][] rows)
    {
        _json.WriteStartArray(name);
        foreach (var row in rows) Values(row);
        _json.WriteEndArray();
    }

    private void Array(string name, IEnumerable<double> values)
    {
        _json.WritePropertyName(name);
        Values(values);
    }

    private void Values(IEnumerable<double> values)
    {
        _json.WriteStartArray();
        foreach (var value in values) Value(value);
        _json.WriteEndArray();
    }

    private void Number(string name, double value)
    {
        _json.WritePropertyName(name);
        Value(value);
    }

    // JSON has no word for infinity; what has the cost's logarithm in it may be that.
    private void Value(double value)
    {
        if (double.IsFinite(value)) _json.WriteNumberValue(value);
        else _json.WriteStringValue(Numbers.Exact(value));
    }
}
