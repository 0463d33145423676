using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Every sample's wishes and their mean, and how near that is to the mean over all samples.</summary>
internal sealed class MinibatchText(MinibatchReport minibatch, IAnsiConsole console)
{
    /// <summary>Samples that have a column; the mean is over all of them.</summary>
    private const int Columns = 4;

    public void Write()
    {
        var (mean, near, shown) = (minibatch.Mean, minibatch.Nearness, Math.Min(Columns, minibatch.Mean.Samples));
        console.WriteLine();
        console.MarkupLine($"[bold]A minibatch[/]: {mean.Samples} training sample(s), each with its wishes ∂C/∂p, and their mean");
        var samples = minibatch.Indices.Take(shown).Select(index => $"no. {index}");
        var table = Tables.New(["parameter", .. samples, .. mean.Samples > shown ? ["…"] : Array.Empty<string>(), "mean"]);
        for (var i = 0; i < mean.Watched.Count; i++)
            table.AddRow([$"{mean.Watched[i]}", .. mean.Wishes(i).Take(shown).Select(wish => Tables.Signed(wish, Numbers.Short(wish, 3))),
                .. mean.Samples > shown ? ["…"] : Array.Empty<string>(),
                Tables.Signed(mean.Of(mean.Watched[i]), $"[bold]{Numbers.Short(mean.Of(mean.Watched[i]))}[/]")]);
        Tables.Write(console, table);
        console.MarkupLine($"  mean cost {Numbers.Exact(mean.Cost)}");
        console.MarkupLine($"  Beside the gradient of all {minibatch.All:N0} (single precision, the kernels that train):");
        console.MarkupLine($"  cosine [bold]{Numbers.Exact(near.Cosine)}[/]  [dim]1 is the same direction[/]");
        console.MarkupLine($"  length [bold]{Numbers.Exact(near.LengthRatio)}[/] times its length  "
            + $"[dim]{Numbers.Exact(near.Length)} to {Numbers.Exact(near.OtherLength)}[/]");
    }
}
