using ActorBackprop.Cli.Displays;
using Spectre.Console;

namespace ActorBackprop.Cli.Tests.Displays;

public sealed class DigitDrawingTests
{
    private static readonly byte[] Pixels = [255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 255, 0, 128, 0, 0];

    [Fact]
    public void With_greys_two_rows_are_half_blocks_in_their_colours()
    {
        var drawn = Written(blocks: true, greys: true);
        Assert.Equal(["▀▄ ██", "▀ ▀  "], Plain(drawn).Split('\n'));
        Assert.Contains("\u001b[38;2;255;255;255;48;2;0;0;0m▀", drawn, StringComparison.Ordinal);
        Assert.Contains("38;2;128;128;128", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_greys_a_shade_of_a_block_stands_for_the_mean_of_two_rows() =>
        Assert.Equal(["▒▒ ██", "▒ ░  "], Written(blocks: true, greys: false).Split('\n'));

    [Fact]
    public void Without_blocks_ten_characters_stand_for_shades() =>
        Assert.Equal(["== @@", "= :  "], Written(blocks: false, greys: false).Split('\n'));

    private static string Written(bool blocks, bool greys)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = greys ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = greys ? ColorSystemSupport.TrueColor : ColorSystemSupport.NoColors,
        });
        console.Write(DigitDrawing.Draw(Pixels, 5, new Screen(console, blocks, greys)));
        return writer.ToString();
    }

    private static string Plain(string ansi) => System.Text.RegularExpressions.Regex.Replace(ansi, "\u001b\\[[0-9;]*m", "");
}
