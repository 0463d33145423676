using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Tests.Checkpoints;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

/// <summary>What may be deleted for a run to begin again, and what is nobody's to delete.</summary>
public sealed class UnfinishedRunTests : IDisposable
{
    private readonly TemporaryDirectory _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Files_that_a_killed_run_left_are_deleted()
    {
        var directory = Begin(exitCode: null);
        directory.WriteWorld("{}");
        foreach (var name in new[] { "log.jsonl", "training.svg", "join-token", "run.json.tmp", "lock" }) File.WriteAllText(_run[name], "x");
        directory.Checkpoints.Save(Some.Checkpoint([2, 1], steps: 5));
        File.WriteAllText(_run["checkpoints", "step-00000010.safetensors.tmp"], "x");

        RunDirectory.DeleteUnfinished(_run.Path, isReadable: true);

        Assert.Equal(["lock"], _run.Names);
        Assert.Equal(_run.Path, RunDirectory.CreateAt(_run.Path).Path); // and a run can begin there
    }

    [Fact]
    public void A_run_that_was_killed_at_its_very_beginning_is_deleted()
    {
        RunDirectory.CreateAt(_run.Path);
        RunDirectory.DeleteUnfinished(_run.Path, isReadable: false);
        Assert.DoesNotContain("metrics.jsonl", _run.Names);
    }

    [Theory]
    [InlineData("thesis.txt")]
    [InlineData("checkpoints/notes.txt")]
    [InlineData("checkpoints/step-best.safetensors")]
    [InlineData("old/run.json")]
    public void A_directory_with_a_foreign_file_is_left_alone(string foreign)
    {
        Begin(exitCode: null).Checkpoints.Save(Some.Checkpoint([2, 1], steps: 5));
        Directory.CreateDirectory(Path.GetDirectoryName(_run[foreign])!);
        File.WriteAllText(_run[foreign], "mine");
        Refused($"it contains {foreign.Split('/')[0]}, which no run creates; move it", isReadable: true);
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        using var elsewhere = new TemporaryDirectory();
        File.WriteAllText(elsewhere["step-00000005.safetensors"], "mine");
        Begin(exitCode: null);
        Directory.CreateSymbolicLink(_run["checkpoints"], elsewhere.Path);
        Refused("it contains checkpoints, which no run creates; move it", isReadable: true);
        Assert.Equal(["step-00000005.safetensors"], elsewhere.Names);
    }

    [Theory]
    [InlineData(ExitCode.Ok), InlineData(ExitCode.Diverged)]
    public void A_finished_run_is_not_deleted(ExitCode code)
    {
        Begin(code);
        Refused("because it contains a finished run; move it", isReadable: true);
    }

    [Fact]
    public void A_run_whose_record_is_torn_is_not_deleted()
    {
        Begin(ExitCode.Ok);
        File.WriteAllText(_run["run.json"], File.ReadAllText(_run["run.json"])[..100]);
        Refused("run.json: expected the record of a run, found something else.", isReadable: false);
    }

    [Theory]
    [InlineData("run.json"), InlineData("config.resolved.json")]
    public void A_trained_run_that_cannot_be_read_is_not_deleted(string missing)
    {
        Begin(exitCode: null).Checkpoints.Save(Some.Checkpoint([2, 1], steps: 5));
        File.Delete(_run[missing]);
        Refused("it contains a training's results, but run.json and config.resolved.json cannot be read; move it", isReadable: false);
    }

    [Fact]
    public void A_run_that_a_process_works_in_is_not_deleted()
    {
        Begin(exitCode: null);
        using var owned = RunLock.Take(_run.Path);
        Refused($"is in use by process {Environment.ProcessId}", isReadable: true);
    }

    private void Refused(string says, bool isReadable)
    {
        var before = Contents();
        var refusal = Assert.Throws<RunDirectoryException>(() => RunDirectory.DeleteUnfinished(_run.Path, isReadable));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    private string[] Contents() => [.. Directory.GetFiles(_run.Path, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal)];

    private RunDirectory Begin(ExitCode? exitCode)
    {
        var directory = RunDirectory.CreateAt(_run.Path);
        var record = new RunRecord { Argv = [], Seed = 1, ResumedFromStep = 0, Started = DateTimeOffset.UnixEpoch };
        directory.WriteRecord(record with { ExitCode = (int?)exitCode });
        directory.WriteConfiguration("{}");
        return directory;
    }
}
