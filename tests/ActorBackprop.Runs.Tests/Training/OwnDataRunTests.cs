using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whole runs on data of somebody's own.</summary>
public sealed class OwnDataRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private readonly DataSets _files = IdxDirectory.Load(digits.Data, 10);

    [Fact]
    public void The_images_of_a_directory_given_by_hand_train_to_the_same_weights()
    {
        var fromFiles = Execute(Request("from-files") with { Data = null }, $"data={digits.Data}");
        Assert.Equal(fromFiles.WeightsSha256, Execute(Request("by-hand")).WeightsSha256);
        Assert.Equal(fromFiles.TestAccuracy, Execute(Request("by-hand-3"), "workers=3").TestAccuracy);
    }

    /// <summary>Pixel / 255 given as floats is what a network sees of the bytes; no directory is looked at.</summary>
    [Fact]
    public void Floats_train_to_the_weights_of_the_bytes_that_they_were_in_every_host()
    {
        var bytes = Execute(Request("bytes"));
        var floats = DataSets.Of(Floats(_files.Training), Floats(_files.Test));
        Assert.NotEqual(DataSets.Of(_files.Training, _files.Test).Sha256, floats.Sha256);
        var request = Request("floats") with { Data = floats };
        Assert.Equal(bytes.WeightsSha256, Execute(request, "data=/nowhere").WeightsSha256);
        Assert.Equal(bytes.WeightsSha256, Execute(request with { Out = digits.At("floats-sequential"), Sequential = true }).WeightsSha256);
        Assert.Equal(bytes.WeightsSha256, Execute(
            request with { Out = digits.At("floats-simulated"), Simulation = new() { World = Simulation.Rough } }, "workers=5").WeightsSha256);
    }

    [Fact]
    public void A_run_goes_on_with_the_data_it_was_begun_with_and_with_no_others()
    {
        var whole = Execute(Request("whole"), "epochs=4");
        var half = Execute(Request("half"));
        var resume = Request("-") with { Out = null, Resume = half.Start.Directory };
        Assert.Contains("was trained on other data",
            Assert.Throws<RunException>(() => Execute(resume with { Data = DataSets.Of(_files.Training, _files.Training) }, "epochs=4")).Message);
        Assert.Contains("expected data, found none", Assert.Throws<RunException>(() => Execute(resume with { Data = null }, $"data={digits.Data}")).Message);
        Assert.Equal(whole.WeightsSha256, Execute(resume, "epochs=4").WeightsSha256);
        Assert.Contains("(data), which its files do not hold", Assert.Throws<RunException>(() => Simulation.Replay(half.Start.Directory)).Message);
    }

    [Fact]
    public void Contradictory_settings_are_refused_with_a_sentence()
    {
        var cluster = new ClusterRequest { Processes = 2, Command = () => new System.Diagnostics.ProcessStartInfo() };
        Assert.Equal("data: worker processes read their images from files; train in one process, or save the custom images to a directory.",
            Assert.Throws<ConfigurationException>((Request("x") with { Cluster = cluster }).Check).Message);
        Assert.Equal("layers: the last has 11 neurons, but the data have 10 classes; end with 10.",
            Assert.Throws<ConfigurationException>(() => Execute(Request("y"), "layers=64,12,11")).Message);
        Assert.Equal("layers: the first has 63 neurons, but an image has 64 pixels; begin with 64.",
            Assert.Throws<ConfigurationException>(() => Execute(Request("z"), "layers=63,12,10")).Message);
    }

    [Fact]
    public void Sets_that_are_none_are_refused()
    {
        var one = new Dataset([1, 2], [0], 1, 2, 2);
        Assert.Contains("label 2, but classes is 2", Refusal(new Dataset([1, 2], [2], 1, 2, 2)));
        Assert.Contains("not finite", Refusal(new Dataset([1, float.PositiveInfinity], [0], 1, 2, 2)));
        Assert.Contains("differ in rows, columns or classes", Refusal(new Dataset([1, 2], [0], 2, 1, 2)));
        Assert.Contains("no images", Refusal(one.Slice(0, 0)));
        Assert.Equal(DataSets.Of(one, one), DataSets.Of(one, one));

        string Refusal(Dataset other) => Assert.Throws<ArgumentException>(() => DataSets.Of(one, other)).Message;
    }

    private static Dataset Floats(Dataset set) => new(
        [.. Enumerable.Range(0, set.Count).SelectMany(i => set.Pixels(i).ToArray()).Select(pixel => pixel / 255f)],
        [.. Enumerable.Range(0, set.Count).Select(i => (byte)set.Label(i))], set.Rows, set.Columns, set.Classes);

    private static RunResult Execute(RunRequest request, params string[] sets) => Simulation.Execute(request with
    {
        Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
            new[] { $"layers={SmallDigits.Layers}", "epochs=2", "minibatch=30" }.Concat(sets).Select(Assignment.Parse)),
    });

    private RunRequest Request(string name) => new()
    {
        Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), []),
        Arguments = [],
        Out = digits.At(name),
        Data = DataSets.Of(_files.Training, _files.Test),
    };
}
