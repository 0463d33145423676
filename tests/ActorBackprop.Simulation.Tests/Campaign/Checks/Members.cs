using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// Who the server has to count among its workers: the newest incarnation that has registered, until it is told lost. It is
/// told lost only when it is gone, and then as soon as that can be known.
/// </summary>
internal sealed class Members(Trial trial) : Checker(trial)
{
    private readonly Dictionary<int, int> _incarnations = [];
    private readonly Dictionary<int, int> _newest = []; // the newest that has registered; an older one is not let in again
    private readonly Dictionary<int, int> _gone = []; // the last incarnation that has ended, by number
    private readonly List<(WorkerId Worker, TimeSpan By)> _due = [];

    /// <summary>Time in which the server is told that a worker is gone; a server whose work takes time may have other work first.</summary>
    private TimeSpan TimeToTell => Trial.World.Virtual.Network.FailureDetection
        + (Trial.Case.World.Server == new ServerMachine() ? TimeSpan.Zero : TimeSpan.FromSeconds(1));

    /// <summary>How many there are.</summary>
    public int Count => _incarnations.Count;

    /// <summary>How many losses were told.</summary>
    public int Losses { get; private set; }

    /// <summary>The incarnation that counts; null if none does.</summary>
    public int? Incarnation(int number) => _incarnations.TryGetValue(number, out var incarnation) ? incarnation : null;

    public override void Happened(in VirtualEvent happened)
    {
        if (_due.Count > 0 && Trial.End is null && _due[0].By < happened.At)
            Fail($"{_due[0].Worker} was gone in time to be known lost at {_due[0].By}, and was not told");
        if (IsAtServer(happened) && happened.Message is RegisterWorker register)
        {
            var (number, incarnation) = (register.Worker.Number, register.Worker.Incarnation);
            if (incarnation >= _newest.GetValueOrDefault(number)) _newest[number] = _incarnations[number] = incarnation;
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
        if (_gone.GetValueOrDefault(worker.Number) < worker.Incarnation) Fail($"{worker} was told lost, and is there");
        if (Incarnation(worker.Number) == worker.Incarnation) _incarnations.Remove(worker.Number);
        _due.RemoveAll(one => one.Worker == worker);
    }

    public override void Assess(TrainingEnded end)
    {
        if (end.Statistics.WorkersLost != Losses) Fail($"{Losses} losses were told, {end.Statistics.WorkersLost} counted");
    }
}
