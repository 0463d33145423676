namespace ActorBackprop.Cluster.Tests.Processes;

/// <summary>A directory of a test's own, gone when the test is.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actorbackprop-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
