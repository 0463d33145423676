using System.Text.Json;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Tests.Checkpoints;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class RunDirectoryTests : IDisposable
{
    private const string Name = "20261123-101502_784-30-10_w2_s42";

    private readonly TemporaryDirectory _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void A_run_is_named_after_the_local_time_and_what_it_trains()
    {
        var run = RunDirectory.Create(_parent["runs"], "784-30-10_w2_s42", new FixedClock());
        Assert.Equal(_parent["runs", Name], run.Path);
        Assert.True(Directory.Exists(run.Path));
    }

    [Fact]
    public void Runs_of_the_same_second_are_numbered_from_the_second_on()
    {
        for (var i = 0; i < 3; i++) Create();
        Assert.Equal([Name, Name + "-2", Name + "-3"], _parent.Names);
    }

    [Fact]
    public void A_directory_another_run_made_a_moment_ago_is_not_taken_as_well()
    {
        Assert.True(RunDirectory.TryClaim(_parent["run"]));
        Assert.False(RunDirectory.TryClaim(_parent["run"]));
        Assert.True(RunDirectory.TryClaim(Directory.CreateDirectory(_parent["made but not yet claimed"]).FullName));
    }

    [Fact]
    public void A_name_with_a_path_in_it_is_the_callers_error() =>
        Assert.Throws<ArgumentException>(() => RunDirectory.Create(_parent.Path, "../x", new FixedClock()));

    [Fact]
    public void Somebodys_own_directory_may_be_absent_or_empty()
    {
        Assert.Equal(_parent["a", "b"], RunDirectory.CreateAt(_parent["a", "b"]).Path);
        Directory.CreateDirectory(_parent["empty"]);
        Assert.Equal(_parent["empty"], RunDirectory.CreateAt(_parent["empty"]).Path);
    }

    [Fact]
    public void Somebodys_own_directory_with_anything_in_it_is_refused_and_untouched()
    {
        File.WriteAllText(_parent["notes.txt"], "mine");
        var message = Assert.Throws<RunDirectoryException>(() => RunDirectory.CreateAt(_parent.Path)).Message;
        Assert.Equal($"{_parent.Path} is not empty; choose a new or empty directory, or resume the run in it.", message);
        Assert.Equal(["notes.txt"], _parent.Names);
        Assert.Throws<RunDirectoryException>(() => RunDirectory.CreateAt(_parent["notes.txt"]));
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_one_sentence()
    {
        File.WriteAllText(_parent["file"], "");
        Assert.Contains(
            "Cannot create the directory", Assert.Throws<RunIoException>(() => RunDirectory.CreateAt(_parent["file", "x"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_runs_directory_is_opened_again()
    {
        var message = Assert.Throws<RunDirectoryException>(() => RunDirectory.Open(_parent.Path)).Message;
        Assert.Contains("there is no run.json", message, StringComparison.Ordinal);
        var run = Create();
        run.WriteRecord(Record());
        Assert.Equal(run.Path, RunDirectory.Open(run.Path).Path);
    }

    [Fact]
    public void A_run_leaves_these_files()
    {
        var run = Create();
        run.WriteRecord(Record());
        run.WriteConfiguration("{}\n");
        run.Metrics.Append(SomeMetrics.Of(1));
        run.Checkpoints.Save(Some.Checkpoint([2, 1], steps: 120));
        TrainingPlot.Write(run.PlotPath, run.Metrics.Read());
        using (var log = RunLog.Open(run.LogPath)) log.Information("Epoch {Epoch} is completed", 1);

        var files = Directory.GetFiles(run.Path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(run.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "checkpoints/step-00000120.safetensors", "config.resolved.json", "log.jsonl", "metrics.jsonl", "run.json",
                "training.svg",
            ],
            files);
        Assert.Equal("{}\n", File.ReadAllText(run.ConfigurationPath));
        using var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(run.LogPath)));
        Assert.Equal("Epoch {Epoch} is completed", line.RootElement.GetProperty("@mt").GetString());
        Assert.Equal(1, line.RootElement.GetProperty("Epoch").GetInt32());
    }

    [Fact]
    public void The_record_says_who_ran_what_where_and_when()
    {
        var run = Create();
        var record = Record();
        run.WriteRecord(record);
        Assert.Equal(JsonValueKind.Null, Written().GetProperty("exitCode").ValueKind);

        run.WriteRecord(record with { Ended = record.Started.AddSeconds(90), ExitCode = 130, WeightsSha256 = Some.Sha256 });
        var written = Written();
        Assert.Equal(1, written.GetProperty("schema").GetInt32());
        Assert.StartsWith("0.", written.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(record.Argv, written.GetProperty("argv").EnumerateArray().Select(argument => argument.GetString()!));
        Assert.Equal(42UL, written.GetProperty("seed").GetUInt64());
        Assert.Equal(0, written.GetProperty("resumedFromStep").GetInt64());
        Assert.Equal(Environment.ProcessorCount, written.GetProperty("cores").GetInt32());
        Assert.StartsWith(".NET", written.GetProperty("framework").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", written.GetProperty("operatingSystem").GetString());
        Assert.NotEqual("", written.GetProperty("architecture").GetString());
        Assert.Contains(written.GetProperty("vectorBits").GetInt32(), (int[])[0, 128, 256, 512]);
        Assert.Equal("2026-11-23T10:15:02+02:00", written.GetProperty("started").GetString());
        Assert.Equal("2026-11-23T10:16:32+02:00", written.GetProperty("ended").GetString());
        Assert.Equal(130, written.GetProperty("exitCode").GetInt32());
        Assert.Equal(Some.Sha256, written.GetProperty("weightsSha256").GetString());

        JsonElement Written() => JsonElement.Parse(File.ReadAllText(run.RecordPath));
    }

    private static RunRecord Record() => new()
    {
        Argv = ["train", "--seed", "42", "--out", "a b\"+c"],
        Seed = 42,
        ResumedFromStep = 0,
        Started = new FixedClock().GetLocalNow(),
    };

    private RunDirectory Create() => RunDirectory.Create(_parent.Path, "784-30-10_w2_s42", new FixedClock());
}
