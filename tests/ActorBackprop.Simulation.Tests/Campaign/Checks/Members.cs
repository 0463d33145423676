using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// The workers that the server has to count: of each number the newest incarnation that has registered, until it is told lost. It
/// is told lost only when it is gone, and then as soon as that can be known.
/// </summary>
internal sealed class Members(Trial trial) : Checker(trial)
{
    private readonly Dictionary<int, int> _incarnations = [];
    private readonly Dictionary<int, int> _newest = []; // the newest that has registered; an older one is not let in again
    private readonly Dictionary<int, int> _gone = []; // the last incarnation that has ended, by number
    private readonly List<(WorkerId Worker, TimeSpan By)> _due = [];
    private readonly Dictionary<int, List<(TimeSpan From, TimeSpan To)>> _lost = []; // when there was no incarnation, by number

    /// <summary>Time in which the server is told that a worker is gone; a server whose work takes time may have other work first.</summary>
    private TimeSpan TimeToTell => Trial.World.Virtual.Network.FailureDetection + ServerTime;

    private TimeSpan ServerTime => Trial.Case.World.Server == new ServerMachine() ? TimeSpan.Zero : TimeSpan.FromSeconds(1);

    /// <summary>The number of workers.</summary>
    public int Count => _incarnations.Count;

    /// <summary>The number of losses that were told.</summary>
    public int Losses { get; private set; }

    /// <summary>Returns the incarnation of a worker that counts; null if none does.</summary>
    public int? Incarnation(int number) => _incarnations.TryGetValue(number, out var incarnation) ? incarnation : null;

    /// <summary>Returns whether the server had told a worker lost at some time, and no incarnation of it had registered since.</summary>
    public bool WasLostAt(int number, TimeSpan time) =>
        _lost.TryGetValue(number, out var times) && times.Exists(one => time > one.From + ServerTime && time < one.To);

    /// <summary>Returns whether the server has told a worker lost since some time; a late registration may have brought it back.</summary>
    public bool WasLostSince(int number, TimeSpan time) => _lost.TryGetValue(number, out var times) && times[^1].From >= time;

    public override void Happened(in VirtualEvent happened)
    {
        if (_due.Count > 0 && Trial.End is null && _due[0].By < happened.At)
            Fail($"{_due[0].Worker} was gone in time to be known lost at {_due[0].By}, and was not told");
        if (IsAtServer(happened) && happened.Message is RegisterWorker register)
        {
            var (number, incarnation) = (register.Worker.Number, register.Worker.Incarnation);
            if (incarnation < _newest.GetValueOrDefault(number)) return;
            if (Incarnation(number) is null && _lost.TryGetValue(number, out var times)) times[^1] = times[^1] with { To = happened.At };
            _newest[number] = _incarnations[number] = incarnation;
        }
        else if (happened.Fault is FaultKind.Crash or FaultKind.Leave && WorkerOf(happened.To) is { } number)
        {
            _gone[number] = happened.To.Starts;
            if (Incarnation(number) != happened.To.Starts) return;
            var worker = new WorkerId(number, happened.To.Starts);
            if (!_due.Exists(one => one.Worker == worker)) _due.Add((worker, happened.At + TimeToTell));
        }
    }

    public override void Told(object message)
    {
        if (message is not WorkerLost { Worker: var worker }) return;
        Losses++;
        See("told a worker lost");
        if (_gone.GetValueOrDefault(worker.Number) < worker.Incarnation) Fail($"{worker} was told lost, and is alive");
        if (Incarnation(worker.Number) == worker.Incarnation)
        {
            _incarnations.Remove(worker.Number);
            if (!_lost.TryGetValue(worker.Number, out var times)) _lost[worker.Number] = times = [];
            times.Add((Trial.World.Virtual.Now, TimeSpan.MaxValue));
        }
        _due.RemoveAll(one => one.Worker == worker);
    }

    public override void Assess(TrainingEnded end)
    {
        if (end.Statistics.WorkersLost != Losses) Fail($"{Losses} losses were told, {end.Statistics.WorkersLost} counted");
    }
}
