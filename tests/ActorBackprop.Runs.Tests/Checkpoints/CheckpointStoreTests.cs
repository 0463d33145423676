using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private static readonly int[] _widths = [2, 3, 1];

    private readonly TemporaryDirectory _directory = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_newest_two_are_kept()
    {
        foreach (var steps in new[] { 5, 10, 15, 100_000_000, 100_000_015 }) Save(steps);
        Assert.Equal(["step-100000000.safetensors", "step-100000015.safetensors"], _directory.Names);
        Assert.Equal(100_000_015, Loaded().Checkpoint.Snapshot.Steps);
    }

    [Fact]
    public void The_directory_is_made_and_the_file_is_named_after_its_steps()
    {
        var store = new CheckpointStore(_directory["a", "checkpoints"]);
        var path = store.Save(Some.Checkpoint(_widths, steps: 120));
        Assert.Equal(_directory["a", "checkpoints", "step-00000120.safetensors"], path);
        Assert.Equal(path, store.LoadLatest(Some.NetworkOf).Path);
    }

    [Fact]
    public void The_same_steps_saved_again_leave_the_one_before_alone()
    {
        Save(5);
        Save(10);
        Save(10);
        Assert.Equal(["step-00000005.safetensors", "step-00000010.safetensors"], _directory.Names);
    }

    [Fact]
    public void A_damaged_newest_is_passed_over_and_told_of()
    {
        Save(5);
        Damage(Save(10));
        var loaded = Loaded();
        Assert.Equal(5, loaded.Checkpoint.Snapshot.Steps);
        Assert.Contains("step-00000010.safetensors is not a checkpoint", Assert.Single(loaded.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public void The_good_one_gone_on_from_outlives_a_damaged_later_one()
    {
        Save(5);
        Damage(Save(10));
        Save(8);
        Assert.Equal(["step-00000005.safetensors", "step-00000008.safetensors"], _directory.Names);
    }

    [Fact]
    public void When_all_are_damaged_the_sentence_says_so()
    {
        Damage(Save(5));
        Damage(Save(10));
        var message = Assert.Throws<CheckpointException>(Loaded).Message;
        Assert.Contains("None of the 2 checkpoint(s)", message, StringComparison.Ordinal);
        Assert.Contains("step-00000010.safetensors", message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_there_is_none_the_sentence_says_so()
    {
        Assert.Contains("There is no checkpoint in", Assert.Throws<CheckpointException>(Loaded).Message, StringComparison.Ordinal);
        var absent = new CheckpointStore(_directory["absent"]);
        Assert.Throws<CheckpointException>(() => absent.LoadLatest(Some.NetworkOf));
    }

    [Fact]
    public void Files_of_others_are_neither_read_nor_deleted()
    {
        string[] others = ["notes.txt", "step-.safetensors", "step--0000001.safetensors", "step-x.safetensors"];
        foreach (var name in others) File.WriteAllText(_directory[name], "mine");
        foreach (var steps in new[] { 5, 10, 15 }) Save(steps);
        Assert.Equal(15, Loaded().Checkpoint.Snapshot.Steps);
        Assert.Superset(others.ToHashSet(), _directory.Names.ToHashSet());
        Assert.Equal(others.Length + 2, _directory.Names.Length);
    }

    [Fact]
    public void A_system_error_is_one_sentence_and_no_reason_to_use_an_older_checkpoint()
    {
        File.WriteAllText(_directory["file"], "");
        var store = new CheckpointStore(_directory["file"]);
        var message = Assert.Throws<RunIoException>(() => store.Save(Some.Checkpoint(_widths))).Message;
        Assert.StartsWith($"Cannot create the directory {_directory["file"]}: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private string Save(long steps) => _store.Save(Some.Checkpoint(_widths, steps: steps));

    private LoadedCheckpoint Loaded() => _store.LoadLatest(Some.NetworkOf);

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
