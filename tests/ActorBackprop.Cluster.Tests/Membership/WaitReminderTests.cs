using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class WaitReminderTests(Machines machines) : IClassFixture<Machines>
{
    [Fact]
    public void The_reminder_reports_the_workers_until_the_training_begins()
    {
        var observer = Machines.Probe(machines.Leader);
        var reminder = machines.Leader.ActorOf(Props.Create<WaitReminder>(3, TimeSpan.FromMilliseconds(20), observer.Ref));
        observer.Watch(reminder);
        Assert.Equal(new WorkersAwaited(0, 3), observer.ExpectMsg<WorkersAwaited>());
        reminder.Tell(new ProcessJoined(ProcessIdentity.Child(1), [0, 1], "tcp"));
        observer.FishForMessage<WorkersAwaited>(told => told == new WorkersAwaited(2, 3));
        reminder.Tell(new ProcessLost(ProcessIdentity.Child(1), [0, 1], "", IsGraceful: false));
        observer.FishForMessage<WorkersAwaited>(told => told == new WorkersAwaited(0, 3));
        reminder.Tell(new TrainingStarted(3, 1));
        observer.FishForMessage(message => message is Terminated);
    }
}
