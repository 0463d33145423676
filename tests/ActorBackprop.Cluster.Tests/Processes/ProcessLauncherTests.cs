using System.Diagnostics;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Processes;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.Processes;

public sealed class ProcessLauncherTests : TestKit
{
    private readonly TestProbe _gate, _observer, _server;

    public ProcessLauncherTests() : base("akka { loglevel = OFF, test.single-expect-default = 20s }")
    {
        (_gate, _observer, _server) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        _gate.IgnoreMessages(message => message is Gate.ChildStarted);
    }

    [UnixFact]
    public void The_launcher_starts_its_processes_and_leaves_none_when_it_stops()
    {
        var launcher = Start(3, Shell.Stays);
        var started = Enumerable.Range(0, 3).Select(_ => _observer.ExpectMsg<ProcessStarted>()).ToList();
        Assert.All(started, each => Assert.Equal((0, 0), (each.Restarts, each.Replaces)));
        Assert.Equal(3, started.Select(each => each.Process).Distinct().Count());
        Assert.All(started, each => Assert.True(Shell.IsThere(each.Process)));
        Stop(launcher);
        Assert.All(started, each => Assert.False(Shell.IsThere(each.Process)));
    }

    [UnixFact]
    public void A_process_that_ends_is_restarted_up_to_the_limit()
    {
        var launcher = Start(1, Shell.Command("echo so it is >&2; exit 3"), mostRestarts: 2);
        launcher.Tell(new ProcessLauncher.EndWithoutProcesses(_server.Ref));
        const string Why = "it ended with exit code 3: so it is";
        var before = 0;
        for (var restarts = 0; restarts <= 2; restarts++)
        {
            var started = _observer.ExpectMsg<ProcessStarted>();
            Assert.Equal((restarts, before), (started.Restarts, started.Replaces));
            before = started.Process;
            Assert.Equal(new Gate.ProcessEnded(before, Why), _gate.ExpectMsg<Gate.ProcessEnded>());
        }
        Assert.Equal(new ProcessGivenUp(before, Why), _observer.ExpectMsg<ProcessGivenUp>());
        Assert.Equal($"0 worker processes remain; of the last one: {Why}", _server.ExpectMsg<GiveUpTraining>().Why);
    }

    [UnixFact]
    public void Prestarted_processes_are_used_first_and_all_are_told_the_same_lines()
    {
        // Each process writes the lines that it was told, and ends. Restarted ones are told all lines, too.
        var echo = Shell.Command("read one; read two; echo $one and $two >&2; exit 3");
        using var early = new PrestartedProcesses(2, () => echo, "this");
        Start(new LauncherSettings { Processes = 2, Command = () => echo, Early = early, Lines = ["this", "that"], MaxRestarts = 1 });
        var given = Enumerable.Range(0, 3).Select(_ => _gate.ExpectMsg<Gate.ProcessEnded>()).ToList();
        Assert.All(given, ended => Assert.Equal("it ended with exit code 3: this and that", ended.Why));
        Assert.Equal(3, given.Select(ended => ended.Process).Distinct().Count());
    }

    [UnixFact]
    public void Prestarted_processes_end_if_they_are_not_taken_or_if_one_cannot_be_started()
    {
        using var directory = new TempDirectory();
        var ids = Path.Combine(directory.Path, "ids");
        var started = Shell.Command($"echo $$ >> {ids}; exec cat");
        string[] Started(int count) =>
            SpinWait.SpinUntil(() => File.Exists(ids) && File.ReadAllLines(ids).Length == count, TimeSpan.FromSeconds(20))
                ? File.ReadAllLines(ids) : [];

        using (new PrestartedProcesses(2, () => started, "this")) Assert.Equal(2, Started(2).Length);
        var commands = new Queue<Func<ProcessStartInfo>>([() => started, () => Started(3).Length == 3 ? new($"{directory.Path}/absent") : started]);
        Assert.Throws<System.ComponentModel.Win32Exception>(() => new PrestartedProcesses(2, () => commands.Dequeue()(), "this"));
        Assert.All(Started(3), id => Shell.Ends(int.Parse(id)));
    }

