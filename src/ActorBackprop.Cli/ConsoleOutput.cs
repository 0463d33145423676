using ActorBackprop.Runs.Storage;
using System.ComponentModel;
using System.Text;

namespace ActorBackprop.Cli;

/// <summary>
/// Standard output, or the error stream, as a file like any other: where it leads to may be full, and then the program ends as it
/// does for its own files. A reader who goes away is no failure: .NET lets that pass for a pipe.
/// </summary>
/// <param name="output">The stream as .NET has it.</param>
/// <param name="isForgiving">
/// Whether what cannot be written is lost without a word: on a terminal, which its user may close, and on the error stream, since
/// nobody is left to be told.
/// </param>
internal sealed class ConsoleOutput(TextWriter output, bool isForgiving) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Do(() => output.Write(value));

    public override void Write(string? value) => Do(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Do(() => output.Write(buffer, index, count));

    public override void WriteLine(string? value) => Do(() => output.WriteLine(value));

    public override void Flush() => Do(output.Flush);

    private void Do(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            if (isForgiving) return;
            throw e is not UnauthorizedAccessException
                ? new RunIoException("write to", "standard output", e)
                : new RunIoException("Cannot write to standard output: it is closed; send it to a file, or to /dev/null."); // as .NET says that
        }
    }
}
