using ActorBackprop.Configuration;
using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Tests.Patience;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Which images a run trains on and which it holds out.</summary>
public sealed class HeldOutRunTests : IDisposable
{
    private readonly SmallDigits _digits = new();

    public void Dispose() => _digits.Dispose();

    private TrainingSettings Settings => new() { Layers = [64, 12, 10], Data = _digits.Data };

    [Fact]
    public void Other_data_are_split_by_class_and_the_digits_that_ship_keep_the_last_10000()
    {
        var own = TrainingRun.Prepare(Settings).Data;
        Assert.Equal(Enumerable.Repeat(30, 10), own.Training.CountLabels());
        Assert.NotEqual(Labels(IdxDirectory.Load(_digits.Data).Training.Slice(300, 60)), Labels(own.Validation!));

        var last = Labels(IdxDirectory.Load(DigitFiles.Directory).Training.Slice(50_000, 10_000));
        Assert.Equal(last, Labels(TrainingRun.Prepare(new TrainingSettings()).Data.Validation!));
        Assert.Equal(last, Labels(TrainingRun.Prepare(new TrainingSettings { Data = DigitFiles.Directory }).Data.Validation!));
        Assert.NotEqual(last, Labels(TrainingRun.Prepare(new TrainingSettings { HoldOut = HoldOut.Stratified }).Data.Validation!));
    }

    [Theory, InlineData(null), InlineData(HoldOut.Stratified), InlineData(HoldOut.Last)]
    public void A_process_that_only_trains_has_the_training_images_of_the_leader(HoldOut? holdOut)
    {
        foreach (var settings in new[] { Settings with { HoldOut = holdOut }, new TrainingSettings { HoldOut = holdOut, Data = DigitFiles.Directory } })
        {
            var (leader, worker) = (TrainingRun.Prepare(settings), TrainingRun.Prepare(settings, trainsOnly: true));
            Assert.Equal(leader.Plan.Images, worker.Plan.Images);
            Assert.Equal(leader.Data.Sha256, worker.Data.Sha256);
            Assert.Equal(Labels(leader.Data.Training), Labels(worker.Data.Training));
            for (var i = 0; i < worker.Data.Training.Count; i += 7)
                Assert.True(leader.Data.Training.Pixels(i).SequenceEqual(worker.Data.Training.Pixels(i)), $"image {i}");
        }
    }

    [Fact]
    public void A_configuration_that_an_older_version_saved_keeps_the_last_images()
    {
        const string Old = "{ \"layers\": [64, 12, 10], \"data\": \"/somewhere\" }";
        Assert.Equal(HoldOut.Last, ResolvedConfiguration.FromJson(Old, "old").HoldOut);
        Assert.Null(ResolvedConfiguration.FromJson(Old.Replace("}", ", \"holdOut\": null }", StringComparison.Ordinal), "new").HoldOut);
        Assert.Null(ResolvedConfiguration.FromJson("{}", "the digits that ship").HoldOut);

        var (saved, written) = (_digits.At("config.resolved.json"), _digits.At("mine.jsonc"));
        File.WriteAllText(saved, Old);
        File.WriteAllText(written, Old);
        Assert.Equal(HoldOut.Last, ResolvedConfiguration.Resolve(saved, new Dictionary<string, string>(), []).Settings.HoldOut);
        Assert.Null(ResolvedConfiguration.Resolve(written, new Dictionary<string, string>(), []).Settings.HoldOut);
    }

