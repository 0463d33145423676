using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>The sections on staleness, compared with the files of the runs.</summary>
public sealed class StalenessReportTests : SweptTests
{
    [Fact]
    public void The_staleness_is_that_of_the_counts_in_run_json()
    {
        var report = Report.Of(Sweep("""
            { "title": "Old gradients", "host": "simulate", "level": "uneven", "settings": { "mode": "asynchronous", "minibatch": 10, "epochs": 3 },
              "grid": { "workers": [1, 6] }, "seeds": [1] }
            """));
        var counts = Directory.GetFiles(Digits.At("sweep"), "run.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => JsonElement.Parse(File.ReadAllText(file)).GetProperty("staleness").EnumerateArray()
                .Select(count => count.GetInt64()).ToArray())
            .OrderBy(all => all.Length).ToList();
        Assert.Equal([90L], counts[0]); // a single worker: no other worker takes steps meanwhile
        Assert.True(counts[1].Length > 2, "nothing was old");
        var rows = Table.Rows(MarkdownPage.Of(report), "Staleness");
        Assert.Equal(["0", "100", "0", "0", "0", "0"], [rows[0][1], .. rows[0].Skip(3).Take(5)]);
        var total = counts[1].Sum(); // a step takes one gradient, of a part of a minibatch
        var mean = counts[1].Select((count, steps) => (double)count * steps).Sum() / total;
        Assert.Equal(mean, double.Parse(rows[1][1], CultureInfo.InvariantCulture), 0.001);
        Assert.Equal(Math.Round(100 * counts[1].Skip(4).Sum() / (double)total, 1), double.Parse(rows[1][7], CultureInfo.InvariantCulture), 0.001);
    }

    [Fact]
    public void The_chart_has_a_point_for_each_run()
    {
        var report = Report.Of(Sweep("""
            { "title": "Old gradients", "host": "simulate", "level": "uneven", "settings": { "mode": "asynchronous", "minibatch": 10, "epochs": 3 },
              "grid": { "workers": [1, 4, 6] }, "seeds": "1..3" }
            """));
        var expected = Directory.GetDirectories(Digits.At("sweep")).Select(run =>
        {
            var counts = JsonElement.Parse(File.ReadAllText(Path.Combine(run, "run.json"))).GetProperty("staleness").EnumerateArray();
            var steps = counts.SelectMany((count, old) => Enumerable.Repeat((double)old, count.GetInt32())).ToList();
            return (Name: Path.GetFileName(run), Old: steps.Average(), Right: 100 * Table.Metrics(run).Last().GetProperty("testAccuracy").GetDouble());
        }).OrderBy(run => run.Old).ToList();
        Assert.Equal(9, expected.Count);
        Assert.True(expected.Select(run => run.Old).Distinct().Count() >= 3);

        var rows = Table.Rows(MarkdownPage.Of(report), "Staleness against accuracy").ToDictionary(cells => cells[^1]);
        Assert.All(expected, run => Assert.Equal(run.Right.ToString("0.00", CultureInfo.InvariantCulture), rows[run.Name][3]));
        Assert.All(expected, run => Assert.Equal(run.Old, double.Parse(rows[run.Name][1], CultureInfo.InvariantCulture), 0.0006));
        var drawing = XDocument.Parse($"<svg{HtmlPage.Of(report).Split("<h2>Staleness against accuracy</h2>")[1]
            .Split("<svg").Single(svg => svg.Contains("class=\"grid\"", StringComparison.Ordinal)).Split("</svg>")[0]}</svg>");
        var dots = drawing.Root!.Elements()
            .Where(mark => mark.Attribute("class")!.Value.StartsWith("dot ", StringComparison.Ordinal)).Select(Place).ToList();
        Assert.Equal(9, dots.Count);
        // On straight axes the places are the values, moved and stretched: of the extreme ones, and so of all.
        var (left, right) = (dots.MinBy(dot => dot.X), dots.MaxBy(dot => dot.X));
        var (low, high) = (dots.MaxBy(dot => dot.Y), dots.MinBy(dot => dot.Y)); // in a drawing y goes down
        var (worst, best) = (expected.Min(run => run.Right), expected.Max(run => run.Right));
        double X(double old) => left.X + (old - expected[0].Old) / (expected[^1].Old - expected[0].Old) * (right.X - left.X);
        double Y(double accuracy) => low.Y + (accuracy - worst) / (best - worst) * (high.Y - low.Y);
        Assert.All(expected, run => Assert.Contains(dots, dot => Math.Abs(dot.X - X(run.Old)) < 0.3 && Math.Abs(dot.Y - Y(run.Right)) < 0.3));
    }

    /// <summary>Returns the middle of a mark.</summary>
    private static (double X, double Y) Place(XElement mark)
    {
        double Of(string name) => double.Parse(mark.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        if (mark.Name.LocalName == "circle") return (Of("cx"), Of("cy"));
        if (mark.Name.LocalName == "rect") return (Of("x") + Of("width") / 2, Of("y") + Of("height") / 2);
        var from = mark.Attribute("d")!.Value[1..].Split('l')[0].Split(',')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return (from[0], from[1] + 1.3 * 4); // of a triangle, from its top
    }
}
