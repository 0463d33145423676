using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>What compression promises of the digits that ship, with 30 hidden neurons and 4 workers: few bytes, and nearly the accuracy.</summary>
[Trait("Category", "Long")]
public sealed class CompressionTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "train --json --layers 784,30,10 --activation relu --cost softmax-cross-entropy --initializer he "
        + "--minibatch 40 --microbatch 10 --learning-rate 0.2 --epochs 2 --workers 4";

    [Fact]
    public async Task Fewer_bytes_cost_less_than_half_a_point_of_accuracy()
    {
        (string Name, double Bytes)[] promised = [("1-bit", 0.04), ("top-k", 0.03)];
        var runs = promised.ToDictionary(one => one.Name, one => Train(one.Name));
        var dense = (await Train("none")).Succeeded().Last;
        foreach (var (name, bytes) in promised)
        {
            var last = (await runs[name]).Succeeded().Last;
            var share = last.GetProperty("bytesUpwards").GetDouble() / dense.GetProperty("bytesUpwards").GetDouble();
            Assert.InRange(share, bytes / 2, bytes);
            var lost = dense.GetProperty("testAccuracy").GetDouble() - last.GetProperty("testAccuracy").GetDouble();
            Assert.InRange(lost, -0.005, 0.005);
        }
        Assert.InRange(dense.GetProperty("testAccuracy").GetDouble(), 0.94, 1);
    }

    private Task<Outcome> Train(string name) => Actorbackprop.Run($"{Settings} --compression {name} --out {digits.At(name)}");
}
