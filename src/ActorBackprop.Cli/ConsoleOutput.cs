using System.ComponentModel;
using System.Text;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Cli;

/// <summary>
/// Standard output or the error stream. A full disk behind it ends the program as it does for the program's own files. A closed pipe is no
/// failure: .NET ignores it.
/// </summary>
/// <param name="output">The stream.</param>
/// <param name="isForgiving">
/// Whether failed writes are ignored: on a terminal, which its user may close, and on the error stream, because no other stream could
/// report them.
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
                : new RunIoException( // .NET throws this for a closed stream
                    "Cannot write to standard output: it is closed; send it to a file, or to /dev/null.");
        }
    }
}

/// <summary>Makes text from outside, such as a file name, safe to print.</summary>
internal static class OneLine
{
    /// <summary>Returns a text with a question mark for each control character, which a terminal might obey.</summary>
    public static string Of(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
}
