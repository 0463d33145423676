using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>A network that was trained on the digits for an epoch.</summary>
public sealed class TrainedFixture : IDisposable
{
    public TrainedFixture()
    {
        Root = Directory.CreateTempSubdirectory("actorbackprop-").FullName;
        Run = Path.Combine(Root, "run");
        InProcess.Ok("train", "--epochs", "1", "--sequential", "--quiet", "--out", Run);
    }

    public string Root { get; }

    public string Run { get; }

    public DataSets Digits { get; } = IdxDirectory.Load(DigitFiles.Directory);

    public string At(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
