using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Benchmarks;

/// <summary>Which of the three products of a layer.</summary>
internal enum ProductKind
{
    Forward,
    InputGradient,
    WeightsGradient,
}

/// <summary>One product of one layer as training asks for it: ours, and OpenBLAS's on the same memory.</summary>
internal sealed unsafe class ProductCase
{
    private readonly Product _product;
    private readonly ProductMemory _memory = new();
    private readonly Memory<float> _weights, _bias;
    private readonly Rows _x, _z;
    private readonly Chain[] _chains;
    private readonly ProductKind _kind;
    private readonly int _samples, _inputs, _outputs;

    public ProductCase(Product product, ProductKind kind, int samples, int inputs, int outputs, int microbatch)
    {
        (_product, _kind, _samples, _inputs, _outputs) = (product, kind, samples, inputs, outputs);
        var random = new Random(1);
        _weights = Fill(AlignedMemory.Allocate(inputs * Layer.Padded(outputs)));
        _bias = Fill(AlignedMemory.Allocate(Layer.Padded(outputs)));
        (_x, _z) = (new Rows(samples, inputs), new Rows(samples, Layer.Padded(outputs)));
        for (var n = 0; n < samples; n++)
        {
            foreach (ref var x in _x.Of(n, inputs)) x = random.NextSingle() - 0.5f;
            foreach (ref var z in _z.Of(n, outputs)) z = random.NextSingle() - 0.5f;
        }
        _chains = new Chain[(samples + microbatch - 1) / microbatch];
        TreeChains.Of(new TreeNode(0, _chains.Length), new(0, 0, 0, samples, microbatch), 0, _chains);

        Memory<float> Fill(Memory<float> floats)
        {
            foreach (ref var x in floats.Span) x = random.NextSingle() - 0.5f;
            return floats;
        }
    }

    public double Flop => 2.0 * _samples * _inputs * _outputs;

    public void Ours()
    {
        var stride = Layer.Padded(_outputs);
        switch (_kind)
        {
            case ProductKind.Forward:
                _product.Compute(_memory, new(_samples, _inputs, stride)
                {
                    A = new(_x.From(0), _x.Stride, 1),
                    B = new(_weights.Span, stride),
                    C = _z.From(0),
                    CStride = _z.Stride,
                    Start = _bias.Span,
                });
                break;
            case ProductKind.InputGradient:
                _product.Compute(_memory, new(_samples, _outputs, Layer.Padded(_inputs))
                {
                    A = new(_z.From(0), _z.Stride, 1),
                    B = new(_weights.Span, stride, _inputs),
                    C = _x.From(0),
                    CStride = _x.Stride,
                });
                break;
            case ProductKind.WeightsGradient:
                _product.Compute(_memory, new(_inputs, _samples, stride)
                {
                    A = new(_x.From(0), 1, _x.Stride),
                    B = new(_z.From(0), _z.Stride),
                    C = _weights.Span,
                    CStride = stride,
                    Chains = _chains,
                });
                break;
        }
    }

    public void Theirs()
    {
        var stride = Layer.Padded(_outputs);
        fixed (float* w = _weights.Span, x = _x.From(0), z = _z.From(0))
            switch (_kind)
            {
                case ProductKind.Forward:
                    OpenBlas.Multiply(z, _z.Stride, x, _x.Stride, false, w, stride, false, _samples, _inputs, _outputs);
                    break;
                case ProductKind.InputGradient:
                    OpenBlas.Multiply(x, _x.Stride, z, _z.Stride, false, w, stride, true, _samples, _outputs, _inputs);
                    break;
                case ProductKind.WeightsGradient:
                    OpenBlas.Multiply(w, stride, x, _x.Stride, true, z, _z.Stride, false, _inputs, _samples, _outputs);
                    break;
            }
    }
}
