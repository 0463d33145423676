using ActorBackprop.Cli.Displays;
using Spectre.Console;
using Spectre.Console.Testing;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class ScreenTests
{
    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, false)]
    [InlineData(true, "1", false)]
    [InlineData(false, "1", true)]
    public void Redirected_output_has_no_colours_and_no_blocks(bool redirected, string? noColor, bool ascii)
    {
        using var writer = new StringWriter();
        var screen = Screen.Create(writer, redirected, noColor, ascii);
        if (redirected || ascii) Assert.False(screen.Blocks);
        if (redirected || ascii || noColor is not null) Assert.False(screen.Greys);
        screen.Console.Write(new Text("x", new Style(Color.Red)));
        if (redirected) Assert.Equal("x", writer.ToString());
    }

    [Fact]
    public void Other_characters_are_replaced_with_ASCII_on_request()
    {
        using var writer = new StringWriter();
        Screen.Create(writer, redirected: true, noColor: null, ascii: true).Line("∂C/∂w ↑, fitted in 28×28, é");
        Assert.Equal("dC/dw ^, fitted in 28x28, ?", writer.ToString().TrimEnd());
    }

    [Fact]
    public void A_line_is_not_broken_in_a_file()
    {
        using var writer = new StringWriter();
        Screen.Create(writer, redirected: true, noColor: null, ascii: false).Console.MarkupLine(string.Join(' ', Enumerable.Repeat("word", 32)));
        Assert.Single(writer.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_table_that_is_wider_than_the_terminal_is_written_whole()
    {
        using var terminal = new TestConsole().Width(40);
        var screen = new Screen(terminal, Blocks: true, Greys: true);
        var table = screen.Table("<run", "test", "samples/s", "<weights");
        table.AddRow("a-run-with-a-name", "95.15 %", "1,234,567", "83a874ec3924");
        screen.Write(table);
        Assert.Contains("a-run-with-a-name 95.15 % 1,234,567 83a874ec3924", terminal.Output, StringComparison.Ordinal);
        Assert.Equal(40, terminal.Profile.Width);
    }

    [Theory]
    [InlineData(null, null, null, false)]
    [InlineData(null, null, "C", true)]
    [InlineData(null, null, "POSIX", true)]
    [InlineData(null, null, "C.UTF-8", false)]
    [InlineData(null, null, "de_DE.utf8", false)]
    [InlineData(null, null, "de_DE.ISO-8859-1", true)]
    [InlineData(null, null, "de_DE", false)]
    [InlineData("C", null, "C.UTF-8", true)]
    [InlineData("", "C.UTF-8", "C", false)]
    public void The_first_variable_that_says_anything_tells_the_characters(string? all, string? characters, string? language, bool ascii)
    {
        if (OperatingSystem.IsWindows()) return; // it has no such variables
        Assert.Equal(ascii, Locale.IsAscii(name => name switch { "LC_ALL" => all, "LC_CTYPE" => characters, "LANG" => language, _ => null }));
    }
}
