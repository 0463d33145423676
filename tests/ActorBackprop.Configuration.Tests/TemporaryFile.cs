using System.Text;

namespace ActorBackprop.Configuration.Tests;

/// <summary>A file that is gone after the test.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorbackprop-").FullName;

    public TemporaryFile(byte[] content)
    {
        Path = System.IO.Path.Combine(_directory, "train.jsonc");
        File.WriteAllBytes(Path, content);
    }

    public TemporaryFile(string content) : this(Encoding.UTF8.GetBytes(content))
    {
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
