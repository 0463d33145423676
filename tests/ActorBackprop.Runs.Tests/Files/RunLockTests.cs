using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class RunLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_second_owner_is_refused_with_the_first_ones_process_until_that_has_ended()
    {
        using (RunLock.Take(_directory.Path))
        {
            var sentence = $"{_directory.Path} is in use by process {Environment.ProcessId}; wait until it ends, or end it.";
            Assert.Equal(sentence, Assert.Throws<RunDirectoryException>(() => RunLock.Take(_directory.Path)).Message);
            Assert.Equal(sentence, Assert.Throws<RunDirectoryException>(() => RunLock.TakeToRead(_directory.Path)).Message);
        }
        RunLock.Take(_directory.Path).Dispose();
    }

    [Fact]
    public void A_lock_that_a_process_left_behind_is_taken_over_whoever_it_names()
    {
        // A process id that is in use, as after a restart of the machine.
        File.WriteAllText(_directory["lock"], $"{Environment.ProcessId} {Environment.MachineName}\n");
        using var owned = RunLock.Take(_directory.Path);
        Assert.Throws<RunDirectoryException>(() => RunLock.Take(_directory.Path));
    }

    [Theory]
    [InlineData("", "another process")]
    [InlineData("12345 elsewhere\n", "process 12345 on elsewhere")]
    [InlineData("\u001b[2J 1\n", "another process")]
    [InlineData("1 \u001b[2J\n", "another process")]
    public void The_refusal_is_one_sentence_for_any_content_of_the_lock(string content, string owner)
    {
        if (OperatingSystem.IsWindows()) return; // there nobody can read a file that another process has locked
        using var owned = new FileStream(_directory["lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        owned.Write(System.Text.Encoding.UTF8.GetBytes(content));
        Assert.Equal($"{_directory.Path} is in use by {owner}; wait until it ends, or end it.",
            Assert.Throws<RunDirectoryException>(() => RunLock.Take(_directory.Path)).Message);
    }

    [Fact]
    public void A_directory_that_is_gone_is_one_sentence() =>
        Assert.StartsWith("Cannot lock ", Assert.Throws<RunIoException>(() => RunLock.Take(_directory["absent"])).Message, StringComparison.Ordinal);
}
