#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A custom compressor: dotnet run docs/samples/my-compressor.cs
// Four workers send their gradients with two bits for each number: it is up, down or 0 (TernGrad, Wen et al. 2017).

using System.Buffers.Binary;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;

var run = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings
    {
        Workers = 4,
        Minibatch = 64,
        Microbatch = 16,
        Epochs = 1,
        Cost = Cost.SoftmaxCrossEntropy,
        LearningRate = 0.2f,
    },
    Compressor = new Ternary(),
    Out = Directory.CreateTempSubdirectory().FullName,
});
var gradients = run.Steps * run.Start.Plan.MicrobatchesOfMinibatch;
var floats = gradients * run.Start.Plan.Network.ParameterCount * sizeof(float);
Console.WriteLine($"{run.TestAccuracy:P1} with {(double)run.Statistics.BytesUpwards / floats:P1} of the bytes");

/// <summary>
/// Each 512 numbers as the largest size s among them, and −s, 0 or s for each one: by chance, so that the mean is right. What is
/// left out is 0 on average, and need not come later.
/// </summary>
internal sealed class Ternary : ICompressor
{
    private const int Bucket = 512, BucketBytes = sizeof(float) + Bucket / 4;

    public bool UsesErrorFeedback => false;

    public int MaxEncodedBytes(int count) => count / Bucket * BucketBytes + (count % Bucket == 0 ? 0 : sizeof(float) + (count % Bucket + 3) / 4);

    public int Encode(ReadOnlySpan<float> values, RandomSource random, Span<byte> bytes)
    {
        bytes = bytes[..MaxEncodedBytes(values.Length)];
        bytes.Clear();
        for (var first = 0; first < values.Length; first += Bucket)
        {
            var bucket = values[first..Math.Min(first + Bucket, values.Length)];
            var into = bytes[(first / Bucket * BucketBytes)..];
            var largest = 0f;
            foreach (var value in bucket) largest = MathF.Max(largest, MathF.Abs(value)); // NaN if one is: then all are read as NaN
            BinaryPrimitives.WriteSingleLittleEndian(into, largest);
            for (var i = 0; i < bucket.Length; i++)
            {
                var sign = random.NextUnit() * largest < MathF.Abs(bucket[i]) ? MathF.Sign(bucket[i]) : 0;
                into[sizeof(float) + i / 4] |= (byte)(sign + 1 << 2 * (i % 4));
            }
        }
        return bytes.Length;
    }

    public bool TryDecode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (bytes.Length != MaxEncodedBytes(values.Length)) return false;
        for (var i = 0; i < values.Length; i++)
        {
            var bucket = bytes[(i / Bucket * BucketBytes)..];
            var sign = (bucket[sizeof(float) + i % Bucket / 4] >> 2 * (i % 4) & 3) - 1;
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bucket) * sign;
        }
        return true;
    }
}
