using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class ReplayCommandTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public void The_same_bits_are_one_sentence_and_0()
    {
        var run = Simulate("same");
        var sentence = Assert.Single(InProcess.Ok("replay", run).TrimEnd().Split('\n'));
        Assert.Matches($"^{run} replays to the same bits: [0-9,]+ events in [0-9.]+ m?s of virtual time, "
            + "eventsSha256 [0-9a-f]{64}, weightsSha256 [0-9a-f]{64}\\.$", sentence.TrimEnd('\r'));
    }

    [Fact]
    public void Other_bits_are_named_with_both_values_and_7()
    {
        var run = Simulate("tampered");
        var record = Path.Combine(run, "run.json");
        var text = File.ReadAllText(record);
        var key = "\"eventsSha256\": \"";
        var at = text.IndexOf(key, StringComparison.Ordinal) + key.Length;
        var hash = text[at..(at + 64)];
        var other = (hash[0] == '0' ? '1' : '0') + hash[1..];
        File.WriteAllText(record, text.Replace(hash, other, StringComparison.Ordinal));
        Assert.Equal($"{run} does not replay: eventsSha256 was {other} and is {hash}.", InProcess.Refusal(ExitCode.WrongBits, "replay", run));
    }

    [Fact]
    public void A_replay_up_to_a_time_compares_nothing_and_says_so()
    {
        var run = Simulate("until");
        Assert.StartsWith($"{run} replayed to the requested time, so nothing is compared: ", InProcess.Ok("replay", run, "--until", "1ms"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_replay_of_a_killed_run_compares_nothing()
    {
        var run = Simulate("killed");
        var record = Path.Combine(run, "run.json");
        // As it was before the end.
        var lines = File.ReadAllLines(record).Where(line => !line.Contains("Sha256", StringComparison.Ordinal));
        File.WriteAllText(record, string.Join('\n', lines));
        Assert.StartsWith($"{run} replayed to its end; the run itself did not finish, so nothing is compared: ", InProcess.Ok("replay", run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_training_is_trained_again()
    {
        var run = digits.At("real");
        InProcess.Ok("train", "--data", digits.Data, "--layers", SmallDigits.Layers, "--epochs", "2", "--quiet", "--out", run);
        Assert.Matches($"^{run} replays to the same bits: 60 steps, weightsSha256 [0-9a-f]{{64}}\\.$", InProcess.Ok("replay", run).TrimEnd());
        Assert.EndsWith("no virtual time. Leave out --until.", InProcess.Refusal(ExitCode.Usage, "replay", run, "--until", "1s"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_training_whose_weights_depend_on_timing_is_not_replayed()
    {
        var run = digits.At("asynchronous");
        InProcess.Ok(
            "train", "--data", digits.Data, "--layers", SmallDigits.Layers, "--epochs", "1", "--mode", "asynchronous", "--quiet", "--out", run);
        Assert.StartsWith($"{run} was trained in mode asynchronous, in which the weights depend on which worker answers first: ",
            InProcess.Refusal(ExitCode.Incompatible, "replay", run), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_without_a_run_is_refused()
    {
        Assert.StartsWith($"{digits.Data} is not the directory of a run", InProcess.Refusal(ExitCode.Usage, "replay", digits.Data), StringComparison.Ordinal);
        var run = Simulate("bad-world");
        File.WriteAllText(Path.Combine(run, "world.json"), "{ \"title\": \"t\", \"world\": { \"lnks\": {} } }");
        Assert.EndsWith("world.json(1,28): unknown key \"lnks\"; did you mean \"links\"?", InProcess.Refusal(ExitCode.Usage, "replay", run), StringComparison.Ordinal);
    }

    private string Simulate(string name)
    {
        var run = digits.At(name);
        InProcess.Ok("simulate", "flaky", "--data", digits.Data, "--layers", SmallDigits.Layers, "--epochs", "1", "--quiet", "--out", run);
        return run;
    }
}
