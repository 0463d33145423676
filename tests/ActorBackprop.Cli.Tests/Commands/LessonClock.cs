namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>A clock on which a pause ends at once or never; it reports the length of each pause.</summary>
internal sealed class LessonClock(Action<TimeSpan> paused, bool isOver = true) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        paused(dueTime);
        if (isOver) callback(state);
        return new NoTimer();
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
