using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Watching;
using Spectre.Console.Testing;

namespace ActorBackprop.Cli.Tests.Watching;

public sealed class WatchDisplayTests : IDisposable
{
    private readonly Played _played = new();

    /// <summary>A terminal that is closed tells of a key whenever it is asked, and the signal that comes with it ends the game.</summary>
    [Fact]
    public void Endless_keys_do_not_keep_a_finished_game_open()
    {
        using var console = new TestConsole();
        var (isOver, keys) = (false, 0);
        var display = new WatchDisplay(new Screen(console, Blocks: false, Greys: false), TimeProvider.System, NextKey);
        display.Started(_played.Start);
        display.Play(_played.Game, () => isOver);
        Assert.Equal(100, keys);

        ConsoleKeyInfo? NextKey()
        {
            isOver = ++keys == 100;
            return new ConsoleKeyInfo('x', ConsoleKey.X, false, false, false);
        }
    }

    /// <summary>A terminal may have no size, as in a container, or take on another one between two frames.</summary>
    [Theory]
    [InlineData(1, 1), InlineData(2, 20), InlineData(20, 2), InlineData(3, 200), InlineData(65535, 65535)]
    public void Resizing_the_terminal_does_not_end_a_game(int width, int height)
    {
        using var console = new TestConsole();
        var frames = 0;
        var display = new WatchDisplay(new Screen(console, Blocks: true, Greys: true), TimeProvider.System, NextKey);
        display.Started(_played.Start);
        display.Play(_played.Game, () => frames >= 20);
        Assert.Equal(20, frames);

        ConsoleKeyInfo? NextKey()
        {
            frames++;
            (console.Profile.Width, console.Profile.Height) = frames % 2 == 0 ? (width, height) : (1 + frames * 7, 1 + frames);
            return frames == 5 ? new ConsoleKeyInfo('?', ConsoleKey.None, false, false, false) : null;
        }
    }

    public void Dispose() => _played.Dispose();
}
