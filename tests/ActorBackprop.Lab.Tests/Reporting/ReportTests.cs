using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>A report's numbers, held to the files that the runs left.</summary>
public sealed class ReportTests(ReportTests.Sweep sweep) : IClassFixture<ReportTests.Sweep>
{
    /// <summary>A sweep of real and simulated runs, one of them failed.</summary>
    public sealed class Sweep : IDisposable
    {
        public Sweep()
        {
            var experiment = Swept.Experiment(Digits, """
                {
                  "title": "Workers & rates", "about": "Is 1 < 2?", "source": "A book",
                  "settings": { "epochs": 3, "activation": "relu" },
                  "list": [
                    { "host": "train", "workers": 1, "learningRate": 0.1 }, { "host": "train", "workers": 2, "learningRate": 0.1 },
                    { "host": "simulate", "workers": 2, "learningRate": 0.2 }, { "host": "train", "workers": 2, "learningRate": 1e30 },
                  ],
                  "seeds": "1..3",
                  "published": [{ "where": { "learningRate": 0.2 }, "measure": "test-error", "value": 12.5 }],
                }
                """);
            Swept.Run(Digits, experiment, "sweep");
            Report = Lab.Reporting.Report.Of(RunSet.Open(Digits.At("sweep")));
        }

        public SmallDigits Digits { get; } = new();

        public Report Report { get; }

        public void Dispose() => Digits.Dispose();
    }

    private static readonly string[] Compared = ["run", "epoch", "step", "cost", "testCorrect", "weightsSha256"];

    private string Markdown => MarkdownPage.Of(sweep.Report);

    [Fact]
    public void The_lines_of_the_csv_are_those_of_every_metrics_file()
    {
        var lines = CsvFile.Epochs(sweep.Report.Set).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
        var expected = Runs().SelectMany(run => Table.Metrics(run).Select(line => string.Join(' ', Path.GetFileName(run),
            line.GetProperty("epoch"), line.GetProperty("step"), line.GetProperty("cost").GetRawText(), line.GetProperty("testCorrect"),
            line.GetProperty("weightsSha256"))));
        int Column(string name) => Array.IndexOf(lines[0], name);
        var ofEpochs = lines.Skip(1).Where(cells => cells[Column("epoch")].Length > 0).ToList(); // the diverged runs have none
        var found = ofEpochs.Select(cells => string.Join(' ', Compared.Select(name => cells[Column(name)])));
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal((9 * 3, 3), (ofEpochs.Count, lines.Count - 1 - ofEpochs.Count));
        Assert.Equal("300", lines[1][Column("samples")]);
    }

    [Fact]
    public void The_accuracies_are_the_medians_of_the_last_lines()
    {
        var medians = Runs().GroupBy(run => Path.GetFileName(run).Split("_s")[0])
            .Select(group => group.Select(run => Table.Metrics(run).LastOrDefault()).Where(line => line.ValueKind != JsonValueKind.Undefined)
                .Select(line => line.GetProperty("testAccuracy").GetDouble()).Order().ToList())
            .Where(values => values.Count == 3).Select(values => (100 * values[1]).ToString("0.00", CultureInfo.InvariantCulture));
        Assert.Equal(medians.Order(), Rows("Accuracy").Select(cells => cells[3]).Where(cell => cell != "–").Order());
    }

    [Fact]
    public void A_published_error_stands_beside_ours_with_the_difference()
    {
        var errors = Runs().Where(run => Path.GetFileName(run).Contains("simulate", StringComparison.Ordinal))
            .Select(run => Table.Metrics(run).Last()).Select(line => 100 * (1 - line.GetProperty("testAccuracy").GetDouble())).Order().ToList();
        var row = Assert.Single(Rows("Published and ours"));
        Assert.Equal(["test error, learningRate 0.2", "12.50", Two(errors[1]), $"{Two(errors[0])} to {Two(errors[2])}", "3"], row.Take(5));
        Assert.Equal(errors[1] - 12.5, double.Parse(row[5].Replace('−', '-'), CultureInfo.InvariantCulture), 0.006);
    }

