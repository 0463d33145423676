using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Tests.Modes;

/// <summary>The server's mind, with the test in the place of the server and of the workers. Parts have names like 0/2: minibatch, part.</summary>
internal sealed class PlayedDeals
{
    private readonly RelaxedDeals _deals;
    private readonly Dictionary<int, RelaxedDeal> _held = [];
    private readonly Counting _buffers = new();
    private readonly int[] _incarnations;
    /// <param name="mode">The mode.</param>
    /// <param name="workers">Workers, all of them here; a minibatch has as many parts.</param>
    /// <param name="minibatches">Of each epoch.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="options">Other options than the usual ones.</param>
    /// <param name="last">Parts of each epoch's last minibatch; 0 for as many as the others have.</param>
    public PlayedDeals(IConsistencyMode mode, int workers, int minibatches = 3, int epochs = 1,
        Func<ServerSettings, ServerSettings>? options = null, int last = 0)
    {
        var whole = OneWeight.Plan(minibatches, epochs, minibatch: workers);
        var plan = last == 0 ? whole : whole with { Samples = whole.Samples - workers + last };
        var versions = new Versions(_buffers);
        versions.Begin(0, new float[OneWeight.Network.ParameterLength]);
        _deals = new RelaxedDeals(plan, workers, (options ?? (same => same))(new ServerSettings { Run = ServerTest.Run, Workers = workers, Mode = mode }), versions);
        _incarnations = [.. Enumerable.Repeat(1, workers)];
        for (var number = 0; number < workers; number++) Assert.True(_deals.TryJoin(new WorkerId(number, 1), -1));
    }

    public RelaxedDeals Deals => _deals;

    /// <summary>What each worker is at, as 1@0/1v0: worker 1, part 0/1, version 0.</summary>
    public string Held => string.Join(' ', _held.OrderBy(pair => pair.Key).Select(
        pair => $"{pair.Key}@{NameOf(pair.Value.Part)}v{pair.Value.Version}"));

    /// <summary>The parts of each step so far, steps apart by bars.</summary>
    public string Steps { get; private set; } = "";

    /// <summary>Versions whose memory has been given back.</summary>
    public int VersionsGivenBack => _buffers.Back;

    /// <summary>Deals whatever the mode allows.</summary>
    public PlayedDeals Deal()
    {
        foreach (var deal in _deals.Deal(new float[OneWeight.Network.ParameterLength])) _held[deal.Worker.Number] = deal;
        return this;
    }

    /// <summary>A worker answers for what it is at; then steps are taken as they are due, and more is dealt.</summary>
    public PlayedDeals Answers(params int[] workers)
    {
        foreach (var worker in workers)
        {
            _held.Remove(worker, out var deal);
            Refusal = Answer(deal!);
            TakeSteps();
            Deal();
        }
        return this;
    }

    /// <summary>Why the last answer was refused; null if it was not.</summary>
    public Refusal? Refusal { get; private set; }

    public Refusal? Answer(RelaxedDeal deal)
    {
        var sums = deal.Part.Part.Nodes(deal.Part.Minibatch.Microbatches)
            .Select(node => new NodeSum(node, new float[OneWeight.Network.ParameterLength], 0, 0));
        return _deals.Take(new GradientComputed(ServerTest.Run, deal.Worker, deal.Part.Minibatch.Step, deal.Part.Part, deal.Version, [.. sums],
            TimeSpan.Zero), OneWeight.Network.ParameterLength);
    }

    /// <summary>A worker is lost.</summary>
    public PlayedDeals Loses(int worker)
    {
        _deals.Leave(worker);
        _held.Remove(worker);
        return this;
    }

    /// <summary>A worker that was lost is here again, as a new incarnation.</summary>
    public PlayedDeals Joins(int worker)
    {
        Assert.True(_deals.TryJoin(new WorkerId(worker, ++_incarnations[worker]), -1));
        return Deal();
    }

    /// <summary>The time that a part may take is over: what is out since the last time is overdue, and dealt anew where that can be.</summary>
    public PlayedDeals FindsOverdue()
    {
        _deals.CheckOverdue(); // what it asks for once more its workers are at already
        return Deal();
    }

    public RelaxedDeal HeldBy(int worker) => _held[worker];

    private void TakeSteps()
    {
        while (_deals.Due is > 0 and var due)
        {
            if (Steps.Length > 0) Steps += " | ";
            Steps += string.Join(' ', _deals.Gathered.Take(due).Select(gradient => NameOf(gradient.Part)));
            var cancelled = new List<RelaxedDeal>();
            _deals.Stepped(due, new float[OneWeight.Network.ParameterLength], cancelled);
            foreach (var deal in cancelled) _held.Remove(deal.Worker.Number);
            _deals.Progress.GoOn(_deals.Forget);
        }
    }

    private static string NameOf(MinibatchPart part) => $"{part.Minibatch.Step}/{part.Part.From}";

    private sealed class Counting : IGradientBuffers
    {
        public int Back { get; private set; }

        public Memory<float> Take() => throw new NotSupportedException();

        public void GiveBack(Memory<float> buffer) => Back++;
    }
}
