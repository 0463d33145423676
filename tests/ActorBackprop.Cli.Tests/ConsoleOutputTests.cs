using System.Text;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Cli.Tests;

public sealed class ConsoleOutputTests
{
    [Fact]
    public void A_failed_write_ends_the_program_with_a_sentence()
    {
        using var full = new ConsoleOutput(new Refusing(new IOException("No space left on device")), isForgiving: false);
        Assert.Equal("Cannot write to standard output: No space left on device; look at the disk's free space and the permissions.",
            Assert.Throws<RunIoException>(() => full.WriteLine("text")).Message);
        // .NET's answer where the stream is closed.
        using var closed = new ConsoleOutput(new Refusing(new UnauthorizedAccessException("Access to the path is denied.")), isForgiving: false);
        Assert.Equal("Cannot write to standard output: it is closed; send it to a file, or to /dev/null.",
            Assert.Throws<RunIoException>(() => closed.Write('a')).Message);
    }

    [Theory]
    [InlineData(typeof(IOException)), InlineData(typeof(UnauthorizedAccessException))]
    public void Output_to_a_closed_terminal_is_lost_without_an_error(Type refusal)
    {
        using var output = new ConsoleOutput(new Refusing((Exception)Activator.CreateInstance(refusal)!), isForgiving: true);
        output.WriteLine("text");
        output.Write('a');
        output.Write("text");
        output.Write(['a', 'b'], 0, 2);
        output.Flush();
    }

    private sealed class Refusing(Exception refusal) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw refusal;

        public override void Flush() => throw refusal;
    }
}
