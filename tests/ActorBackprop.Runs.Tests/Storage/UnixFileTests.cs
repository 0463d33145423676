using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Storage;

public sealed class UnixFileTests
{
    [Theory]
    [InlineData(5, true)] // EIO
    [InlineData(28, true)] // ENOSPC
    [InlineData(22, false)] // EINVAL
    [InlineData(95, false)] // ENOTSUP of Linux
    [InlineData(13, false)] // EACCES
    [InlineData(9, false)] // EBADF
    [InlineData(38, false)] // ENOSYS of Linux
    [InlineData(1, false)] // EPERM
    [InlineData(30, false)] // EROFS
    public void Only_a_disk_that_fails_or_is_full_fails_a_flush(int error, bool isLoss) => Assert.Equal(isLoss, UnixFile.IsLoss(error));

    [Fact]
    public void A_directory_that_cannot_be_opened_is_not_flushed() => UnixFile.FlushDirectory("/nowhere/at/all");

    [Fact]
    public void A_directory_of_a_disk_is_flushed()
    {
        using var directory = new TemporaryDirectory();
        UnixFile.FlushDirectory(directory.Path);
    }
}
