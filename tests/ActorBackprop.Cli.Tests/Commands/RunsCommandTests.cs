using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class RunsCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("actorbackprop-").FullName;

    [LinuxFact("any character in the name of a directory")]
    public void The_name_of_a_run_cannot_command_the_terminal()
    {
        var run = Path.Combine(_root, "a\u001b[2Jb\nc");
        InProcess.Ok("train", "--layers", "784,2,10", "--epochs", "1", "--sequential", "--quiet", "--out", Path.Combine(_root, "plain"));
        Directory.Move(Path.Combine(_root, "plain"), run);
        Assert.Contains("\na?[2Jb?c ", InProcess.Ok("runs", "list", _root), StringComparison.Ordinal);
        Assert.Contains("a?[2Jb?c", InProcess.Ok("runs", "compare", run, run).Split('\n')[0], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
