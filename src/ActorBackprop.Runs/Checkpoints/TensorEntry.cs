using System.Text.Json.Serialization;

namespace ActorBackprop.Runs.Checkpoints;

/// <summary>A tensor of the header, as the safetensors format has it.</summary>
/// <param name="Dtype">F32 in every checkpoint.</param>
/// <param name="Shape">[out, in] for weights, [out] for biases; row-major.</param>
/// <param name="DataOffsets">Begin, and end exclusive: bytes behind the header.</param>
internal sealed record TensorEntry(
    string Dtype, long[] Shape, [property: JsonPropertyName("data_offsets")] long[] DataOffsets)
{
    /// <summary>Equal in every number.</summary>
    public bool Equals(TensorEntry? other) =>
        other is not null && Dtype == other.Dtype && Shape.SequenceEqual(other.Shape) && DataOffsets.SequenceEqual(other.DataOffsets);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Dtype, Shape.Length);

    /// <summary>As in F32 [30,784] at 0 to 94080.</summary>
    public override string ToString() => $"{Dtype} [{string.Join(',', Shape)}] at {string.Join(" to ", DataOffsets)}";
}
