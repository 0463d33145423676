using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>
/// A run that is long enough to be interrupted: many epochs of few steps, a checkpoint every few steps, and so large a
/// test set that the training has to wait for the measuring: a signal never comes too late.
/// </summary>
public sealed class InterruptedRun : IDisposable
{
    public const int Epochs = 100, StepsPerEpoch = 10, Steps = Epochs * StepsPerEpoch, EverySteps = 3;

    // The last images are held out: with others of these few it sits at chance, which is advised of, and nothing is to be said here.
    private const string Settings = "--hold-out last --minibatch 32 --learning-rate 0.3 --momentum 0.5 "
        + "--schedule step --drop-every-samples 1000 --drop-factor 0.97";

    private readonly Lazy<Task<string>> _undisturbed, _short;
    private readonly string[] _arguments;

    public InterruptedRun()
    {
        Signals.Prepare();
        var data = Digits.Write("many-tests", SmallDigits.Training, 20_000, seed: 3);
        _arguments = ["train", "--data", data, "--layers", SmallDigits.Layers, "--json", .. Actorbackprop.Split(Settings)];
        _undisturbed = new(() => Complete("undisturbed", Epochs, "--sequential"));
        _short = new(() => Complete("short", epochs: 2));
    }

    /// <summary>Where the runs are.</summary>
    public SmallDigits Digits { get; } = new();

    /// <summary>The directory of the undisturbed run.</summary>
    internal Task<string> Undisturbed => _undisturbed.Value;

    /// <summary>The directory of a run of its first two epochs only.</summary>
    internal Task<string> Short => _short.Value;

    public void Dispose() => Digits.Dispose();

    /// <summary>Starts it, with a watch for a checkpoint.</summary>
    internal RunningProgram Start(string run, int awaited, int workers, out CheckpointWatch watch, int servers = 1)
    {
        watch = new CheckpointWatch(run, awaited);
        return RunningProgram.Start(
            [.. _arguments, "--epochs", $"{Epochs}", "--out", run, "--workers", $"{workers}", "--servers", $"{servers}",
                "--checkpoint-every-steps", $"{EverySteps}"]);
    }

    private async Task<string> Complete(string name, int epochs, params string[] more)
    {
        var run = Digits.At(name);
        (await Actorbackprop.Run([.. _arguments, "--epochs", $"{epochs}", "--out", run, .. more])).Succeeded();
        return run;
    }
}
