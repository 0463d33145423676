using ActorBackprop.Learning.Explanations;
using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Every sample's wishes and their mean, and how near that is to the mean over all samples.</summary>
internal sealed class MinibatchText(MinibatchExplanation minibatch, IAnsiConsole console)
{
    /// <summary>Samples that have a column; the mean is over all of them.</summary>
    private const int Columns = 4;

    public void Write()
    {
        var shown = Math.Min(Columns, minibatch.Samples);
        console.WriteLine();
        console.MarkupLine($"[bold]A minibatch[/]: {minibatch.Samples} training sample(s), each with its wishes ∂C/∂p, and their mean");
        var samples = minibatch.Indices!.Take(shown).Select(index => $"no. {index}");
        var table = Tables.New(["parameter", .. samples, .. minibatch.Samples > shown ? ["…"] : Array.Empty<string>(), "mean"]);
        foreach (var watched in minibatch.Watched)
            table.AddRow([$"{watched.Name}", .. watched.Wishes.Take(shown).Select(wish => Tables.Signed(wish, Numbers.Short(wish, 3))),
                .. minibatch.Samples > shown ? ["…"] : Array.Empty<string>(),
                Tables.Signed(watched.Mean, $"[bold]{Numbers.Short(watched.Mean)}[/]")]);
        Tables.Write(console, table);
        console.MarkupLine($"  mean cost {Numbers.Exact(minibatch.C)}");
        console.MarkupLine($"  Beside the gradient of all {minibatch.AllSamples:N0} (single precision, the kernels that train):");
        console.MarkupLine($"  cosine [bold]{Numbers.Exact(minibatch.Cosine!.Value)}[/]  [dim]1 is the same direction[/]");
        console.MarkupLine($"  length [bold]{Numbers.Exact(minibatch.LengthRatio!.Value)}[/] times its length  "
            + $"[dim]{Numbers.Exact(minibatch.Length!.Value)} to {Numbers.Exact(minibatch.AllLength!.Value)}[/]");
    }
}
