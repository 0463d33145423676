using System.Text;
using ActorBackprop.Runs.Output;

namespace ActorBackprop.Cli;

/// <summary>
/// Standard output as a file like any other: where it leads to may be full, and then the program ends as it does for its
/// own files. A reader who goes away is no failure: .NET lets that pass.
/// </summary>
internal sealed class StandardOutput(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Do(() => output.Write(value));

    public override void Write(string? value) => Do(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Do(() => output.Write(buffer, index, count));

    public override void WriteLine(string? value) => Do(() => output.WriteLine(value));

    public override void Flush() => Do(output.Flush);

    private static void Do(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new RunIoException("write to", "standard output", e);
        }
    }
}
