using System.Xml.Linq;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;

namespace ActorBackprop.Lab.Tests.Reporting;

/// <summary>Runs that miss a target or diverge are results: every table and drawing includes them.</summary>
public sealed class MissesTests : SweptTests
{
    [Fact]
    public void Diverged_runs_and_missed_targets_are_counted_and_drawn()
    {
        var report = Report.Of(Sweep("""
            { "host": "simulate", "settings": { "epochs": 6, "activation": "relu", "cost": "softmax-cross-entropy" }, "target": 0.5,
              "grid": { "learningRate": [0.1, 0.0001, 1e30] }, "seeds": "1..3",
              "published": [{ "where": { "learningRate": 1e30 }, "value": 90 }] }
            """));
        var markdown = MarkdownPage.Of(report);
        Assert.Equal(["0 of 3", "0 of 3", "3 of 3"], Table.Rows(markdown, "Accuracy").Select(cells => cells[2]));
        const string section = "Time to 50 % of the test images right";
        var rows = Table.Rows(markdown, section);
        Assert.Equal(["learningRate 0.1", "learningRate 0.0001", "learningRate 1E+30"], rows.Select(cells => cells[^1]));
        Assert.Equal(["3 of 3", "0 of 3", "0 of 3"], rows.Select(cells => cells[4]));
        Assert.NotEqual("not reached", rows[0][1]);
        Assert.Equal(("not reached", "not reached"), (rows[1][1], rows[2][1]));
        Assert.Equal("0 of 3", Table.Rows(markdown, "Published and ours")[0][4]);

        var drawing = XDocument.Parse($"<svg{HtmlPage.Of(report).Split($"<h2>{section}</h2>")[1].Split("<svg")[1].Split("</svg>")[0]}</svg>");
        string[] marks = [.. drawing.Root!.Elements().Select(element => element.Attribute("class")!.Value)];
        Assert.Equal((3, 6), (marks.Count(css => css.StartsWith("dot ", StringComparison.Ordinal)),
            marks.Count(css => css.StartsWith("beyond ", StringComparison.Ordinal))));
    }

    [Fact]
    public void Wall_time_and_virtual_time_have_separate_axes()
    {
        var page = HtmlPage.Of(Report.Of(Sweep("""
            { "settings": { "epochs": 2 }, "grid": { "host": ["sequential", "simulate"] }, "seeds": "1..2" }
            """)));
        foreach (var figure in page.Split("<figure").Skip(1).Select(figure => figure.Split("</figure>")[0]))
        {
            Assert.DoesNotContain("wall or virtual", figure, StringComparison.Ordinal);
            if (figure.Contains(">wall time, s<", StringComparison.Ordinal)) Assert.Contains(">measured</b>", figure, StringComparison.Ordinal);
            if (figure.Contains(">virtual time, s<", StringComparison.Ordinal)) Assert.DoesNotContain("measured", figure, StringComparison.Ordinal);
        }
        // Cost, accuracy and the time to an accuracy, each once for either time.
        Assert.Equal((3, 3), (page.Split(">wall time, s<").Length - 1, page.Split(">virtual time, s<").Length - 1));
    }
}
