using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>
/// A process that is killed leaves the directory as one of the operations of a save left it. Each of these states is made
/// by hand, then read: the old checkpoint or the new one comes, never another and never none.
/// </summary>
public sealed class InterruptedSaveTests : IDisposable
{
    private const string Old = "step-00000010.safetensors", New = "step-00000015.safetensors", Temporary = New + ".tmp";

    private readonly TemporaryDirectory _directory = new();
    private readonly CheckpointStore _store;
    private readonly byte[] _complete;

    public InterruptedSaveTests()
    {
        _store = new(_directory.Path);
        _complete = File.ReadAllBytes(Save(15));
        File.Delete(_directory[New]);
        Save(5);
        Save(10);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_kill_while_writing_leaves_the_old_checkpoint()
    {
        for (var length = 0; length <= _complete.Length; length++)
        {
            File.WriteAllBytes(_directory[Temporary], _complete[..length]);
            Assert.Equal(10, Loaded());
        }
    }

    [Fact]
    public void A_kill_after_the_rename_leaves_the_new_checkpoint_and_both_before()
    {
        File.WriteAllBytes(_directory[New], _complete);
        Assert.Equal(15, Loaded());
        Save(20);
        Assert.Equal([New, "step-00000020.safetensors"], _directory.Names);
    }

    [Fact]
    public void A_disk_that_lost_the_end_of_the_renamed_file_leaves_the_old_one()
    {
        for (var length = 0; length < _complete.Length; length++)
        {
            File.WriteAllBytes(_directory[New], _complete[..length]);
            Assert.Equal(10, Loaded());
        }
        File.WriteAllBytes(_directory[New], _complete);
        Assert.Equal(15, Loaded());
    }

    [Fact]
    public void The_next_save_removes_what_was_left_half_written()
    {
        File.WriteAllBytes(_directory[Temporary], _complete[..^1]);
        Save(20);
        Assert.Equal([Old, "step-00000020.safetensors"], _directory.Names);
    }

    [LinuxFact]
    public void A_full_disk_is_told_of_and_leaves_no_file_with_a_final_name()
    {
        // Through this link everything that is written goes to the device that never has space.
        File.CreateSymbolicLink(_directory[Temporary], "/dev/full");
        var e = Assert.Throws<RunIoException>(() => CheckpointFile.Write(_directory[New], Some.Checkpoint([2, 3, 1], steps: 15)));
        Assert.Contains($"Cannot write {_directory[New]}: No space left on device", e.Message, StringComparison.Ordinal);
        Assert.Equal(["step-00000005.safetensors", Old], _directory.Names);
        Assert.Equal(10, Loaded());
    }

    [LinuxFact]
    public void A_full_disk_leaves_the_old_content_of_a_file_that_is_replaced()
    {
        var before = File.ReadAllBytes(_directory[Old]);
        File.CreateSymbolicLink(_directory[Old + ".tmp"], "/dev/full");
        Assert.Throws<RunIoException>(() => CheckpointFile.Write(_directory[Old], Some.Checkpoint([9, 9], steps: 10)));
        Assert.Equal(before, File.ReadAllBytes(_directory[Old]));
    }

    private string Save(long steps) => _store.Save(Some.Checkpoint([2, 3, 1], steps: steps));

    private long Loaded()
    {
        var loaded = _store.LoadLatest(Some.NetworkOf);
        Assert.Equal(loaded.Path, _store.PathOf(loaded.Checkpoint.Snapshot.Steps));
        return loaded.Checkpoint.Snapshot.Steps;
    }
}
