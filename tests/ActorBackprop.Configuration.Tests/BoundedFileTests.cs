using System.Text;
using ActorBackprop.Testing;

namespace ActorBackprop.Configuration.Tests;

public sealed class BoundedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 0), InlineData(100, 100), InlineData(70_000, 70_000), InlineData(70_000, 100_000)]
    public void A_file_that_is_as_long_as_it_may_be_is_read_whole(int length, int most)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_directory["file"], bytes);
        Assert.Equal(bytes, BoundedFile.ReadAllBytes(_directory["file"], most));
    }

    [Fact]
    public void A_longer_one_is_refused()
    {
        File.WriteAllBytes(_directory["file"], new byte[101]);
        Assert.Equal("it has more than 100 bytes", Assert.Throws<IOException>(() => BoundedFile.ReadAllBytes(_directory["file"], 100)).Message);
    }

    [LinuxFact]
    public void A_device_without_an_end_is_refused() => Assert.Throws<IOException>(() => BoundedFile.ReadAllText("/dev/zero", 1000));

    [Fact]
    public void A_text_is_read_as_NET_reads_it()
    {
        foreach (var encoding in new[] { new UTF8Encoding(false), Encoding.UTF8, Encoding.Unicode })
        {
            File.WriteAllText(_directory["file"], "η = 1,5\n", encoding);
            Assert.Equal(File.ReadAllText(_directory["file"]), BoundedFile.ReadAllText(_directory["file"]));
        }
    }
}
