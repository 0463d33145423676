using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class OverduePartTests : FlowTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_overdue_part_goes_to_an_idle_worker_and_the_slow_ones_answer_is_a_duplicate()
    {
        StartServer(Some.OneNeuron(samples: 40));
        var (slow, quick) = (Join(0), Join(1));
        var (one, two) = (Dealt(slow), Dealt(quick));
        Answer(quick, two, 1);
        Time.Advance(Timeout);
        IsSilent(slow, quick); // out for less than an interval, for all the server knows
        Time.Advance(Timeout);
        var again = Dealt(quick);
        Assert.Equal(one.Part, again.Part);

        Answer(slow, one, 0);                   // late, but the first
        var all = Dealt(slow);                  // the other is at the old part still: the next step does not wait for it
        Assert.Equal((0, 5), (all.Part.From, all.Part.To));
        Answer(quick, again, 1, ofWeight: 1000);
        Refused(Refusal.Late);
        Answer(slow, all, 0);
        Assert.Equal(2, Dealt(quick).Version);  // and is back
    }

    [Fact]
    public void Where_nobody_is_idle_its_holder_is_sent_it_once_more()
    {
        StartServer(Some.OneNeuron(), workers: 1);
        var worker = Join(0);
        var lost = Dealt(worker);
        Time.Advance(Timeout);
        Time.Advance(Timeout);
        var again = Dealt(worker);
        Assert.Equal((lost.Part, lost.Version), (again.Part, again.Version));
        Answer(worker, again, 0);
        Assert.Equal(1, Dealt(worker).Version);
    }

    [Fact]
    public void A_slow_worker_never_sees_the_parameters_it_reads_being_written()
    {
        StartServer(Some.OneNeuron(samples: 100));
        var (slow, quick) = (Join(0), Join(1));
        var held = Dealt(slow);
        var copy = held.Parameters.ToArray();
        Answer(quick, Dealt(quick), 1);
        Time.Advance(Timeout);
        Time.Advance(Timeout);
        for (var step = 0; step < 6; step++) Answer(quick, Dealt(quick), 1, ofWeight: 3); // the buffers of many versions
        Assert.Equal(6, Dealt(quick).Version);
        Assert.Equal(copy, held.Parameters);
        Answer(slow, held, 0);
        Refused(Refusal.Late);
    }
}