    [Fact]
    public void A_speed_up_is_the_median_of_ratios_of_the_same_seeds()
    {
        double Pace(int workers, int seed)
        {
            var run = Runs().Single(run => Path.GetFileName(run) == $"host-train_workers-{workers}_learningRate-0.1_s{seed}");
            var warm = Table.Metrics(run).Skip(1).ToList();
            return warm.Sum(line => line.GetProperty("samples").GetInt64()) / warm.Sum(line => line.GetProperty("seconds").GetDouble());
        }
        var ratios = Enumerable.Range(1, 3).Select(seed => Pace(2, seed) / Pace(1, seed)).Order().ToList();
        var row = Rows("Speed-up").Single(cells => cells[0] == "2");
        Assert.Equal(Two(ratios[1]), row[3]);
    }

    [Fact]
    public void The_bytes_are_those_of_as_many_gradients_as_the_workers_send()
    {
        // 64-12-10 has 65 + 13 rows of 16 floats in memory; each of two workers sends its own of every minibatch of 10.
        const double gradient = 4 * (65 + 13) * 16;
        var rows = Rows("Bytes sent").ToDictionary(cells => cells[^1], cells => cells.Skip(1).Take(4).ToArray());
        // Downwards each of them gets a copy of the parameters, which is as large.
        Assert.Equal([Whole(gradient / 10), "50", Whole(gradient / 10), "50"], rows["train, workers 1, learningRate 0.1"]);
        Assert.Equal([Whole(2 * gradient / 10), "100", Whole(2 * gradient / 10), "100"], rows["train, workers 2, learningRate 0.1"]);
        Assert.Equal(rows["train, workers 2, learningRate 0.1"], rows["simulate, workers 2, learningRate 0.2"]);
        string Whole(double value) => Math.Round(value).ToString("0", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_megabytes_to_an_accuracy_are_those_of_the_epochs_up_to_it()
    {
        var section = Markdown.Split("\n## Bytes sent\n")[1];
        var target = double.Parse(section.Split("| megabytes both ways to ")[1].Split(' ')[0], CultureInfo.InvariantCulture) / 100;
        double? Until(string run)
        {
            var bytes = 0L;
            foreach (var line in Table.Metrics(run))
            {
                bytes += line.GetProperty("bytesUpwards").GetInt64() + line.GetProperty("bytesDownwards").GetInt64();
                if (line.GetProperty("testAccuracy").GetDouble() >= target) return bytes / 1e6;
            }
            return null;
        }
        var expected = Runs().Where(run => Path.GetFileName(run).Contains("learningRate-0.2", StringComparison.Ordinal))
            .Select(Until).Order().ToList();
        Assert.Equal(3, expected.Count);
        var row = Rows("Bytes sent").Single(cells => cells[^1] == "simulate, workers 2, learningRate 0.2");
        Assert.Equal("3 of 3", row[7]);
        Assert.Equal(expected[1]!.Value, double.Parse(row[5], CultureInfo.InvariantCulture), 0.001);
    }

    [Fact]
    public void Published_epochs_stand_beside_those_up_to_the_target()
    {
        var experiment = Swept.Experiment(sweep.Digits, """
            { "title": "Rounds", "host": "sequential",
              "settings": { "epochs": 6, "cost": "softmax-cross-entropy" }, "grid": { "learningRate": [0.1, 0.001] },
              "seeds": "1..3", "target": 0.5,
              "published": [
                { "where": { "learningRate": 0.1 }, "measure": "epochs-to-target", "value": 4 },
                { "value": 2000, "where": { "learningRate": 0.001 }, "measure": "epochs-to-target" },
              ] }
            """);
        Swept.Run(sweep.Digits, experiment, "rounds");
        var reached = Directory.GetDirectories(sweep.Digits.At("rounds"), "learningRate-0.1_*")
            .Select(run => 1 + Table.Metrics(run).Select(line => line.GetProperty("testAccuracy").GetDouble()).ToList().FindIndex(right => right >= 0.5))
            .Order().ToArray();
        Assert.All(reached, epoch => Assert.InRange(epoch, 1, 6));
        var rows = Rows("Published and ours", MarkdownPage.Of(Lab.Reporting.Report.Of(RunSet.Open(sweep.Digits.At("rounds"))))).ToList();
        var percent = (100 * reached[1] / 4.0 - 100).ToString("+0;−0;0", CultureInfo.InvariantCulture);
        Assert.Equal(
            ["epochs to target, learningRate 0.1", "4", $"{reached[1]}", $"{reached[0]} to {reached[2]}", "3", $"{percent} %"], rows[0].Take(6));
        Assert.Equal(["epochs to target, learningRate 0.001", "2,000", "–", "–", "0 of 3", "–"], rows[1].Take(6));
    }

    [Fact]
    public void Warnings_name_failed_runs_and_too_few_seeds()
    {
        Assert.Contains("host-train_workers-2_learningRate-1E+30_s1", string.Join('\n', sweep.Report.Warnings), StringComparison.Ordinal);
        Assert.Equal(3, sweep.Report.Warnings.Count(warning => warning.Contains(" failed: the gradient of step", StringComparison.Ordinal)));
        Assert.Contains(sweep.Report.Warnings, warning => warning.Contains("groups have fewer than 5 seeds", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_figure_states_the_origin_of_its_times_and_is_valid_XML()
    {
        var page = HtmlPage.Of(sweep.Report);
        var figures = page.Split("<figure").Skip(1).Select(figure => figure.Split("</figure>")[0]).ToList();
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Contains("<b class=\"times\">", figure, StringComparison.Ordinal));
        Assert.Contains(figures, figure => figure.Contains("measured; simulated beyond the validated range", StringComparison.Ordinal));
        foreach (var figure in figures)
            foreach (var svg in figure.Split("<svg").Skip(1))
            {
                var drawing = XDocument.Parse($"<svg{svg.Split("</svg>")[0]}</svg>");
                Assert.DoesNotContain("NaN", drawing.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain("Infinity", drawing.ToString(), StringComparison.Ordinal);
            }
    }

    [Fact]
    public void The_page_is_one_file_without_external_resources()
    {
        var page = HtmlPage.Of(sweep.Report);
        Assert.InRange(page.Length, 10_000, 2 * 1024 * 1024);
        foreach (var outside in new[] { "<script", "http:", "https:", "<link", "<iframe", "url(", "@import", "{{" })
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<h1>Workers &amp; rates</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Is 1 &lt; 2?", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_without_a_sweep_can_be_reported()
    {
        var directory = sweep.Digits.At("loose");
        Directory.CreateDirectory(directory);
        foreach (var run in Runs().Take(3)) CopyRun(run, Path.Combine(directory, Path.GetFileName(run)));
        var report = Report.Of(RunSet.Open(directory));
        Assert.Equal($"Runs in {directory}", report.Title);
        Assert.NotEmpty(HtmlPage.Of(report));
    }

    [Fact]
    public void Runs_that_are_damaged_are_named_and_the_others_read()
    {
        var directory = sweep.Digits.At("damaged");
        Directory.CreateDirectory(directory);
        foreach (var run in Runs().Take(3)) CopyRun(run, Path.Combine(directory, Path.GetFileName(run)));
        File.WriteAllText(Path.Combine(directory, Path.GetFileName(Runs()[0]), "run.json"), "{");
        File.WriteAllText(Path.Combine(directory, Path.GetFileName(Runs()[1]), "metrics.jsonl"), "nothing\nat all\n");
        var set = RunSet.Open(directory);
        Assert.Equal(Path.GetFileName(Runs()[2]), Assert.Single(set.Runs).Name);
        Assert.Equal(2, set.Remarks.Count);
        Assert.Contains(set.Remarks, remark => remark.Contains("expected the record of a run", StringComparison.Ordinal));
        Assert.Contains(set.Remarks, remark => remark.Contains("expected the metrics of an epoch", StringComparison.Ordinal));
    }

    private string[] Runs() => [.. Directory.GetDirectories(sweep.Digits.At("sweep")).Order(StringComparer.Ordinal)];

    private static string Two(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The rows of the table in a section of the Markdown.</summary>
    private IReadOnlyList<string[]> Rows(string section) => Rows(section, Markdown);

    private static IReadOnlyList<string[]> Rows(string section, string markdown) => Table.Rows(markdown, section);

    private static void CopyRun(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
