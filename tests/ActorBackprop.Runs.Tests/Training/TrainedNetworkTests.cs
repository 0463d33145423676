using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class TrainedNetworkTests : IDisposable
{
    private const string DigitsSha256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    private readonly string _path = Directory.CreateTempSubdirectory("trained-").FullName;

    [Fact]
    public void The_newest_checkpoint_is_opened_with_its_settings()
    {
        var parameters = Save(DigitsSha256, steps: 3);
        Save(DigitsSha256, steps: 2); // of an earlier step: deletes the newer, so the next one is the newest again
        parameters = Save(DigitsSha256, steps: 5);
        var trained = TrainedNetwork.Open(_path);

        Assert.Equal("784-4-10", trained.Network.ToString());
        Assert.Equal(parameters, trained.Parameters);
        Assert.Equal(CanonicalOrder.FromMemory(trained.Network, parameters), trained.CanonicalParameters);
        Assert.Equal((5, DigitsSha256, 7ul), (trained.Steps, trained.DataSha256, trained.Settings.Seed));
        Assert.Empty(trained.Refused);
    }

    [Fact]
    public void A_trained_network_has_the_plan_and_data_of_its_run()
    {
        Save(DigitsSha256, steps: 1);
        var (plan, data) = TrainedNetwork.Open(_path).Prepare();

        Assert.Equal((50_000, 7ul), (plan.Samples, plan.Seed));
        Assert.Equal(10_000, data.Test.Count);
    }

    [Fact]
    public void Other_data_than_it_was_trained_on_must_be_asked_for()
    {
        Save(new string('a', 64), steps: 1);
        var trained = TrainedNetwork.Open(_path);

        Assert.Equal(ExitCode.Incompatible, Assert.Throws<RunException>(() => trained.Prepare()).Code);
        Assert.Equal(10_000, trained.Prepare(Digits.DigitFiles.Directory).Data.Test.Count);
    }

    /// <summary>A forged checkpoint may hold anything for the hash of its data, with a seal that is right.</summary>
    [Theory]
    [InlineData("00", "00…"), InlineData("", "nothing…"), InlineData("0123456789abcdef", "0123456789ab…")]
    [InlineData("\u001b[2J", "\"\\u001B[2J\"…")]
    public void The_refusal_is_one_sentence_for_any_data_hash_of_a_checkpoint(string dataSha256, string shown)
    {
        Save(dataSha256, steps: 1);
        var refusal = Assert.Throws<RunException>(() => TrainedNetwork.Open(_path).Prepare());
        Assert.Equal($"{_path} was trained on other data (SHA-256 {shown}, found {DigitsSha256[..12]}…).", refusal.Message);
        Assert.Equal(RunFault.TrainedOnOtherData, refusal.Fault);
    }

    [Fact]
    public void A_directory_without_run_or_checkpoint_is_refused()
    {
        Assert.Throws<RunDirectoryException>(() => TrainedNetwork.Open(Path.Combine(_path, "absent")));
        WriteRecord(RunDirectory.CreateAt(_path));
        Assert.Throws<CheckpointException>(() => TrainedNetwork.Open(_path));
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private float[] Save(string dataSha256, long steps)
    {
        var configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
            [new("layers", "784,4,10", "--layers"), new("seed", "7", "--seed")]);
        var network = configuration.Settings.ToPlan(1).Network;
        var directory = File.Exists(Path.Combine(_path, "run.json")) ? RunDirectory.Open(_path) : RunDirectory.CreateAt(_path);
        WriteRecord(directory);
        var parameters = ParameterInitialization.Draw(network, Initializer.Normal, (ulong)steps);
        directory.Checkpoints.Save(new(network, new(steps, parameters, [], default), 7, configuration.ToJson(), dataSha256));
        return parameters;
    }

    private static void WriteRecord(RunDirectory directory) => directory.WriteRecord(
        new() { Argv = [], Seed = 7, ResumedFromStep = 0, Started = TimeProvider.System.GetUtcNow() });
}
