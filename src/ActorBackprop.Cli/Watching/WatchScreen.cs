using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Watching;

/// <summary>Draws a frame of the game in the width and height of the terminal.</summary>
internal static class WatchScreen
{
    private const int EventLines = 6, OtherLines = 9, BarWidth = 10;

    // A narrow terminal cuts off its end: help and quitting come first.
    private const string Footer =
        "? keys  q quit  space pause  . event  n minibatch  [ ] speed  ↑↓ worker  k kill  s slow  c cut  l latency  / filter";

    /// <summary>Returns a frame.</summary>
    /// <param name="screen">The terminal.</param>
    /// <param name="start">The start of the run.</param>
    /// <param name="loop">The loop that plays the game.</param>
    /// <param name="pace">Its speed.</param>
    /// <param name="picture">The picture of the game.</param>
    /// <param name="state">The state of the view.</param>
    public static IRenderable Draw(Screen screen, RunStart start, GameLoop loop, Pace pace, Picture picture, WatchState state)
    {
        var profile = screen.Console.Profile;
        var room = Math.Max(3, profile.Height - EventLines - OtherLines - 1);
        return new Rows(
            Line(Header(start, loop, pace, picture), new Style(decoration: Decoration.Bold)),
            Line(Progress(start, state)),
            Line(Cost(state, profile.Width, screen.Blocks)),
            Line(Traffic(picture)),
            state.ShowsHelp ? Keys(screen) : Workers(screen, picture, state, room),
            new Rows(state.Events.TakeLast(state.ShowsHelp ? 0 : EventLines).Select(line => Line(line, new Style(Color.Grey)))),
            Line(Footer, new Style(Color.Grey)));

        // Lines are cut, not wrapped: a wrapped line would push others off the screen.
        Text Line(string text, Style? style = null) => new(text.Length <= profile.Width ? text : text[..(profile.Width - 1)] + "…", style);
    }

    private static string Header(RunStart start, GameLoop loop, Pace pace, Picture picture)
    {
        var speed = loop.IsPaused ? "paused"
            : loop.IsUnbounded ? "full speed"
            : pace.IsHeld ? $"one step in {Sentences.Seconds(TimeSpan.FromSeconds(pace.StepSeconds))}"
            : loop.Speed.ToString("G3", CultureInfo.InvariantCulture) + "×";
        var title = start.Simulation!.World.Title is { Length: > 0 } known ? known : "Simulation";
        return $"{title}   seed {start.Plan.Seed}   virtual {picture.Now.TotalSeconds:N6} s   {speed}   "
            + $"{picture.Events:N0} events";
    }

    private static string Progress(RunStart start, WatchState state)
    {
        var steps = state.Last?.Steps ?? start.ResumedFromStep;
        var accuracy = state.Epochs.Count > 0 ? $"   test {state.Epochs[^1].TestAccuracy:P2}, epoch {state.Epochs[^1].Epoch}" : "";
        return $"step {steps:N0} of {start.Plan.Steps:N0}   {start.Plan.Network}   minibatch {start.Plan.Minibatch}{accuracy}";
    }

    private static string Cost(WatchState state, int width, bool blocks)
    {
        var now = state.Costs.Count > 0 ? Sentences.Number(state.Costs[^1]) : "–";
        return $"cost {now}  {Sparkline.Of(state.Costs, Math.Max(10, width - 16), blocks)}";
    }

    private static string Traffic(Picture picture)
    {
        var states = Enum.GetValues<WorkerState>()
            .Select(state => (state, count: picture.Workers.Count(worker => worker.State == state)))
            .Where(pair => pair.count > 0).Select(pair => $"{pair.count:N0} {Lower(pair.state)}");
        var faults = picture.Faults.Select(pair => $"{pair.Value:N0} {Lower(pair.Key)}");
        return $"{picture.Workers.Count:N0} workers: {string.Join(", ", states)}   {picture.PacketsInFlight:N0} in flight, "
            + $"{picture.ServerQueue:N0} queued   {string.Join(", ", faults)}";
    }

    private static Table Workers(Screen screen, Picture picture, WatchState state, int room)
    {
        var listed = picture.Workers.Where(worker => state.Filter is null || worker.State == state.Filter).ToList();
        // The selected worker stays visible.
        var at = Math.Max(0, listed.FindIndex(worker => worker.Number == state.Selected));
        var first = Math.Clamp(at - room / 2, 0, Math.Max(0, listed.Count - room));
        var table = screen.Table("<", "worker", "<state", "step", "<part", "samples", "starts", "×slow");
        foreach (var worker in listed.Skip(first).Take(room))
            table.AddRow(
                new Text(worker.Number == state.Selected ? ">" : " "), new Text($"{worker.Number}"),
                new Text(Lower(worker.State), new Style(ColourOf(worker.State))), new Text(worker.Step is { } step ? $"{step:N0}" : ""),
                new Text(Bar(worker, screen.Blocks)), new Text($"{worker.Samples:N0}"), new Text($"{worker.Starts}"),
                new Text(worker.Factor == 1 ? "" : $"{worker.Factor:G3}"));
        if (listed.Count > room) table.Caption = new TableTitle($"{first + 1}–{first + Math.Min(room, listed.Count)} of {listed.Count:N0}");
        return table;
    }

    private static Table Keys(Screen screen)
    {
        var table = screen.Table("<key", "<what it does").HideHeaders().NoBorder(); // everything fits into 24 lines
        foreach (var (key, meaning) in WatchKeys.All) table.AddRow(new Text(key), new Text(meaning));
        return table;
    }

    private static string Bar(WorkerPicture worker, bool blocks)
    {
        if (worker.State != WorkerState.Computing) return "";
        var full = (int)(worker.Progress * BarWidth);
        return new string(blocks ? '━' : '#', full) + new string(blocks ? '─' : '.', BarWidth - full);
    }

    private static Color ColourOf(WorkerState state) => state switch
    {
        WorkerState.Computing => Color.Green,
        WorkerState.Waiting => Color.Grey,
        WorkerState.Gone => Color.Red,
        _ => Color.Yellow,
    };

    private static string Lower<T>(T value) where T : struct, Enum => Learning.Names.Of(value);
}

/// <summary>Draws a curve as one line of text.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█", Plain = "_.-=+*#@";

    /// <summary>Returns the curve; each character shows the mean of its share of the values.</summary>
    /// <param name="values">The values, in order.</param>
    /// <param name="width">The number of characters.</param>
    /// <param name="blocks">Whether the terminal shows block characters.</param>
    public static string Of(IReadOnlyList<double> values, int width, bool blocks)
    {
        var count = Math.Min(width, values.Count);
        if (count <= 0) return "";
        var means = new double[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = ((int)((long)i * values.Count / count), (int)((long)(i + 1) * values.Count / count));
            for (var n = from; n < to; n++) means[i] += values[n] / (to - from);
        }
        var (least, most) = (means.Min(), means.Max());
        var marks = blocks ? Blocks : Plain;
        return string.Concat(means.Select(mean =>
            marks[most > least ? (int)Math.Min((mean - least) / (most - least) * marks.Length, marks.Length - 1) : 0]));
    }
}