    [UnixFact]
    public void A_process_with_a_final_exit_code_is_not_restarted()
    {
        Start(1, Shell.Command("exit 6"), final: 6);
        var started = _observer.ExpectMsg<ProcessStarted>();
        Assert.Equal(new ProcessGivenUp(started.Process, "it ended with exit code 6"), _observer.ExpectMsg<ProcessGivenUp>());
    }

    [UnixFact]
    public void The_training_is_given_up_when_every_process_is_and_not_before()
    {
        var commands = new Queue<ProcessStartInfo>([Shell.Command("exit 6"), Shell.Stays]);
        var launcher = Start(2, commands.Dequeue, 0, 6);
        launcher.Tell(new ProcessLauncher.EndWithoutProcesses(_server.Ref));
        _observer.ExpectMsg<ProcessStarted>();
        var stays = _observer.ExpectMsg<ProcessStarted>().Process;
        _observer.ExpectMsg<ProcessGivenUp>();
        GetsNothing(launcher, _server);
        Shell.Kill(stays);
        Assert.Equal(stays, _observer.ExpectMsg<ProcessGivenUp>().Process);
        _server.ExpectMsg<GiveUpTraining>();
    }

    [UnixFact]
    public void A_process_lost_at_the_gate_is_killed_and_restarted_but_not_one_that_leaves()
    {
        using var directory = new TempDirectory();
        var go = Path.Combine(directory.Path, "go");
        var scripts = new Queue<ProcessStartInfo>([Shell.Command($"while ! test -e {go}; do sleep 0.01; done; exit 9"), Shell.Stays, Shell.Stays]);
        var launcher = Start(1, scripts.Dequeue, 10, 6);
        var process = _observer.ExpectMsg<ProcessStarted>().Process;
        launcher.Tell(new ProcessLost(ProcessIdentity.Child(process), [0], "it left", IsGraceful: true));
        launcher.Tell(new ProcessLost(new ProcessIdentity(process, "akka.tcp://elsewhere"), [0], "it does not answer", IsGraceful: false));
        launcher.Tell(new ProcessLost(ProcessIdentity.Child(process + 1), [0], "it does not answer", IsGraceful: false)); // not its child
        GetsNothing(launcher, _gate);
        File.WriteAllText(go, "");
        Assert.Equal(new Gate.ProcessEnded(process, "it ended with exit code 9"), _gate.ExpectMsg<Gate.ProcessEnded>()); // by itself
        process = _observer.ExpectMsg<ProcessStarted>().Process;
        launcher.Tell(new ProcessLost(ProcessIdentity.Child(process), [0], "it does not answer", IsGraceful: false));
        Assert.Equal(new Gate.ProcessEnded(process, "it ended with exit code 137"), _gate.ExpectMsg<Gate.ProcessEnded>());
        Assert.Equal(process, _observer.ExpectMsg<ProcessStarted>().Replaces);
    }

    [UnixFact]
    public void A_process_that_cannot_be_started_is_retried_and_the_others_stay()
    {
        var commands = new Queue<ProcessStartInfo>([Shell.Stays, Shell.Stays, new("/nowhere/absent"), new("/nowhere/absent"), Shell.Stays]);
        var launcher = Start(2, commands.Dequeue, 10, 6);
        var (killed, stays) = (_observer.ExpectMsg<ProcessStarted>().Process, _observer.ExpectMsg<ProcessStarted>().Process);
        Shell.Kill(killed);
        Assert.Equal(killed, _gate.ExpectMsg<Gate.ProcessEnded>().Process);
        for (var attempt = 0; attempt < 2; attempt++)
            Assert.Contains("/nowhere/absent", _observer.ExpectMsg<ProcessNotStarted>().Why, StringComparison.Ordinal);
        Assert.Equal(killed, _observer.ExpectMsg<ProcessStarted>().Replaces);
        GetsNothing(launcher, _gate);
        Assert.True(Shell.IsThere(stays));
    }