    /// <summary>The files of an older version have no "holdOut": they are made by taking it out of those of a run with the last images.</summary>
    [Fact]
    public void A_resumed_run_of_an_older_version_comes_to_its_own_weights()
    {
        string[] Sets(int epochs, string holdOut) =>
            [$"data={_digits.Data}", $"layers={SmallDigits.Layers}", $"epochs={epochs}", "minibatch=30", $"holdOut={holdOut}"];
        var whole = ListeningRun.Of(Sets(4, "last"), _digits.At("whole"), sequential: true).Result;
        Assert.NotEqual(whole.WeightsSha256, ListeningRun.Of(Sets(4, "stratified"), _digits.At("other"), sequential: true).Result.WeightsSha256);
        var half = ListeningRun.Of(Sets(2, "last"), _digits.At("half"), sequential: true).Result;

        var directory = RunDirectory.Open(_digits.At("half"));
        var old = File.ReadAllText(directory.ConfigurationPath).Replace("  \"holdOut\": \"last\",\n", "", StringComparison.Ordinal);
        File.WriteAllText(directory.ConfigurationPath, old);
        var path = directory.Checkpoints.PathOf(half.Steps);
        var checkpoint = CheckpointFile.Read(path, json => ResolvedConfiguration.FromJson(json, "it").ToNetwork());
        CheckpointFile.Write(path, checkpoint with { ConfigurationJson = old });
        Assert.DoesNotContain("holdOut", old);

        var request = new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(
                TrainingRun.ConfigurationOf(directory.Path), new Dictionary<string, string>(), [Assignment.Parse("epochs=4")]),
            Arguments = [],
            Resume = directory.Path,
            Sequential = true,
        };
        var resumed = TrainingRun.Execute(request, new RecordingListener(), TimeProvider.System, CancellationToken.None);
        Assert.Equal((whole.WeightsSha256, half.Steps), (resumed.WeightsSha256, resumed.Start.ResumedFromStep));
    }

    [Fact]
    public void Missing_classes_and_unused_outputs_are_reported_before_the_first_epoch()
    {
        DataSets Data(byte[] training, byte[] test, int classes) =>
            DataSets.Of(new Dataset(new byte[training.Length], training, 1, 1, classes), new Dataset(new byte[test.Length], test, 1, 1, classes));
        Assert.Empty(Remarks.OnData(Data([0, 1, 2], [2], 3)));
        Assert.Equal("No training image has the label 2, but 3 of the images to judge by have: the network cannot learn what it is not shown.",
            Assert.Single(Remarks.OnData(Data([0, 1], [2, 2, 0, 2], 3))));
        Assert.Equal("No image has the labels 2, 3: the network has 4 outputs, and the labels use 2 of them; end layers with 2, the highest "
            + "label + 1.", Assert.Single(Remarks.OnData(Data([0, 1], [1], 4))));
        Assert.Equal("No image has the label 1: the network has 3 outputs, and the labels use 2 of them.",
            Assert.Single(Remarks.OnData(Data([0, 2], [2], 3))));
        Assert.Equal(2, Remarks.OnData(Data([0], [1], 3)).Count());

        var run = ListeningRun.Of([$"data={_digits.Data}", "layers=64,12,11", "epochs=1"], _digits.At("run"));
        Assert.Contains(run.Remarks, remark => remark.StartsWith("No image has the label 10:", StringComparison.Ordinal));
    }

    /// <summary>As the letters of EMNIST are, from 1 to 26.</summary>
    [Theory]
    [InlineData(27, "label 0", "where labels begin at 1, subtract 1 from each label and end layers with 26")]
    [InlineData(29, "labels 0, 27, 28", "end layers with 27, the highest label + 1, or subtract 1 from each label and end with 26")]
    public void Labels_that_begin_at_1_need_as_many_outputs_as_the_highest_says_and_one_more(int outputs, string unused, string cure)
    {
        byte[] letters = [.. Enumerable.Range(1, 26).Select(label => (byte)label)];
        var set = new Dataset(new byte[26], letters, 1, 1, outputs);
        Assert.Equal($"No image has the {unused}: the network has {outputs} outputs, and the labels use 26 of them; {cure}.",
            Assert.Single(Remarks.OnData(DataSets.Of(set, set))));
    }

    [Fact]
    public void More_classes_than_a_label_can_name_are_refused_before_data_are_read() => Assert.Equal(
        "layers: the last has 300 neurons, one for each class, but data have at most 256 classes; end with 256 or fewer.",
        Assert.Throws<ConfigurationException>(() => TrainingRun.Prepare(new TrainingSettings { Layers = [4, 300], Data = "/nowhere" })).Message);

    private static int[] Labels(Dataset set) => [.. Enumerable.Range(0, set.Count).Select(set.Label)];
}
