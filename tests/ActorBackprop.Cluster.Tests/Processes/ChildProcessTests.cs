using System.Collections.Concurrent;
using System.Diagnostics;
using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Cluster.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [UnixFact]
    public void It_tells_its_exit_code_and_what_it_said_last()
    {
        var exited = new BlockingCollection<int>();
        using var child = ChildProcess.Start(Shell.Command("echo one >&2; echo two >&2; echo >&2; echo much; exit 7"), exited.Add);
        Assert.True(exited.TryTake(out var code, Patience));
        Assert.Equal((7, "two"), (code, child.LastError));
    }

    [UnixFact]
    public void One_that_is_silent_has_said_nothing_and_one_that_writes_much_does_not_wait_for_a_reader()
    {
        var exited = new BlockingCollection<int>();
        using var child = ChildProcess.Start(Shell.Command("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done"), exited.Add);
        Assert.True(exited.TryTake(out var code, Patience));
        Assert.Equal((0, null), (code, child.LastError));
    }

    [UnixFact]
    public void Killed_twice_it_ends_once()
    {
        var exited = new BlockingCollection<int>();
        using var child = ChildProcess.Start(Shell.Stays, exited.Add);
        child.Kill();
        Assert.True(child.Wait(Patience));
        child.Kill();
        Assert.True(exited.TryTake(out _, Patience));
        Assert.False(Shell.IsThere(child.Id));
    }

    [UnixFact]
    public void Whoever_lets_go_of_it_ends_its_standard_input()
    {
        var child = ChildProcess.Start(Shell.Stays, static _ => { });
        Assert.False(child.Wait(TimeSpan.Zero));
        child.Dispose();
        Shell.Ends(child.Id);
    }

    [Fact]
    public void A_worker_process_notices_that_its_standard_input_has_ended_and_not_before()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, Program.EndWithParent])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("watching", child.StandardOutput.ReadLine());
        child.StandardInput.Write("what comes in is nothing to it");
        child.StandardInput.Flush();
        Assert.False(child.HasExited);
        child.StandardInput.Close();
        Assert.True(child.WaitForExit(Patience));
        Assert.Equal(5, child.ExitCode);
    }
}
