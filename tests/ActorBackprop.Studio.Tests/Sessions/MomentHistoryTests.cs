using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>Moments that are kept to look back at.</summary>
public sealed class MomentHistoryTests
{
    [Fact]
    public void Moments_of_a_long_game_are_few_and_evenly_spaced()
    {
        var history = new MomentHistory(TimeSpan.FromSeconds(1), 16);
        for (var second = 0; second <= 1000; second++)
            if (history.IsDue(TimeSpan.FromSeconds(second))) history.Add(MomentAt(second));
        var times = history.Index.Select(one => one[1]).ToArray();
        Assert.InRange(times.Length, 8, 16);
        Assert.Equal(0, times[0]);
        var gaps = times.Zip(times.Skip(1), (from, to) => to - from).ToArray();
        Assert.All(gaps, gap => Assert.Equal(gaps[0], gap));
        Assert.InRange(times[^1], 1000 - gaps[0], 1000);
    }

    [Fact]
    public void The_moment_of_a_turn_is_the_last_one_up_to_it()
    {
        var history = new MomentHistory(TimeSpan.FromSeconds(1), 16);
        Assert.Null(history.At(10));
        history.Add(MomentAt(2));
        history.Add(MomentAt(5));
        Assert.Null(history.At(1));
        Assert.Equal((2L, 2L, 5L, 5L), (TurnAt(2), TurnAt(4), TurnAt(5), TurnAt(99)));

        long TurnAt(long turn) => history.At(turn)!.Place.Turn;
    }

    private static Moment MomentAt(int second) => new(new GamePlace(second, TimeSpan.FromSeconds(second)), 0, 0, "", null, []);
}
