using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Studio.Tests.Stages;

/// <summary>Moments that are kept to look back at.</summary>
public sealed class AlbumTests
{
    [Fact]
    public void However_long_a_game_is_its_moments_are_few_and_evenly_spread_from_its_beginning_on()
    {
        var album = new Album(TimeSpan.FromSeconds(1), 16);
        for (var second = 0; second <= 1000; second++)
            if (album.IsDue(TimeSpan.FromSeconds(second))) album.Add(MomentAt(second));
        var times = album.Index.Select(one => one[1]).ToArray();
        Assert.InRange(times.Length, 8, 16);
        Assert.Equal(0, times[0]);
        var gaps = times.Zip(times.Skip(1), (from, to) => to - from).ToArray();
        Assert.All(gaps, gap => Assert.Equal(gaps[0], gap));
        Assert.InRange(times[^1], 1000 - gaps[0], 1000);
    }

    [Fact]
    public void The_moment_of_a_turn_is_the_last_one_up_to_it()
    {
        var album = new Album(TimeSpan.FromSeconds(1), 16);
        Assert.Null(album.At(10));
        album.Add(MomentAt(2));
        album.Add(MomentAt(5));
        Assert.Null(album.At(1));
        Assert.Equal((2L, 2L, 5L, 5L), (TurnAt(2), TurnAt(4), TurnAt(5), TurnAt(99)));

        long TurnAt(long turn) => album.At(turn)!.Place.Turn;
    }

    private static Moment MomentAt(int second) => new(new GamePlace(second, TimeSpan.FromSeconds(second)), 0, 0, "", null, []);
}
