using System.Security.Cryptography;
using ActorBackprop.Digits;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>The MNIST digits that come with the project are the published ones.</summary>
public sealed class ShippedDigitsTests
{
    [Fact]
    public void All_of_MNIST_is_read()
    {
        var sets = Mnist.All;

        Assert.Equal((60_000, 10_000), (sets.Training.Count, sets.Test.Count));
        // The classes are found in the labels.
        Assert.Equal((28, 28, 10), (sets.Training.Rows, sets.Training.Columns, sets.Training.Classes));
        Assert.Equal((28, 28, 10), (sets.Test.Rows, sets.Test.Columns, sets.Test.Classes));
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(sets.Training.Label));
        Assert.Equal([7, 2, 1, 0, 4], Enumerable.Range(0, 5).Select(sets.Test.Label));
        // zcat train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz | sha256sum
        Assert.Equal("b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a", sets.Sha256);
        Assert.Equal(DigitFiles.Sha256, sets.Sha256);
    }

    [Fact]
    public void The_files_have_their_published_checksums()
    {
        var sums = File.ReadAllLines(Path.Combine(DigitFiles.Directory, "SHA256SUMS"));

        Assert.Equal(4, sums.Length);
        Assert.All(sums, line =>
        {
            var packed = File.ReadAllBytes(Path.Combine(DigitFiles.Directory, line[66..]));
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(packed)));
        });
    }

    [Fact]
    public void The_attribution_is_beside_the_files() =>
        Assert.Contains("Yann LeCun, Corinna Cortes", File.ReadAllText(Path.Combine(DigitFiles.Directory, "LICENSE.md")));
}
