using ActorBackprop.Lab.Collecting;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Support;

/// <summary>Tests that run sweeps over the small data set in a directory of their own.</summary>
public abstract class SweptTests : IDisposable
{
    /// <summary>The data set and the directory.</summary>
    private protected SmallDigits Digits { get; } = new();

    /// <summary>Runs an experiment and reads its runs.</summary>
    private protected RunSet Sweep(string experiment, string directory = "sweep")
    {
        Swept.Run(Digits, Swept.Experiment(Digits, experiment), directory);
        return RunSet.Open(Digits.At(directory));
    }

    public void Dispose()
    {
        Digits.Dispose();
        GC.SuppressFinalize(this);
    }
}
