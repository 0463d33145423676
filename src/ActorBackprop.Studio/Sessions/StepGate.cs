using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Play;
using Akka.Actor;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Delays the parts of a training in real time between a worker and its computation, for as long as the page shows them, or makes them fail.
/// The results are the same to the last bit.
/// </summary>
/// <param name="workers">The number of workers.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class StepGate(int workers, TimeProvider clock)
{
    /// <summary>The steps that fit into the timeline, with a few to spare. At full speed thousands come between two frames.</summary>
    private const int StepsToSee = 8;

    private static readonly TimeSpan CopyInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly GatedWorker[] _workers = [.. Enumerable.Range(0, workers).Select(_ => new GatedWorker())];
    private readonly long _began = clock.GetTimestamp();
    private TimeSpan _copied = TimeSpan.MinValue, _pausedFor, _pausedAt;
    private (float[] Parameters, long Version)? _copy;
    private long _released = -1;

    /// <summary>The parts that were computed: worker, step, first and last microbatch, start and end.</summary>
    public RecentItems<double[]> Spans { get; } = new("spans", Math.Clamp(StepsToSee * workers, 64, 512));

    /// <summary>The completed steps, with the time at which their parameters were first seen.</summary>
    public RecentItems<double[]> Steps { get; } = new("steps", StepsToSee);

    /// <summary>The seconds to hold a part, multiplied by the worker's factor. Default: <see cref="Pace.HumanStepSeconds"/>.</summary>
    public double HoldSeconds { get; set; } = Pace.HumanStepSeconds;

    /// <summary>Whether only parts of slow workers are held. Default: no.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>Whether all parts are held.</summary>
    public bool IsPaused { get; private set; } = true;

    /// <summary>The number of completed steps.</summary>
    public long Version { get; private set; }

    /// <summary>The time since the start, without pauses.</summary>
    public TimeSpan Now => IsPaused ? _pausedAt : Elapsed - _pausedFor;

    private TimeSpan Elapsed => clock.GetElapsedTime(_began);

    /// <summary>Returns the computation of a worker, held at the gate.</summary>
    public IGradientComputation Around(int number, IGradientComputation inner) => new Held(this, number, inner);

    /// <summary>Returns a worker's factor, state and progress.</summary>
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

    /// <summary>The latest parameters that passed the gate; null before the first part.</summary>
    public (float[] Parameters, long Version)? Parameters
    {
        get
        {
            lock (_lock)
            {
                // Held parts have parameters, which may be newer than the last copy.
                foreach (var worker in _workers)
                    if (worker.Part is { } part && (_copy is null || part.Work.Version > _copy.Value.Version)) Copy(part.Work);
                return _copy;
            }
        }
    }

    /// <summary>Pauses the training.</summary>
    public void Pause()
    {
        if (!IsPaused) (_pausedAt, IsPaused) = (Now, true);
    }

    /// <summary>Resumes the training.</summary>
    public void Resume()
    {
        if (!IsPaused) return;
        (_pausedFor, IsPaused) = (Elapsed - _pausedAt, false);
    }

    /// <summary>Releases all parts of the current step, paused or not.</summary>
    public void ReleaseStep()
    {
        _released = Math.Max(_released, Version);
        Release();
    }

    /// <summary>Releases the part that is due next; returns whether there is one.</summary>
    public bool ReleaseOne()
    {
        GatedWorker? next;
        lock (_lock)
        {
            next = _workers.Where(worker => worker is { Part: not null, IsPaused: false })
                .MinBy(worker => worker.Since.TotalSeconds + HoldOf(worker));
        }
        if (next is null) return false;
        Compute(next);
        return true;
    }

    /// <summary>Releases the parts that have been held for long enough.</summary>
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

    /// <summary>Releases all parts from now on, including those of slow and paused workers.</summary>
    public void Open()
    {
        foreach (var worker in _workers) (worker.IsPaused, worker.Factor) = (false, 1);
        IsUnbounded = true;
        Resume();
        Release();
    }

    /// <summary>Makes a worker's part fail: the worker crashes and restarts, and the server reassigns the part.</summary>
    public void Crash(int number)
    {
        HeldPart part;
        lock (_lock)
        {
            var worker = _workers[number];
            worker.Starts++;
            if (worker.Part is null)
            {
                worker.FailsNext = true;
                return;
            }
            (part, worker.Part) = (worker.Part, null);
        }
        part.Fail();
    }

    /// <summary>Sets the slowdown of a worker.</summary>
    public void Slow(int number, double factor) => _workers[number].Factor = factor;

    /// <summary>Pauses a worker, or resumes it.</summary>
    public void Hold(int number, bool isPaused) => _workers[number].IsPaused = isPaused;

    private double HoldOf(GatedWorker worker) =>
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
            if (worker.FailsNext) (worker.FailsNext, worker.Part) = (false, null);
            else passes = !worker.IsPaused && (part.Work.Minibatch.Step <= _released || (!IsPaused && IsUnbounded && worker.Factor <= 1));
            if (worker.Part is not null && !passes) return;
        }
        if (passes) Compute(worker);
        else part.Fail();
    }

    private void Copy(ComputeGradient work) => (_copy, _copied) = ((work.Parameters.ToArray(), work.Version), Elapsed);

    private void Compute(GatedWorker worker)
    {
        HeldPart part;
        lock (_lock)
        {
            if (worker.Part is null) return;
            (part, worker.Part, worker.IsComputing) = (worker.Part, null, true);
        }
        var began = clock.GetTimestamp();
        // The worker may get its next part as soon as it answers.
        part.Inner.Start(part.Work, part.ReplyTo);
        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        lock (_lock)
        {
            (worker.ComputeSeconds, worker.IsComputing) = (seconds, false);
            Spans.Add([part.Worker, part.Work.Minibatch.Step, part.Work.Part.From, part.Work.Part.To, part.Since.TotalSeconds, Now.TotalSeconds]);
        }
    }

    private sealed class Held(StepGate gate, int number, IGradientComputation inner) : IGradientComputation
    {
        public void Start(ComputeGradient work, IActorRef replyTo) =>
            gate.Enter(number, new HeldPart(number, work, replyTo, inner, gate.Now));
    }
}

/// <summary>The state of a worker at the gate.</summary>
internal sealed class GatedWorker
{
    /// <summary>The part that is held; null while the worker waits or computes.</summary>
    public HeldPart? Part { get; set; }

    /// <summary>The time since which the part is held.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>The step of the last part.</summary>
    public long Step { get; set; } = -1;

    /// <summary>The slowdown: how many times longer its parts are held.</summary>
    public double Factor { get; set; } = 1;

    /// <summary>The seconds that its last part took to compute.</summary>
    public double ComputeSeconds { get; set; }

    /// <summary>The number of starts.</summary>
    public int Starts { get; set; } = 1;

    /// <summary>Whether its parts are held until it is resumed.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether it is computing.</summary>
    public bool IsComputing { get; set; }

    /// <summary>Whether its next part will fail.</summary>
    public bool FailsNext { get; set; }
}

/// <summary>A held part.</summary>
internal sealed record HeldPart(int Worker, ComputeGradient Work, IActorRef ReplyTo, IGradientComputation Inner, TimeSpan Since)
{
    /// <summary>Makes the part fail.</summary>
    public void Fail() => ReplyTo.Tell(new PartFailed(Work, new InvalidOperationException("killed by hand")));
}
