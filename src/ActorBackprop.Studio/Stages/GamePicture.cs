using ActorBackprop.Actors.Protocol;
using ActorBackprop.Simulation.Play;

namespace ActorBackprop.Studio.Stages;

/// <summary>A game's picture in the few letters and numbers that are sent of it.</summary>
internal static class GamePicture
{
    /// <summary>Messages that are drawn one by one; of more there is a count.</summary>
    private const int MostPackets = 240;

    private const double Microseconds = 1e6;

    /// <summary>A letter a worker: computing, waiting, paused, cut off (x), gone. A digit each for how much of its part is done.</summary>
    public static object Workers(Picture picture) => new
    {
        states = string.Concat(picture.Workers.Select(worker => LetterOf(worker.State))),
        progress = string.Concat(picture.Workers.Select(worker => DigitOf(worker.State == WorkerState.Computing ? worker.Progress : 0))),
    };

    /// <summary>What changes slowly, a list each, by the workers' numbers.</summary>
    public static object Table(Picture picture) => new
    {
        samples = picture.Workers.Select(worker => worker.Samples).ToArray(),
        starts = picture.Workers.Select(worker => worker.Starts).ToArray(),
        factors = picture.Workers.Select(worker => worker.Factor).ToArray(),
        steps = picture.Workers.Select(worker => worker.Step ?? -1).ToArray(),
    };

    /// <summary>
    /// Of each message: worker; kind (0 to the worker with parameters, 1 from it with a gradient, 2 and 3 short ones);
    /// departure and arrival in µs; bytes.
    /// </summary>
    public static object Packets(Picture picture, Func<VirtualTime.Node, int> numberOf) =>
        picture.Packets.Take(MostPackets).Select(packet =>
        {
            var to = numberOf(packet.To);
            var isLarge = packet.Message is ComputeGradient or GradientComputed;
            return new[]
            {
                to >= 0 ? to : numberOf(packet.From), (to >= 0 ? 0 : 1) + (isLarge ? 0 : 2),
                (long)(packet.Departs.TotalSeconds * Microseconds), (long)(packet.Arrives.TotalSeconds * Microseconds), packet.Bytes,
            };
        }).ToArray();

    /// <summary>A share as a digit.</summary>
    public static char DigitOf(double share) => (char)('0' + (int)(share * 9.99));

    private static char LetterOf(WorkerState state) => state switch
    {
        WorkerState.Computing => 'c',
        WorkerState.Waiting => 'w',
        WorkerState.Paused => 'p',
        WorkerState.Cut => 'x',
        _ => 'g',
    };
}
