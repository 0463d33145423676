using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Watching;
using ActorBackprop.Simulation.Play;
using Spectre.Console.Testing;

namespace ActorBackprop.Cli.Tests.Watching;

/// <summary>What a frame shows.</summary>
public sealed class WatchScreenTests : IDisposable
{
    private readonly Played _played = new();

    [Fact]
    public void A_frame_shows_time_step_cost_workers_and_what_went_wrong()
    {
        _played.Game.Tick(50);
        _played.Press('k');
        _played.Game.Tick();

        var text = Draw(100, 30);

        Assert.Contains("A test   seed 7   virtual 0.051000 s   1×", text, StringComparison.Ordinal);
        Assert.Contains("of 1,000", text, StringComparison.Ordinal);
        Assert.Contains("cost ", text, StringComparison.Ordinal);
        Assert.Contains("4 workers: ", text, StringComparison.Ordinal);
        Assert.Contains("1 gone", text, StringComparison.Ordinal);
        Assert.Matches(@"> *0 +gone", text);
        Assert.Matches(@"(?m)^ +1 +(computing|waiting)", text);
        Assert.Matches(@"0\.050000 s +crash +worker-0", text);
    }

    [Fact]
    public void Only_workers_in_the_state_that_is_asked_for_are_listed()
    {
        _played.Game.Tick(5);
        _played.Press('k');
        _played.State.Filter = WorkerState.Gone;
        var text = Draw(100, 30);
        Assert.Matches(@"> *0 +gone", text);
        Assert.DoesNotMatch(@"(?m)^ +1 +(computing|waiting)", text);
    }

    [Fact]
    public void Every_key_is_explained()
    {
        _played.Press('?');
        var text = Draw(100, 40);
        Assert.All(WatchKeys.All, key => Assert.Contains(key.Meaning, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_and_what_they_do_fit_a_small_terminal()
    {
        _played.Game.Tick(20);
        _played.Press('?');
        var lines = Draw(80, 24).TrimEnd().Split('\n');
        Assert.InRange(lines.Length, WatchKeys.All.Count, 24);
        Assert.StartsWith("A test", lines[0], StringComparison.Ordinal);
        Assert.All(WatchKeys.All, key => Assert.Contains(lines, line => line.Contains(key.Meaning, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_held_pace_is_shown_as_the_time_of_a_step()
    {
        _played.Pace.StepSeconds = 4;
        Assert.Contains("   one step in 4.00 s   ", Draw(100, 30), StringComparison.Ordinal);
    }

    [Theory, InlineData(60, 20), InlineData(100, 24), InlineData(200, 50)]
    public void A_frame_fits_the_terminal(int width, int height)
    {
        _played.Game.Tick(20);
        var lines = Draw(width, height).TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 10, height);
        Assert.All(lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
    }

    [Fact]
    public void A_curve_falls_where_its_values_do()
    {
        Assert.Equal("█▅▁", Sparkline.Of([9, 6, 2], 3, blocks: true));
        Assert.Equal("@_", Sparkline.Of([5, 4, 2, 1], 2, blocks: false));
        Assert.Equal("▁▁", Sparkline.Of([3, 3], 80, blocks: true));
        Assert.Equal("", Sparkline.Of([], 80, blocks: true));
    }

    public void Dispose() => _played.Dispose();

    private string Draw(int width, int height)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        console.Profile.Height = height;
        console.Write(WatchScreen.Draw(new Screen(console, Blocks: true, Greys: false), _played.Start, _played.Loop, _played.Pace,
            Picture.Of(_played.Game, null), _played.State));
        return console.Output;
    }
}
