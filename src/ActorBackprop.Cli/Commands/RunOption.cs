using System.CommandLine;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>--run DIR: whose network is used; without it the newest run in runs/.</summary>
internal sealed class RunOption
{
    private const string Parent = "runs";

    private readonly Option<string> _run = new("--run")
    {
        Description = $"Directory of the run whose newest checkpoint is used [default: the newest in {Parent}/]",
        HelpName = "DIR",
    };

    /// <summary>Adds it to a command.</summary>
    public RunOption(Command command) => command.Options.Add(_run);

    /// <summary>Opens the network.</summary>
    public TrainedNetwork Open(ParseResult parsed)
    {
        var trained = TrainedNetwork.Open(parsed.GetValue(_run) ?? Newest());
        foreach (var refused in trained.Refused) Console.Error.WriteLine(refused);
        return trained;
    }

    // By its record, which is written when a run begins and when it ends: names are anybody's choice.
    private static string Newest() =>
        (Directory.Exists(Parent) ? Directory.GetDirectories(Parent) : [])
            .Where(directory => File.Exists(RecordOf(directory)))
            .MaxBy(directory => File.GetLastWriteTimeUtc(RecordOf(directory)))
        ?? throw new RunException(ExitCode.Usage,
            $"There is no run in {Path.GetFullPath(Parent)}; name one with --run DIR, or train one: actorbackprop train.");

    private static string RecordOf(string directory) => Path.Combine(directory, "run.json");
}
