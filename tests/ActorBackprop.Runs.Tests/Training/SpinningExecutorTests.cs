using ActorBackprop.Runs.Training;
using Akka.Dispatch;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class SpinningExecutorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Threads_that_sleep_are_woken_for_every_piece_of_work(int spinMicroseconds)
    {
        var executor = new SpinningExecutor("threads", 2, TimeSpan.FromMicroseconds(spinMicroseconds));
        using var done = new SemaphoreSlim(0);
        for (var piece = 0; piece < 20_000; piece++)
        {
            executor.Execute(new Work(() => done.Release()));
            Assert.True(done.Wait(Patience), $"piece {piece} was not run");
        }
        executor.Shutdown();
    }

    [Fact]
    public void Work_from_many_threads_runs_exactly_once()
    {
        const int Givers = 4, Pieces = 25_000;
        var executor = new SpinningExecutor("threads", 2, TimeSpan.Zero);
        var runs = new int[Givers * Pieces];
        using var all = new CountdownEvent(runs.Length);
        Parallel.For(0, Givers, giver =>
        {
            for (var i = 0; i < Pieces; i++)
            {
                var piece = giver * Pieces + i;
                executor.Execute(new Work(() =>
                {
                    Interlocked.Increment(ref runs[piece]);
                    all.Signal();
                }));
            }
        });
        Assert.True(all.Wait(Patience), $"{all.CurrentCount} pieces were not run");
        Assert.All(runs, times => Assert.Equal(1, times));
        executor.Shutdown();
    }

    [Fact]
    public void Of_two_pieces_from_running_work_the_first_waits_and_the_second_moves()
    {
        var executor = new SpinningExecutor("threads", 2, TimeSpan.Zero);
        var threads = new Thread[3];
        using var isTaken = new SemaphoreSlim(0);
        using var all = new CountdownEvent(3);
        executor.Execute(new Work(() =>
        {
            for (var i = 1; i <= 2; i++)
            {
                var place = i;
                executor.Execute(new Work(() =>
                {
                    threads[place] = Thread.CurrentThread;
                    isTaken.Release();
                    all.Signal();
                }));
            }
            threads[0] = Thread.CurrentThread;
            isTaken.Wait(Patience); // while this piece runs, the other thread has taken one
            all.Signal();
        }));
        Assert.True(all.Wait(Patience), $"{all.CurrentCount} were not run");
        Assert.Same(threads[0], threads[1]);
        Assert.NotSame(threads[0], threads[2]);
        executor.Shutdown();
    }

    [Fact]
    public void Pieces_that_hand_in_one_another_keep_nobody_waiting()
    {
        var executor = new SpinningExecutor("threads", 1, TimeSpan.Zero);
        using var others = new CountdownEvent(100);
        void Again()
        {
            if (!others.IsSet) executor.Execute(new Work(Again));
        }
        executor.Execute(new Work(Again));
        for (var i = 0; i < others.InitialCount; i++) executor.Execute(new Work(() => others.Signal()));
        Assert.True(others.Wait(Patience), $"{others.CurrentCount} were not run");
        executor.Shutdown();
    }

    [Fact]
    public void Two_pieces_run_at_once()
    {
        var executor = new SpinningExecutor("threads", 2, TimeSpan.Zero);
        using var both = new Barrier(3);
        for (var i = 0; i < 2; i++) executor.Execute(new Work(() => both.SignalAndWait(Patience)));
        Assert.True(both.SignalAndWait(Patience));
        executor.Shutdown();
    }

    [Fact]
    public void Shut_down_it_ends_its_threads_and_takes_no_more()
    {
        var executor = new SpinningExecutor("threads", 2, TimeSpan.Zero);
        var threads = new Thread[2];
        using var both = new Barrier(3);
        for (var i = 0; i < 2; i++)
        {
            var place = i;
            executor.Execute(new Work(() =>
            {
                threads[place] = Thread.CurrentThread;
                both.SignalAndWait(Patience);
            }));
        }
        Assert.True(both.SignalAndWait(Patience));
        executor.Shutdown();
        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.Throws<InvalidOperationException>(() => executor.Execute(new Work(() => { })));
    }

    private sealed class Work(Action action) : IRunnable
    {
        public void Run() => action();

        public void Execute() => action();
    }
}
