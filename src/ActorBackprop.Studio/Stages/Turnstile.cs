using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Play;
using Akka.Actor;

namespace ActorBackprop.Studio.Stages;

/// <summary>
/// Stands between the workers of a real training and their computations: holds each part back for as long as somebody wants
/// to watch it, or fails it. What is computed, and its bits, are the same.
/// </summary>
/// <param name="workers">How many workers there are.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Turnstile(int workers, TimeProvider clock)
{
    /// <summary>Steps that a timeline has room for, and a few more. As fast as it goes thousands come between two frames.</summary>
    private const int StepsToSee = 8;

    private static readonly TimeSpan CopyInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HeldWorker[] _workers = [.. Enumerable.Range(0, workers).Select(_ => new HeldWorker())];
    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _copied = TimeSpan.MinValue, _stoodStill, _pausedAt;
    private (float[] Parameters, long Version)? _copy;
    private long _released = -1;

    /// <summary>Parts that were computed: worker, step, first and last microbatch, since and until when.</summary>
    public Ring<double[]> Spans { get; } = new("spans", Math.Clamp(StepsToSee * workers, 64, 512));

    /// <summary>Steps completed, when their parameters were first seen.</summary>
    public Ring<double[]> Steps { get; } = new("steps", StepsToSee);

    /// <summary>Seconds that a part is held, times a worker's factor. Default: those of human speed.</summary>
    public double HoldSeconds { get; set; } = Pace.HumanStepSeconds;

    /// <summary>Nothing is held but what is slow. Default: no.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>Whether everything is held.</summary>
    public bool IsPaused { get; private set; } = true;

    /// <summary>Steps completed.</summary>
    public long Version { get; private set; }

    /// <summary>Time since the beginning, without the time it stood still.</summary>
    public TimeSpan Now => IsPaused ? _pausedAt : Elapsed - _stoodStill;

    private TimeSpan Elapsed => clock.GetElapsedTime(_began);

    /// <summary>The computation of a worker, held back.</summary>
    public IGradientComputation Around(int number, IGradientComputation inner) => new Held(this, number, inner);

    /// <summary>A worker's factor, state and progress.</summary>
    public (double Factor, bool IsPaused, bool IsBusy, double Progress, long Step, int Starts) this[int number]
    {
        get
        {
            lock (_lock)
            {
                var worker = _workers[number];
                var progress = worker.Part is null ? 0 : Math.Clamp((Now - worker.Since).TotalSeconds / Math.Max(HoldOf(worker), 1e-9), 0, 1);
                return (worker.Factor, worker.IsPaused, worker.Part is not null || worker.IsComputing, progress, worker.Step, worker.Starts);
            }
        }
    }

    /// <summary>The newest parameters that were seen; null before the first part.</summary>
    public (float[] Parameters, long Version)? Parameters
    {
        get
        {
            lock (_lock)
            {
                // A part that is held still has them: whatever was seen since the last copy is there to be copied.
                foreach (var worker in _workers)
                    if (worker.Part is { } part && (_copy is null || part.Work.Version > _copy.Value.Version)) Copy(part.Work);
                return _copy;
            }
        }
    }

    /// <summary>Stands still.</summary>
    public void Pause()
    {
        if (!IsPaused) (_pausedAt, IsPaused) = (Now, true);
    }

    /// <summary>Goes on.</summary>
    public void GoOn()
    {
        if (!IsPaused) return;
        (_stoodStill, IsPaused) = (Elapsed - _pausedAt, false);
    }

    /// <summary>Lets all parts of the step through that is under way, however the turnstile stands.</summary>
    public void ReleaseStep()
    {
        _released = Math.Max(_released, Version);
        Release();
    }

    /// <summary>Lets the part through whose turn is next.</summary>
    /// <returns>Whether there is one.</returns>
    public bool ReleaseOne()
    {
        HeldWorker? next;
        lock (_lock)
        {
            next = _workers.Where(worker => worker is { Part: not null, IsPaused: false })
                .MinBy(worker => worker.Since.TotalSeconds + HoldOf(worker));
        }
        if (next is null) return false;
        Compute(next);
        return true;
    }

    /// <summary>Lets through what has been held for long enough.</summary>
    public void Release()
    {
        foreach (var worker in _workers)
        {
            lock (_lock)
            {
                if (worker.Part is not { } part || worker.IsPaused || (IsPaused && part.Work.Minibatch.Step > _released)) continue;
                if (part.Work.Minibatch.Step > _released && (Now - worker.Since).TotalSeconds < HoldOf(worker)) continue;
            }
            Compute(worker);
        }
    }

    /// <summary>Lets everything through from now on, also what is slow or paused.</summary>
    public void Open()
    {
        foreach (var worker in _workers) (worker.IsPaused, worker.Factor) = (false, 1);
        IsUnbounded = true;
        GoOn();
        Release();
    }

    /// <summary>Fails a worker's part: the worker crashes, is started anew, and its part dealt again.</summary>
    public void Crash(int number)
    {
        HeldPart part;
        lock (_lock)
        {
            var worker = _workers[number];
            worker.Starts++;
            if (worker.Part is null)
            {
                worker.IsToFail = true;
                return;
            }
            (part, worker.Part) = (worker.Part, null);
        }
        part.Fail();
    }

    /// <summary>Makes a worker slow, or as fast as the others again.</summary>
    public void Slow(int number, double factor) => _workers[number].Factor = factor;

    /// <summary>Holds a worker's parts, or no longer.</summary>
    public void Hold(int number, bool isPaused) => _workers[number].IsPaused = isPaused;

    private double HoldOf(HeldWorker worker) =>
        IsUnbounded ? (worker.Factor - 1) * worker.ComputeSeconds : HoldSeconds * worker.Factor;

    private void Enter(int number, HeldPart part)
    {
        var worker = _workers[number];
        var passes = false;
        lock (_lock)
        {
            (worker.Since, worker.Step, worker.Part) = (Now, part.Work.Minibatch.Step, part);
            if (part.Work.Version > Version || _copy is null)
            {
                Version = part.Work.Version;
                if (Version > 0) Steps.Add([Version, worker.Since.TotalSeconds]);
                if (_copy is null || Elapsed - _copied >= CopyInterval) Copy(part.Work);
            }
            if (worker.IsToFail) (worker.IsToFail, worker.Part) = (false, null);
            else passes = !worker.IsPaused && (part.Work.Minibatch.Step <= _released || (!IsPaused && IsUnbounded && worker.Factor <= 1));
            if (worker.Part is not null && !passes) return;
        }
        if (passes) Compute(worker);
        else part.Fail();
    }

    private void Copy(ComputeGradient work) => (_copy, _copied) = ((work.Parameters.ToArray(), work.Version), Elapsed);

    private void Compute(HeldWorker worker)
    {
        HeldPart part;
        lock (_lock)
        {
            if (worker.Part is null) return;
            (part, worker.Part, worker.IsComputing) = (worker.Part, null, true);
        }
        var began = clock.GetTimestamp();
        // What follows comes to this very worker again, as soon as the answer is told.
        part.Inner.Start(part.Work, part.ReplyTo);
        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        lock (_lock)
        {
            (worker.ComputeSeconds, worker.IsComputing) = (seconds, false);
            Spans.Add([part.Worker, part.Work.Minibatch.Step, part.Work.Part.From, part.Work.Part.To, part.Since.TotalSeconds, Now.TotalSeconds]);
        }
    }

    private sealed class Held(Turnstile turnstile, int number, IGradientComputation inner) : IGradientComputation
    {
        public void Start(ComputeGradient work, IActorRef replyTo) =>
            turnstile.Enter(number, new HeldPart(number, work, replyTo, inner, turnstile.Now));
    }
}
