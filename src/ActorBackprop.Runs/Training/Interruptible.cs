namespace ActorBackprop.Runs.Training;

/// <summary>
/// Reads the files of a run, and stops waiting when the program is asked to end: a file may be a pipe without a writer, or on a file system that
/// does not answer.
/// </summary>
internal static class Interruptible
{
    // Slow reads still finish, so that the run can write a checkpoint.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Runs work on another thread and waits for it.</summary>
    /// <param name="work">The work, which may be abandoned at any point.</param>
    /// <param name="whenStopped">Returns the exit code of a stopped run.</param>
    /// <param name="stop">Stops the wait.</param>
    /// <exception cref="RunException">The wait was stopped before the work finished.</exception>
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
                    "Stopped before the first step, while reading a file that does not end; nothing is lost.");
        }
        return task.GetAwaiter().GetResult();
    }
}
