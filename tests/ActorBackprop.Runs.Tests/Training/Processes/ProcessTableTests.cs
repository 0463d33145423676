using ActorBackprop.Cluster.Membership;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class ProcessTableTests
{
    private readonly ProcessTable _table = new();

    [Fact]
    public void A_process_is_followed_from_its_start_to_its_replacement()
    {
        Assert.Null(_table.Take(new ProcessStarted(11, 0, 0)));
        Assert.Equal(["11 starting  0 "], Rows());
        Assert.Equal("Process 11 has joined with workers 0, 1, over shared memory.",
            _table.Take(new ProcessJoined(ProcessIdentity.Child(11), [0, 1], "shared")));
        Assert.Equal(["11 working 0,1 0 shared"], Rows());
        Assert.Equal("Process 11 with workers 0, 1 was lost: it ended with exit code 137.",
            _table.Take(new ProcessLost(ProcessIdentity.Child(11), [0, 1], "it ended with exit code 137", false)));
        Assert.Equal(["11 lost 0,1 0 shared"], Rows());
        Assert.Null(_table.Take(new ProcessStarted(12, 1, 11)));
        Assert.Equal(["12 starting  1 "], Rows());
        Assert.Equal("Process 12 has joined with worker 0, over TCP.", _table.Take(new ProcessJoined(ProcessIdentity.Child(12), [0], "tcp")));
        Assert.Equal("Process 12 sends its gradients over TCP: there is no memory.", _table.Take(new WireDegraded(12, "tcp", "there is no memory")));
        Assert.Equal("Waiting for workers: 1 of 2 have joined.", _table.Take(new WorkersAwaited(1, 2)));
        Assert.Equal("Process 12 will not be restarted: it ended.", _table.Take(new ProcessGivenUp(12, "it ended")));
        Assert.Equal(["12 given up 0 1 tcp"], Rows());
        Assert.Equal((1, 1), (_table.Max, _table.Restarts));
    }

    [Fact]
    public void The_most_that_worked_at_once_are_counted_wherever_they_come_from()
    {
        _table.Take(new ProcessStarted(1, 0, 0));
        _table.Take(new ProcessStarted(2, 0, 0));
        _table.Take(new ProcessJoined(ProcessIdentity.Child(1), [0], "shared"));
        Assert.Equal("Process 900 has joined with worker 1, over Akka.Remote.",
            _table.Take(new ProcessJoined(new ProcessIdentity(900, "there"), [1], "akka")));
        _table.Take(new ProcessLost(ProcessIdentity.Child(1), [0], "it left", true));
        _table.Take(new ProcessJoined(ProcessIdentity.Child(2), [0], "shared"));
        Assert.Equal((2, 0), (_table.Max, _table.Restarts));
        Assert.Equal(["1 lost 0 0 shared", "2 working 0 0 shared", "900 working 1 0 akka"], Rows().Order());
    }

    [Fact]
    public void Processes_of_different_machines_may_have_the_same_id()
    {
        _table.Take(new ProcessStarted(7, 0, 0));
        _table.Take(new ProcessJoined(ProcessIdentity.Child(7), [0], "shared"));
        _table.Take(new ProcessJoined(new ProcessIdentity(7, "there"), [1], "tcp"));
        _table.Take(new ProcessLost(new ProcessIdentity(7, "there"), [1], "it left", true));
        Assert.Equal(["7 working 0 0 shared", "7 lost 1 0 tcp"], Rows());
    }

    [Fact]
    public void A_process_that_could_not_start_is_reported_once_per_reason()
    {
        Assert.Equal("A worker process could not be started: no such file. The leader will try again.",
            _table.Take(new ProcessNotStarted("no such file")));
        Assert.Null(_table.Take(new ProcessNotStarted("no such file")));
        Assert.NotNull(_table.Take(new ProcessNotStarted("no memory")));
        _table.Take(new ProcessStarted(1, 1, 0));
        Assert.NotNull(_table.Take(new ProcessNotStarted("no memory")));
        Assert.Equal("A worker process will not be restarted: no such file.", _table.Take(new ProcessGivenUp(0, "no such file")));
        Assert.Equal(["1 starting  1 "], Rows());
    }

    [Fact]
    public void A_refused_process_is_reported_and_not_in_the_table()
    {
        Assert.Equal("A process at there was refused: it is another build.", _table.Take(new ProcessRefused("there", "it is another build")));
        Assert.Null(_table.Take("anything"));
        Assert.Empty(_table.Rows);
    }

    private IEnumerable<string> Rows() =>
        _table.Rows.Select(row => $"{row.Process} {row.State} {string.Join(',', row.Workers)} {row.Restarts} {row.Wire}");
}
