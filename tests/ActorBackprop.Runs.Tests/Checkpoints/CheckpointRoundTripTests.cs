using System.Runtime.InteropServices;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Testing;
using CsCheck;

namespace ActorBackprop.Runs.Tests.Checkpoints;

public sealed class CheckpointRoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_checkpoint_is_read_back_bit_for_bit_for_any_network_and_optimizer() =>
        Gen.Select(Gen.Int[1, 20].Array[2, 5], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Long[0, long.MaxValue], Gen.Int).Sample(
            (widths, arrays, residuals, steps, seed) => AssertSurvives(Some.Checkpoint(widths, arrays, steps, seed, residuals)),
            iter: 200, threads: 1);

    [Theory]
    [InlineData(0.1 + 0.2)]
    [InlineData(double.Epsilon)]
    [InlineData(-0.0)]
    [InlineData(double.MaxValue)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void The_sum_of_the_costs_is_read_to_the_bit(double cost)
    {
        var checkpoint = Some.Checkpoint([3, 2]);
        AssertSurvives(checkpoint with { Snapshot = checkpoint.Snapshot with { Epoch = new EpochTotals(1, cost, 1) } });
    }

    [Fact]
    public void The_place_in_the_data_is_read_as_it_was_written()
    {
        var checkpoint = Some.Checkpoint([3, 2]);
        var position = new DataPosition(
            7, 100, [new DonePart(7, new Part(0, 2)), new DonePart(9, new Part(3, 5))], [new EpochTotals(3, 0.1 + 0.2, 1), default]);
        CheckpointFile.Write(_directory["x"], checkpoint with { Snapshot = checkpoint.Snapshot with { Position = position } });
        var read = CheckpointFile.Read(_directory["x"], _ => checkpoint.Network).Snapshot.Position!;
        Assert.Equal((7, 100), (read.Minibatches, read.Samples));
        Assert.Equal(position.Parts, read.Parts);
        Assert.Equal(position.Later, read.Later);
    }

    [Fact]
    public void The_description_of_the_samples_is_read_back_as_written() =>
        AssertSurvives(Some.Checkpoint([6, 2]) with { Inputs = SixNumbers });

    /// <summary>A seal that holds says who wrote a file, not that it makes sense.</summary>
    [Theory]
    [InlineData(float.NaN, 0f), InlineData(float.PositiveInfinity, 0f), InlineData(0f, float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_no_checkpoint(float parameter, float velocity)
    {
        var checkpoint = Some.Checkpoint([6, 2], optimizerArrays: 1);
        (checkpoint.Snapshot.Parameters[1], checkpoint.Snapshot.OptimizerState[0][1]) = (parameter, velocity);
        Assert.EndsWith("is not a usable checkpoint: it has numbers that are not finite.", Refusal(checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_that_are_not_the_networks_are_no_checkpoint()
    {
        InputFormat[] bad =
            [SixNumbers with { Rows = 3 }, SixNumbers with { Channels = 0 }, SixNumbers with { High = float.MaxValue, Low = float.MinValue }];
        foreach (var inputs in bad)
            Assert.Contains("expected samples of 6 numbers in a finite range", Refusal(Some.Checkpoint([6, 2]) with { Inputs = inputs }),
                StringComparison.Ordinal);
    }

    private static InputFormat SixNumbers => new() { Rows = 2, Columns = 3, Channels = 1, HasBytes = true, Low = 0, High = 1, Border = 0.1f };

    private string Refusal(Checkpoint checkpoint)
    {
        CheckpointFile.Write(_directory["x"], checkpoint);
        return Assert.Throws<CheckpointException>(() => CheckpointFile.Read(_directory["x"], _ => checkpoint.Network)).Message;
    }

    [Fact]
    public void A_configuration_comes_back_as_it_came()
    {
        var checkpoint = Some.Checkpoint([1, 1]) with { ConfigurationJson = "{\r\n\t\"a\": \"\\u0000 \\\\ </script> ü 😀\"}\n" };
        AssertSurvives(checkpoint);
    }

    [Fact]
    public void A_snapshot_of_another_network_is_not_written()
    {
        var checkpoint = Some.Checkpoint([3, 2]) with { Network = Some.NetworkOf([30, 20]) };
        Assert.Throws<ArgumentException>(() => CheckpointFile.Write(_directory["x"], checkpoint));
        Assert.Empty(_directory.Names);
    }

    private void AssertSurvives(Checkpoint written)
    {
        CheckpointFile.Write(_directory["x"], written);
        var configuration = "";
        var read = CheckpointFile.Read(_directory["x"], text =>
        {
            configuration = text;
            return written.Network;
        });
        Assert.Equal(written.ConfigurationJson, configuration);
        Assert.Equal(written with { Snapshot = read.Snapshot }, read);
        Assert.Equal(written.Snapshot.Steps, read.Snapshot.Steps);
        Assert.Equal(BitConverter.DoubleToInt64Bits(written.Snapshot.Epoch.Cost), BitConverter.DoubleToInt64Bits(read.Snapshot.Epoch.Cost));
        Assert.Equal(written.Snapshot.Epoch, read.Snapshot.Epoch);
        Assert.Equal(Bits(written.Snapshot.Parameters), Bits(read.Snapshot.Parameters));
        Assert.Equal(written.Snapshot.OptimizerState.Select(Bits), read.Snapshot.OptimizerState.Select(Bits));
        Assert.Equal(written.Snapshot.Residuals.Select(Bits), read.Snapshot.Residuals.Select(Bits));
    }

    private static int[] Bits(float[] floats) => MemoryMarshal.Cast<float, int>(floats).ToArray();
}
