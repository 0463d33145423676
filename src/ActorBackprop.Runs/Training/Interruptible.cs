namespace ActorBackprop.Runs.Training;

/// <summary>
/// Reads what a run begins with, and stops waiting for it when the program is asked to end: a file may be a pipe that nothing
/// writes to, or lie on a file system that does not answer.
/// </summary>
internal static class Interruptible
{
    // What is only slow comes to its end, and the run to a checkpoint.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Does work on another thread, and waits for it.</summary>
    /// <param name="work">Changes nothing that must not be left half changed.</param>
    /// <param name="whenStopped">What the program ends with when it is asked to end.</param>
    /// <param name="stop">Asks it to.</param>
    /// <exception cref="RunException">The program was asked to end, and the work did not come to its end.</exception>
    public static T Do<T>(Func<T> work, Func<ExitCode> whenStopped, CancellationToken stop)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WaitAny([task], stop);
        }
        catch (OperationCanceledException)
        {
            if (Task.WaitAny([task], Grace) < 0)
                throw new RunException(whenStopped(),
                    "Stopped before the first step, while a file was read that does not come to its end; nothing is lost.");
        }
        return task.GetAwaiter().GetResult();
    }
}
