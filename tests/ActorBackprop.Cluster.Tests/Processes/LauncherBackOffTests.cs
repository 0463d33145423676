using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Processes;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.Processes;

/// <summary>The launcher on a clock that only the test moves on.</summary>
public sealed class LauncherBackOffTests() : TestKit(
    """akka { loglevel = OFF, test.single-expect-default = 20s, scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" }""")
{
    [UnixFact]
    public void A_process_that_keeps_ending_is_restarted_after_its_delay_and_not_before()
    {
        var (gate, observer, time) = (CreateTestProbe(), CreateTestProbe(), (TestScheduler)Sys.Scheduler);
        var launcher = Sys.ActorOf(Props.Create<ProcessLauncher>(
            new LauncherSettings { Processes = 1, Command = () => Shell.Command("exit 3") }, gate.Ref, new[] { observer.Ref }));
        foreach (var (delay, before) in new[] { (0, 0), (100, 99), (200, 199) })
        {
            Assert.Equal(gate.ExpectMsg<Gate.ChildStarted>().Process, observer.ExpectMsg<ProcessStarted>().Process);
            gate.ExpectMsg<Gate.ProcessEnded>();
            Answers(); // and so has set its timer
            time.Advance(TimeSpan.FromMilliseconds(before));
            Answers();
            Assert.Equal(delay > 0, !observer.HasMessages);
            if (delay > 0) time.Advance(TimeSpan.FromMilliseconds(delay - before));
        }
        observer.ExpectMsg<ProcessStarted>();

        void Answers()
        {
            launcher.Tell(new Identify(null), TestActor);
            Assert.NotNull(ExpectMsg<ActorIdentity>().Subject);
        }
    }
}
