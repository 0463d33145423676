using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Ledger;

/// <summary>The ledger, with the test in place of the server and of the workers. Parts have names like 0/2: minibatch, part.</summary>
internal sealed class PlayedLedger
{
    private readonly WorkLedger _ledger;
    private readonly Dictionary<int, Assignment> _held = [];
    private readonly CountedReturns _buffers = new();
    private readonly int[] _incarnations;
    /// <param name="mode">The mode.</param>
    /// <param name="workers">Workers, all of them here; a minibatch has as many parts.</param>
    /// <param name="minibatches">Of each epoch.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="options">Other options than the usual ones.</param>
    /// <param name="last">Parts of each epoch's last minibatch; 0 for as many as the others have.</param>
    public PlayedLedger(IConsistencyMode mode, int workers, int minibatches = 3, int epochs = 1,
        Func<ServerSettings, ServerSettings>? options = null, int last = 0)
    {
        var whole = OneWeight.Plan(minibatches, epochs, minibatch: workers);
        var plan = last == 0 ? whole : whole with { Samples = whole.Samples - workers + last };
        var versions = new Versions(_buffers);
        versions.Begin(0, new float[OneWeight.Network.ParameterLength]);
        Progress = new TrainingProgress(plan);
        var settings = new ServerSettings { Run = ServerTest.Run, Workers = workers, Mode = mode };
        _ledger = new WorkLedger((options ?? (same => same))(settings), plan, Progress, versions, steps: 0);
        _incarnations = [.. Enumerable.Repeat(1, workers)];
        for (var number = 0; number < workers; number++) Assert.True(_ledger.TryRegister(new WorkerId(number, 1), -1));
    }

    public TrainingProgress Progress { get; }

    public WorkLedger Ledger => _ledger;

    /// <summary>What each worker is at, as 1@0/1v0: worker 1, part 0/1, version 0.</summary>
    public string Held => string.Join(' ', _held.OrderBy(pair => pair.Key).Select(
        pair => $"{pair.Key}@{NameOf(pair.Value.Part)}v{pair.Value.Version}"));

    /// <summary>The parts of each step so far, steps apart by bars.</summary>
    public string Steps { get; private set; } = "";

    /// <summary>Versions whose memory has been given back.</summary>
    public int VersionsGivenBack => _buffers.Count;

    /// <summary>Assigns whatever the mode allows.</summary>
    public PlayedLedger Assign()
    {
        foreach (var assignment in _ledger.Assign(mayOpen: true)) _held[assignment.Worker.Number] = assignment;
        return this;
    }

    /// <summary>Workers answer their parts; then steps are taken as they are due, and parts are assigned.</summary>
    public PlayedLedger Answers(params int[] workers)
    {
        foreach (var worker in workers)
        {
            _held.Remove(worker, out var assignment);
            Refusal = Answer(assignment);
            TakeSteps();
            Assign();
        }
        return this;
    }

    /// <summary>Why the last answer was refused; null if it was not.</summary>
    public Refusal? Refusal { get; private set; }

    public Refusal? Answer(Assignment given)
    {
        var sums = given.Part.Part.Nodes(given.Part.Minibatch.Microbatches)
            .Select(node => new NodeSum(node, new float[OneWeight.Network.ParameterLength], 0, 0));
        return _ledger.Take(new GradientComputed(ServerTest.Run, given.Worker, given.Part.Minibatch.Step, given.Part.Part, given.Version, [.. sums],
            TimeSpan.Zero), OneWeight.Network.ParameterLength, out _);
    }

    /// <summary>A worker is lost.</summary>
    public PlayedLedger Loses(int worker)
    {
        _ledger.Remove(worker);
        _held.Remove(worker);
        return this;
    }

    /// <summary>A worker that was lost is here again, as a new incarnation.</summary>
    public PlayedLedger Joins(int worker)
    {
        Assert.True(_ledger.TryRegister(new WorkerId(worker, ++_incarnations[worker]), -1));
        return Assign();
    }

    /// <summary>Checks for overdue parts: those unanswered since the last check are overdue, and reassigned if a worker is idle.</summary>
    public PlayedLedger FindsOverdue()
    {
        _ledger.CheckOverdue(); // the parts that it sends again are being computed
        return Assign();
    }

    public Assignment HeldBy(int worker) => _held[worker];

    private void TakeSteps()
    {
        while (_ledger.Due is > 0 and var due)
        {
            if (Steps.Length > 0) Steps += " | ";
            var (step, sum) = (_ledger.RemoveDue(due), new StepSum());
            Steps += string.Join(' ', step.Select(gradient => NameOf(gradient.Part)));
            foreach (var gradient in step)
                foreach (var node in gradient.Sums) sum.Add(gradient.Part.Minibatch, node);
            sum.Close();
            Progress.Apply(sum);
            var cancelled = new List<Assignment>();
            _ledger.BeginVersion(new float[OneWeight.Network.ParameterLength], cancelled);
            foreach (var assignment in cancelled) _held.Remove(assignment.Worker.Number);
            Pass();
        }
        Pass();
    }

    private void Pass()
    {
        while (Progress.TryPass(out var minibatch)) _ledger.Close(minibatch);
    }

    private static string NameOf(MinibatchPart part) => $"{part.Minibatch.Step}/{part.Part.From}";
}
