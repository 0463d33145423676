using System.Globalization;
using System.Xml.Linq;
using ActorBackprop.Runs.Files;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class TrainingPlotTests : IDisposable
{
    private static readonly int[] _thirty = [.. Enumerable.Range(1, 30)];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_plot_is_an_SVG_of_its_size_with_a_title()
    {
        var drawn = Drawn(SomeMetrics.Of(_thirty));
        var svg = XDocument.Parse(drawn).Root!;
        Assert.Equal("900", svg.Attribute("width")!.Value);
        Assert.Equal("500", svg.Attribute("height")!.Value);
        var texts = Texts(drawn);
        Assert.All(
            ["Cost and test accuracy", "best: 9577 of 10000 test images right after epoch 30", "epoch", "cost", "test accuracy"],
            text => Assert.Contains(text, texts));
    }

    [Fact]
    public void There_is_a_marker_for_every_epoch()
    {
        var one = Circles(SomeMetrics.Of(_thirty[..1]));
        Assert.Equal(29, Circles(SomeMetrics.Of(_thirty)) - one);
    }

    [Fact]
    public void The_same_metrics_make_the_same_bytes_in_any_culture()
    {
        var here = Drawn(SomeMetrics.Of(_thirty));
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(here, Drawn(SomeMetrics.Of(_thirty)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cost_that_is_no_number_is_a_gap_and_leaves_the_axes_alone(double cost)
    {
        var epochs = SomeMetrics.Of(_thirty[..5]);
        var texts = Texts(Drawn(epochs));
        epochs[2] = epochs[2] with { Cost = cost };
        Assert.Equal(Circles(SomeMetrics.Of(_thirty[..5])) - 1, Circles(epochs));
        Assert.Equal(texts, Texts(Drawn(epochs)));
    }

    [Fact]
    public void Without_an_epoch_or_test_images_it_is_still_drawn()
    {
        Assert.Contains("no epoch is completed", Drawn([]), StringComparison.Ordinal);
        Assert.Contains("<svg", Drawn([SomeMetrics.Of(1) with { TestCorrect = 0, TestCount = 0 }]), StringComparison.Ordinal);
    }

    private int Circles(EpochMetrics[] epochs) =>
        XDocument.Parse(Drawn(epochs)).Descendants().Count(e => e.Name.LocalName == "circle");

    private static string[] Texts(string svg) =>
        [.. XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    private string Drawn(EpochMetrics[] epochs)
    {
        TrainingPlot.Write(_directory["training.svg"], epochs);
        return File.ReadAllText(_directory["training.svg"]);
    }
}