    [UnixFact]
    public void Starts_that_fail_count_as_restarts()
    {
        var launcher = Start(1, () => new ProcessStartInfo("/nowhere/absent"), mostRestarts: 2, 6);
        launcher.Tell(new ProcessLauncher.EndWithoutProcesses(_server.Ref));
        for (var attempt = 0; attempt <= 2; attempt++) _observer.ExpectMsg<ProcessNotStarted>();
        var given = _observer.ExpectMsg<ProcessGivenUp>();
        Assert.Equal(0, given.Process);
        Assert.StartsWith("it could not be started: ", given.Why, StringComparison.Ordinal);
        Assert.StartsWith("0 worker processes remain; ", _server.ExpectMsg<GiveUpTraining>().Why, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_launcher_that_has_given_up_ends_the_training_once_it_knows_the_server()
    {
        var launcher = Start(1, Shell.Command("exit 6"), final: 6);
        _observer.ExpectMsg<ProcessStarted>();
        _observer.ExpectMsg<ProcessGivenUp>();
        launcher.Tell(new ProcessLauncher.EndWithoutProcesses(_server.Ref));
        Assert.Equal("0 worker processes remain; of the last one: it ended with exit code 6", _server.ExpectMsg<GiveUpTraining>().Why);
    }

    [UnixFact]
    public void The_gate_gets_the_key_that_only_the_process_has()
    {
        _gate.IgnoreNoMessages();
        Start(2, Shell.Command("echo $ACTORBACKPROP_CHILD_KEY >&2; exit 6"), final: 6);
        var (started, ended) = (new List<Gate.ChildStarted>(), new List<Gate.ProcessEnded>());
        for (var message = 0; message < 4; message++)
            if (_gate.ReceiveOne(TimeSpan.FromSeconds(20)) is Gate.ChildStarted child) started.Add(child);
            else ended.Add(Assert.IsType<Gate.ProcessEnded>(_gate.LastMessage));
        Assert.Equal(2, started.Select(child => child.Key).Distinct().Count());
        Assert.All(ended, each => Assert.Equal(
            $"it ended with exit code 6: {started.Single(child => child.Process == each.Process).Key}", each.Why));
    }

    [UnixFact]
    public void After_the_end_no_process_is_restarted_or_killed_if_it_ends_by_itself()
    {
        using var directory = new TempDirectory();
        var bye = Path.Combine(directory.Path, "bye");
        var scripts = new Queue<ProcessStartInfo>([Shell.Stays, Shell.Command($"while ! test -e {bye}; do sleep 0.01; done; echo bye > {bye}.said")]);
        var launcher = Start(2, scripts.Dequeue, 10, 6);
        var (stays, says) = (_observer.ExpectMsg<ProcessStarted>().Process, _observer.ExpectMsg<ProcessStarted>().Process);
        launcher.Tell(new Gate.Close("it has completed"));
        Shell.Kill(stays);
        Assert.Equal(stays, _gate.ExpectMsg<Gate.ProcessEnded>().Process);
        GetsNothing(launcher, _observer);
        File.WriteAllText(bye, "");
        Stop(launcher);
        Assert.True(File.Exists(bye + ".said"));
        Assert.False(Shell.IsThere(says));
    }

    private IActorRef Start(int processes, ProcessStartInfo command, int mostRestarts = 10, int final = 255) =>
        Start(processes, () => command, mostRestarts, final);

    private IActorRef Start(int processes, Func<ProcessStartInfo> command, int mostRestarts, int final) => Start(
        new LauncherSettings { Processes = processes, Command = command, MaxRestarts = mostRestarts, FinalExitCodes = new HashSet<int> { final } });

    private IActorRef Start(LauncherSettings settings) =>
        Sys.ActorOf(Props.Create<ProcessLauncher>(settings, _gate.Ref, new[] { _observer.Ref }));

    private static void Stop(IActorRef launcher) => Assert.True(launcher.GracefulStop(TimeSpan.FromSeconds(20)).Result);

    /// <summary>The launcher has told nothing that was not looked at.</summary>
    private static void GetsNothing(IActorRef launcher, TestProbe probe)
    {
        launcher.Tell(new Identify(null), probe.Ref);
        Assert.NotNull(Assert.IsType<ActorIdentity>(probe.ReceiveOne()).Subject); // else the launcher is gone
    }
}
