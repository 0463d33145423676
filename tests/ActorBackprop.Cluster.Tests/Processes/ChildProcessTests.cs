using System.Diagnostics;
using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Cluster.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [UnixFact]
    public void A_child_has_an_exit_code_and_a_last_error_line()
    {
        using var child = ChildProcess.Start(Shell.Command("echo one >&2; echo two >&2; echo >&2; echo much; exit 7"));
        var code = child.Exited.WaitAsync(Patience).Result;
        Assert.Equal((7, "two"), (code, child.LastError));
    }

    [UnixFact]
    public void A_child_that_writes_much_is_not_blocked_and_a_silent_one_has_no_last_error()
    {
        using var child = ChildProcess.Start(Shell.Command("i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done"));
        var code = child.Exited.WaitAsync(Patience).Result;
        Assert.Equal((0, null), (code, child.LastError));
    }

    [UnixFact]
    public void A_child_that_is_killed_twice_ends_once()
    {
        using var child = ChildProcess.Start(Shell.Stays);
        child.Kill();
        Assert.True(child.Wait(Patience));
        child.Kill();
        Assert.Equal(137, child.Exited.WaitAsync(Patience).Result);
        Assert.False(Shell.IsThere(child.Id));
    }

    [UnixFact]
    public void A_child_reads_line_by_line_and_writing_to_an_ended_one_does_nothing()
    {
        using var child = ChildProcess.Start(Shell.Command("read one; echo $one >&2; read two; echo $two >&2; exit 4"));
        child.Tell("größer als 127.0.0.1");
        child.Tell("4711");
        Assert.Equal((4, "4711"), (child.Exited.WaitAsync(Patience).Result, child.LastError));
        child.Tell("not read");
    }

    [UnixFact]
    public void Disposing_a_child_ends_its_standard_input()
    {
        var child = ChildProcess.Start(Shell.Stays);
        Assert.False(child.Wait(TimeSpan.Zero));
        child.Dispose();
        Shell.Ends(child.Id);
    }

    [Fact]
    public void A_worker_process_reads_its_parents_lines_until_its_standard_input_ends()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, Program.EndWithParent])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("watching", child.StandardOutput.ReadLine());
        child.StandardInput.WriteLine("one line is expected");
        Assert.Equal("one line is expected", child.StandardOutput.ReadLine());
        child.StandardInput.Write("what comes after it\nis nothing to it");
        child.StandardInput.Flush();
        Assert.False(child.HasExited);
        child.StandardInput.Close();
        Assert.True(child.WaitForExit(Patience));
        Assert.Equal(5, child.ExitCode);
    }
}
