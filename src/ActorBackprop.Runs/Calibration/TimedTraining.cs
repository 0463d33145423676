using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;
using Akka.Actor;

namespace ActorBackprop.Runs.Calibration;

/// <summary>
/// A real training by actors that records the time of each part, in three phases: until all code is compiled, then undisturbed, then while the
/// evaluator runs without a pause.
/// </summary>
internal sealed class TimedTraining
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan _time;
    private readonly List<TimedPart>[] _parts;
    private readonly List<(long Since, long Until)> _evaluations = [];
    private readonly TaskCompletionSource<TrainingEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef _driver = ActorRefs.Nobody;
    private int _steps;
    private (int Began, int Ended) _undisturbed = (-1, -1); // indices of worker 0's parts

    private TimedTraining(int workers, TimeSpan time, TimeProvider clock)
    {
        (_time, _clock) = (time, clock);
        _parts = [.. Enumerable.Range(0, workers).Select(_ => new List<TimedPart>())];
    }

    /// <summary>The minimum numbers of steps and evaluations to measure.</summary>
    public static (int Steps, int Evaluations) Minimum => (16, 4);

    /// <summary>The measurements without the evaluator.</summary>
    public TimedSteps Undisturbed => Between(_parts[0][_undisturbed.Began].Since, _parts[0][_undisturbed.Ended].Since);

    /// <summary>The measurements during evaluations, from the second on: the first one compiles code.</summary>
    public TimedSteps Disturbed => Between(_evaluations[1].Since, _evaluations[^1].Until);

    /// <summary>The seconds of an evaluation while the workers compute.</summary>
    public double SecondsPerEvaluation =>
        _clock.GetElapsedTime(_evaluations[1].Since, _evaluations[^1].Until).TotalSeconds / (_evaluations.Count - 1);

    /// <summary>Trains for three phases of the given length.</summary>
    /// <exception cref="RunException">The training diverged.</exception>
    public static TimedTraining Run(TrainingPlan plan, Dataset data, Dataset test, int workers, TimeSpan time, TimeProvider clock)
    {
        var training = new TimedTraining(workers, time, clock);
        using var system = ActorSystem.Create("calibration", ActorRun.Configure());
        var evaluator = system.ActorOf(Props.Create<Evaluator>(plan.Network, test));
        var driver = training._driver = system.ActorOf(Props.Create<Driver>(training, evaluator, new TrainingState(plan, null).Snapshot()));
        var server = InProcessHost.Start(system, SettingsOf(plan, workers), new ServerPeers([driver]),
            plan with { Epochs = int.MaxValue, Patience = 0 }, data,
            around: (worker, computation) => new TimedComputation(computation, clock, part => training.Computed(worker, part)));
        driver.Tell(new Watch(server));
        var ended = training._ended.Task.GetAwaiter().GetResult();
        system.Terminate().Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        return ended.End == TrainingEnd.Stopped
            ? training
            : throw new RunException(ExitCode.Diverged, $"The training ended before the measurement: {ended.Why}. Try a lower learning rate.");
    }

    // The same number of servers as `train`.
    private static ServerSettings SettingsOf(TrainingPlan plan, int workers) =>
        new() { Run = "calibration", Workers = workers, Servers = ActorRun.DefaultServers(plan, workers) };

    private void Computed(int worker, TimedPart part)
    {
        var parts = _parts[worker];
        parts.Add(part);
        if (worker != 0) return;
        Volatile.Write(ref _steps, parts.Count);
        if (_undisturbed.Ended >= 0) return;
        var last = parts.Count - 1;
        if (!IsOver(_undisturbed.Began, last)) return;
        if (_undisturbed.Began < 0) _undisturbed.Began = last;
        else
        {
            _undisturbed.Ended = last;
            _driver.Tell(new StartEvaluations());
        }
    }

    private bool IsOver(int began, int last) =>
        last - Math.Max(0, began) >= Minimum.Steps && _clock.GetElapsedTime(_parts[0][Math.Max(0, began)].Since, _parts[0][last].Since) >= _time;

    private TimedSteps Between(long since, long until)
    {
        var steps = _parts[0].Where(part => part.Since >= since && part.Since <= until).ToArray();
        var parts = _parts.SelectMany(parts => parts.Where(part => part.Since >= steps[0].Since && part.Since < steps[^1].Since));
        return new TimedSteps(
            _clock.GetElapsedTime(steps[0].Since, steps[^1].Since).TotalSeconds / steps[..^1].Sum(step => (double)step.OfMinibatch),
            [.. parts.Select(part => _clock.GetElapsedTime(part.Since, part.Until).TotalSeconds / part.Samples)]);
    }

    private sealed record Watch(IActorRef Server);

    private sealed record StartEvaluations;

    /// <summary>Starts one evaluation after another when told to, until there are enough, then ends the training.</summary>
    private sealed class Driver(TimedTraining training, IActorRef evaluator, TrainingSnapshot snapshot) : UntypedActor
    {
        private IActorRef _server = ActorRefs.Nobody;
        private long _since;
        private int _from;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Watch watch:
                    _server = Context.Watch(watch.Server);
                    break;
                case StartEvaluations:
                    Begin();
                    break;
                case ParametersEvaluated:
                    training._evaluations.Add((_since, training._clock.GetTimestamp()));
                    if (training._evaluations.Count == 1) _from = Volatile.Read(ref training._steps);
                    if (IsOver()) _server.Tell(new StopTraining());
                    else Begin();
                    break;
                case TrainingEnded ended:
                    training._ended.TrySetResult(ended);
                    break;
                case Terminated:
                    training._ended.TrySetException(new InvalidOperationException("the parameter server has failed"));
                    break;
            }
        }

        private bool IsOver() => training._evaluations.Count >= Minimum.Evaluations && Volatile.Read(ref training._steps) - _from > Minimum.Steps
            && training._clock.GetElapsedTime(training._evaluations[1].Since, training._evaluations[^1].Until) >= training._time;

        private void Begin()
        {
            _since = training._clock.GetTimestamp();
            evaluator.Tell(new EvaluateParameters(1, snapshot));
        }
    }
}

/// <summary>Records the times of another computation.</summary>
/// <param name="computation">The computation, which has finished when its method returns.</param>
/// <param name="clock">The clock.</param>
/// <param name="computed">Receives each part after it was computed.</param>
internal sealed class TimedComputation(IGradientComputation computation, TimeProvider clock, Action<TimedPart> computed) : IGradientComputation
{
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        var since = clock.GetTimestamp();
        computation.Start(work, replyTo);
        var samples = work.Minibatch.SamplesOf(work.Part.From, work.Part.To);
        computed(new TimedPart(samples, work.Minibatch.Samples, since, clock.GetTimestamp()));
    }
}

/// <summary>The times of a part, as timestamps of the clock.</summary>
/// <param name="Samples">The samples of the part.</param>
/// <param name="OfMinibatch">The samples of its step.</param>
/// <param name="Since">The begin.</param>
/// <param name="Until">The end.</param>
internal readonly record struct TimedPart(int Samples, int OfMinibatch, long Since, long Until);

/// <summary>The measurements of some steps.</summary>
/// <param name="SecondsPerSample">The total seconds divided by the samples trained on.</param>
/// <param name="PartTimes">For each part, its seconds divided by its samples.</param>
internal sealed record TimedSteps(double SecondsPerSample, double[] PartTimes);
