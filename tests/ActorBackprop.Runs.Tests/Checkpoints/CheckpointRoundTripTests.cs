using System.Runtime.InteropServices;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using CsCheck;

namespace ActorBackprop.Runs.Tests.Checkpoints;

public sealed class CheckpointRoundTripTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_is_written_is_read_to_the_bit_whatever_the_network_and_the_optimizer() =>
        Gen.Select(Gen.Int[1, 20].Array[2, 5], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Long[0, long.MaxValue], Gen.Int).Sample(
            (widths, arrays, residuals, steps, seed) => AssertSurvives(Some.Checkpoint(widths, arrays, steps, seed, residuals)), iter: 200, threads: 1);

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
