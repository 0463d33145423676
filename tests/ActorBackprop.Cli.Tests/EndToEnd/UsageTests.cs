using System.Diagnostics;
using ActorBackprop.Cli.Tests.Commands;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>
/// What is asked for wrongly ends with the documented exit code and one line, and leaves standard output to results.
/// Code 1 is for bugs, 5 for workers that are all lost and 7 for a machine that computes wrongly: no command line leads there.
/// </summary>
[Collection(nameof(OneConsole))]
public sealed class UsageTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    /// <summary>A command line, and what the line says; {data}, {root} stand for the set's and the tests' directory.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "trian", "'trian'; did you mean train? See: actorbackprop --help" },
        { "train --epoch 3", "'--epoch'; did you mean --epochs? See: actorbackprop train --help" },
        { "train --json --bogus-flag", "'--bogus-flag'. See: actorbackprop train --help" },
        { "train --json --epochs", "'--epochs'. See: actorbackprop train --help" },
        { "doctor now", "'now'. See: actorbackprop doctor --help" },
        { "config prnt", "'prnt'; did you mean print? See: actorbackprop config --help" },
        { "train --json --epochs many", "--epochs: expected a whole number of 1 or more, found many." },
        { "train --json --learning-rate 0", "--learning-rate: expected a number above 0" },
        { "train --json --workers 0", "--workers: expected a whole number from 1 to 100000, found 0." },
        { "train --json --workers 1025", "workers: expected at most 1024 in one process, found 1025 (--workers)" },
        { "train --json --processes 2 --min-workers 5", "The training would wait forever: it needs 5 workers, but all processes together have 2, and no others can join. Lower --min-workers, or" },
        { "train --json --cost quadratik", "--cost: expected" },
        { "train --json --set learnigRate=1", "unknown key \"learnigRate\"; did you mean \"learningRate\"?" },
        { "train --json --set learningRate", "--set learningRate: expected key=value" },
        { "train --json --config absent.jsonc", "absent.jsonc: there is no such configuration file" },
        { "train --json --optimizer adam --momentum 0.9", "momentum needs optimizer sgd" },
        { "train --json --microbatch 20 --minibatch 10", "microbatch is 20, but is a slice of minibatch, which is 10" },
        { "train --json --epochs 1 --epochs 2", "'--epochs' expects a single argument but 2 were provided. See: actorbackprop train --help" },
        { "train --json --activation relu,relu --cost sigmoid-cross-entropy", "sigmoid-cross-entropy needs sigmoid in the last layer" },
        { "train --json --data {data} --layers 63,10", "layers: the first has 63 neurons, but an image has 64 pixels; begin with 64." },
        { "train --json --data {data} --layers 64,10 --validation 360", "validation: 360 images cannot be held out of 360" },
        { "train --json --data {data} --layers 64,10 --out {root}", "is not empty; choose a new or empty directory" },
        { "train --json --data {data} --layers 64,10 --out {data}/train-labels-idx1-ubyte", "is a file; choose a new or empty directory" },
        { "train --json --resume {root}", "is not the directory of a run: there is no run.json in it." },
        { "train --json --resume {root} --out {root}", "--out and --resume exclude each other" },
        { "train --json --dry-run", "--json and --dry-run exclude each other" },
        { "train --json --out {empty}", "--out: expected a value, found an empty string, perhaps from an unset variable. See: " },
        { "predict {empty}", "IMAGE: expected a value, found an empty string" },
        { "runs list {empty}", "DIR: expected a value, found an empty string" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_command_line_ends_with_2(string arguments, string says) => Fails(ExitCode.Usage, arguments, says);

    [Theory]
    [InlineData("--data {root}/nowhere --layers 64,10", "found no such directory; name a directory that has all four")]
    [InlineData("--data {root} --layers 64,10", "expected the files train-images-idx3-ubyte")]
    [InlineData("--data {data} --layers 64,9",
        "train-labels-idx1-ubyte, byte 17: expected a label below 9, the number of the network's outputs, found 9.")]
    public void Bad_data_end_with_3(string flags, string says)
    {
        Fails(ExitCode.Data, $"train --json --out {{root}}/never {flags}", says);
        Assert.False(Path.Exists(digits.At("never")));
    }

    [Fact]
    public void A_truncated_data_file_ends_with_3()
    {
        var file = Path.Combine(digits.Write("cut", 20, 20, seed: 1), "t10k-images-idx3-ubyte");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);
        Fails(ExitCode.Data, "train --json --data {root}/cut --layers 64,10", "t10k-images-idx3-ubyte");
    }

    [Fact]
    public void A_directory_that_cannot_be_made_ends_with_8() => Fails(
        ExitCode.Io,
        "train --json --data {data} --layers 64,10 --out {data}/train-labels-idx1-ubyte/run",
        "look at the disk's free space and the permissions.");

    [Theory]
    [InlineData("{root}", "Cannot write {root}: it is a directory; name a file.")]
    [InlineData("{root}/nowhere/page.html", "Cannot write {root}/nowhere/page.html: there is no directory {root}/nowhere; create it first.")]
    public void A_file_that_cannot_be_written_where_it_is_to_be_ends_with_8(string file, string says) =>
        Fails(
            ExitCode.Io,
            $"explain --layers 1,1 --input 1 --target 1 --html {file}",
            says.Replace("{root}", digits.Root, StringComparison.Ordinal));

    [LinuxTheory("/dev/full"), Trait("Category", "Long")]
    [InlineData("train --json --data {data} --layers 64,12,10 --epochs 3 --out {root}/full")]
    [InlineData("train --json --data {data} --layers 64,12,10 --epochs 3 --out {root}/full-sequential --sequential")]
    [InlineData("train --data {data} --layers 64,12,10 --epochs 3 --out {root}/full-plain")]
    [InlineData("explain")]
    [InlineData("config print")]
    [InlineData("--help")]
    public async Task A_standard_output_that_is_full_ends_with_8(string arguments)
    {
        var outcome = await Actorbackprop.Run(Words(arguments), into: "/dev/full");
        Assert.Equal("Cannot write to standard output: No space left on device; look at the disk's free space and the permissions.",
            outcome.Failed(ExitCode.Io));
    }

    [LinuxTheory("/dev/zero"), Trait("Category", "Long")]
    [InlineData("predict /dev/zero --run {root}/trained", ExitCode.Data, "/dev/zero: expected a picture of at most 67108864 bytes, found more")]
    [InlineData("worker --join 127.0.0.1:1 --token-file /dev/zero", ExitCode.Usage,
        "The token file /dev/zero cannot be read (it has more than 65536 bytes).")]
    public async Task An_endless_device_is_read_only_up_to_the_limit_for_files(string arguments, ExitCode code, string says)
    {
        (await Actorbackprop.Run(Actorbackprop.Train(digits, "trained", "--epochs 1"))).Succeeded();
        Fails(code, arguments, says);
        Directory.Delete(digits.At("trained"), recursive: true);
    }

    [LinuxTheory("a shell")]
    [InlineData("train --data {data} --layers 64,10 --out {root}/closed-{n} >&-", ExitCode.Io, "Cannot write to standard output: it is closed")]
    [InlineData("train --bogus 2>&-", ExitCode.Usage, "")]
    [InlineData("train --bogus 2>/dev/full", ExitCode.Usage, "")]
    [InlineData("config print >&- 2>&-", ExitCode.Io, "")]
    public async Task Closed_or_full_streams_are_not_bugs(string arguments, ExitCode code, string says)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "actorbackprop.dll");
        var command = string.Join(' ', Words(arguments.Replace("{n}", "1", StringComparison.Ordinal)));
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$0\" \"{program}\" {command}",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal((int)code, shell.ExitCode);
        Assert.StartsWith(says, error, StringComparison.Ordinal);
        Assert.InRange(error.Split('\n').Length, 1, 2);
    }

    [Fact]
    public async Task A_training_that_does_not_fit_into_memory_is_refused_at_the_start_with_9()
    {
        // In hexadecimal: 256 MiB. The parameters alone are 81 MB, and the training has several copies of them.
        var limit = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "10000000" };
        string[] arguments = ["--data", digits.Data, "--layers", "64,20000,950,10", "--workers", "2"];
        var refused = await Actorbackprop.Run(["train", "--json", "--out", digits.At("huge"), .. arguments], environment: limit);
        Assert.Matches("^This training takes at least 81[0-9] MB of memory, but the process may use 268 MB; use narrower layers",
            refused.Failed(ExitCode.Memory));
        Assert.False(Path.Exists(digits.At("huge")));
        var dry = await Actorbackprop.Run(["train", "--dry-run", .. arguments], environment: limit);
        Assert.Equal(refused.Error, dry.Error);
        Assert.Equal((int)ExitCode.Memory, dry.ExitCode);
    }

    [Fact]
    public async Task A_step_that_overflows_ends_with_4_with_advice_and_a_checkpoint()
    {
        var outcome = await Actorbackprop.Run(Actorbackprop.Train(digits, "overflow", "--activation relu,identity --learning-rate 3e38"));
        Assert.Equal(
            "Diverged: the update of step 0 is not finite. The steps are too large: use a lower --learning-rate.",
            outcome.Failed(ExitCode.Diverged));
        Assert.Equal(("run-diverged", 0), (Outcome.Text(outcome.Last, "event"), outcome.Last.GetProperty("steps").GetInt32()));
        Assert.Equal(["step-00000000.safetensors"], RunFiles.Checkpoints(digits.At("overflow")));
    }

    [Fact]
    public async Task A_training_that_diverges_ends_with_4_with_advice_and_a_checkpoint()
    {
        const string Flags = "--activation relu --cost softmax-cross-entropy --learning-rate 1e30";
        var outcome = await Actorbackprop.Run(Actorbackprop.Train(digits, "diverged", Flags));
        Assert.Contains("use a lower --learning-rate", outcome.Failed(ExitCode.Diverged), StringComparison.Ordinal);
        Assert.Equal("run-diverged", Outcome.Text(outcome.Last, "event"));
        Assert.InRange(outcome.Last.GetProperty("refused").GetProperty("nonFinite").GetInt32(), 2, 4); // one part twice, the other at most so
        var steps = outcome.Last.GetProperty("steps").GetInt64();
        Assert.Equal([$"step-{steps:D8}.safetensors"], RunFiles.Checkpoints(digits.At("diverged")));
        Assert.Equal(4, RunFiles.Record(digits.At("diverged")).GetProperty("exitCode").GetInt32());
    }

    private void Fails(ExitCode code, string arguments, string says)
    {
        var outcome = Actorbackprop.RunHere(Words(arguments));
        Assert.Contains(says, outcome.Failed(code), StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
    }

    private IEnumerable<string> Words(string arguments) => Actorbackprop.Split(arguments).Select(word =>
        word.Replace("{empty}", "", StringComparison.Ordinal)
            .Replace("{data}", digits.Data, StringComparison.Ordinal).Replace("{root}", digits.Root, StringComparison.Ordinal));
}
