using ActorBackprop.Cli.Displays;
using Spectre.Console;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class DigitDrawingTests
{
    private static readonly byte[] Pixels = [255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 255, 0, 128, 0, 0];

    [Fact]
    public void With_greys_two_rows_are_half_blocks_in_their_colours()
    {
        var drawn = Written(DigitDrawing.Draw(Pixels, 5, greys: true), ColorSystemSupport.TrueColor);
        Assert.Equal(["▀▄ ██", "▀ ▀  "], Plain(drawn).Split('\n'));
        Assert.Contains("\u001b[38;2;255;255;255;48;2;0;0;0m▀", drawn, StringComparison.Ordinal);
        Assert.Contains("38;2;128;128;128", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_greys_ten_characters_stand_for_the_mean_of_two_rows() =>
        Assert.Equal(["== @@", "= :  "], Written(DigitDrawing.Draw(Pixels, 5, greys: false), ColorSystemSupport.NoColors).Split('\n'));

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, false)]
    [InlineData(true, "1", false)]
    [InlineData(false, "1", true)]
    public void What_is_redirected_gets_no_colours_and_no_blocks(bool redirected, string? noColor, bool ascii)
    {
        using var writer = new StringWriter();
        var screen = Screen.Create(writer, redirected, noColor, ascii);
        if (redirected || ascii) Assert.False(screen.Blocks);
        if (redirected || ascii || noColor is not null) Assert.False(screen.Greys);
        screen.Console.Write(new Text("x", new Style(Color.Red)));
        if (redirected) Assert.Equal("x", writer.ToString());
    }

    private static string Written(Paragraph drawing, ColorSystemSupport colors)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colors == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colors,
        });
        console.Write(drawing);
        return writer.ToString();
    }

    private static string Plain(string ansi) => System.Text.RegularExpressions.Regex.Replace(ansi, "\u001b\\[[0-9;]*m", "");
}
