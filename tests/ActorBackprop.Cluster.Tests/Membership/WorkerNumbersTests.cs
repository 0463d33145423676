using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class WorkerNumbersTests
{
    /// <summary>Events at a gate: a process joins, a worker restarts, a process leaves.</summary>
    private static readonly Gen<(int What, int Number)[]> Events = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 20]).Array[0, 60];

    [Fact]
    public void A_number_is_never_held_twice_and_an_incarnation_is_never_reused()
    {
        Events.Sample(events =>
        {
            const int Most = 12;
            var crew = new WorkerNumbers(Most);
            var (here, held, used) = (new List<IReadOnlyList<WorkerId>>(), new HashSet<int>(), new HashSet<(int, int)>());
            var last = new Dictionary<int, int>();
            foreach (var (what, number) in events)
            {
                switch (what)
                {
                    case 0 when crew.TryTake(number % 5) is { } places:
                        Assert.Equal(number % 5, places.Count);
                        foreach (var place in places)
                        {
                            Assert.True(held.Add(place.Number), "a number is held twice");
                            Assert.InRange(place.Number, 0, Most - 1);
                            Assert.True(used.Add((place.Number, place.Incarnation)), "an incarnation has come back");
                            Assert.True(place.Incarnation > last.GetValueOrDefault(place.Number), "an incarnation is below an older one");
                            last[place.Number] = place.Incarnation;
                        }
                        here.Add(places);
                        break;
                    case 0:
                        Assert.True(number % 5 == 0 || held.Count + number % 5 > Most, "there was a place");
                        break;
                    case 1 when held.Count > 0: // a worker that has crashed in its process comes with the next incarnation
                        var again = held.Order().ElementAt(number % held.Count);
                        crew.Seen(new WorkerId(again, ++last[again]));
                        Assert.True(used.Add((again, last[again])));
                        break;
                    case 2 when here.Count > 0:
                        var gone = here[number % here.Count];
                        crew.Free(gone);
                        here.Remove(gone);
                        held.ExceptWith(gone.Select(place => place.Number));
                        break;
                    default:
                        break;
                }
                Assert.Equal(held.Count, crew.Count);
            }
        });
    }

    [Fact]
    public void The_smallest_free_numbers_are_taken_first()
    {
        var crew = new WorkerNumbers(6);
        var first = crew.TryTake(2)!;
        crew.TryTake(2);
        crew.Free(first);
        Assert.Equal([(0, 2), (1, 2), (4, 1)], crew.TryTake(3)!.Select(place => (place.Number, place.Incarnation)));
    }

    [Fact]
    public void A_late_registration_of_an_older_incarnation_changes_nothing()
    {
        var crew = new WorkerNumbers(1);
        crew.TryTake(1);
        crew.Seen(new WorkerId(0, 5));
        crew.Seen(new WorkerId(0, 2));
        crew.Free([new WorkerId(0, 1)]);
        Assert.Equal(6, crew.TryTake(1)!.Single().Incarnation);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(4)]
    public void No_numbers_are_allocated_for_too_few_or_too_many_workers(int workers)
    {
        var crew = new WorkerNumbers(3);
        Assert.Null(crew.TryTake(workers));
        Assert.Equal(0, crew.Count);
    }
}
