using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Files;

public sealed class MetricsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly MetricsFile _metrics;
    private readonly string _path;

    public MetricsFileTests() => _metrics = new(_path = _directory["metrics.jsonl"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Metrics_are_appended_at_once_one_line_each()
    {
        Append(1);
        Assert.Equal(SomeMetrics.Of(1).ToJson() + "\n", File.ReadAllText(_path));
        Append(2);
        Assert.Equal([SomeMetrics.Of(1).ToJson(), SomeMetrics.Of(2).ToJson()], File.ReadAllLines(_path));
        Assert.Equal(SomeMetrics.Of([1, 2]), _metrics.Read());
    }

    [Fact]
    public void A_last_line_torn_anywhere_is_passed_over_and_the_others_are_read()
    {
        Append(1);
        Append(2);
        var torn = SomeMetrics.Of(3).ToJson();
        var complete = File.ReadAllText(_path);
        for (var length = 0; length < torn.Length; length++)
        {
            File.WriteAllText(_path, complete + torn[..length]);
            Assert.Equal(SomeMetrics.Of([1, 2]), _metrics.Read());
        }
    }

    [Fact]
    public void A_cut_removes_the_lines_after_the_epoch_and_a_torn_last_line()
    {
        foreach (var epoch in new[] { 1, 2, 3 }) Append(epoch);
        File.AppendAllText(_path, "{\"event\":\"epo");
        _metrics.CutAfter(2);
        Assert.Equal(SomeMetrics.Of(1).ToJson() + "\n" + SomeMetrics.Of(2).ToJson() + "\n", File.ReadAllText(_path));
        Append(3);
        Assert.Equal(SomeMetrics.Of([1, 2, 3]), _metrics.Read());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void The_line_of_the_epoch_itself_stays(long epoch, int left)
    {
        foreach (var written in new[] { 1, 2, 3 }) Append(written);
        _metrics.CutAfter(epoch);
        Assert.Equal(left, _metrics.Read().Count);
    }

    [Fact]
    public void A_line_whose_end_alone_is_missing_is_read_and_a_cut_mends_it()
    {
        File.WriteAllText(_path, SomeMetrics.Of(1).ToJson());
        Assert.Equal(SomeMetrics.Of([1]), _metrics.Read());
        _metrics.CutAfter(1);
        Append(2);
        Assert.Equal(SomeMetrics.Of([1, 2]), _metrics.Read());
    }

    [Fact]
    public void A_damaged_line_before_the_last_is_named()
    {
        File.WriteAllText(_path, SomeMetrics.Of(1).ToJson() + "\n?\n" + SomeMetrics.Of(3).ToJson() + "\n");
        var message = Assert.Throws<RunIoException>(() => _metrics.Read()).Message;
        Assert.Contains("metrics.jsonl, line 2: expected", message, StringComparison.Ordinal);
        Assert.Throws<RunIoException>(() => _metrics.CutAfter(0));
        Assert.Equal(3, File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void No_file_has_no_lines() => Assert.Empty(_metrics.Read());

    [Fact]
    public void A_system_error_is_one_sentence()
    {
        var nowhere = new MetricsFile(_directory["absent", "metrics.jsonl"]);
        var message = Assert.Throws<RunIoException>(() => nowhere.Append(SomeMetrics.Of(1))).Message;
        Assert.StartsWith("Cannot append to ", message, StringComparison.Ordinal);
    }

    private void Append(int epoch) => _metrics.Append(SomeMetrics.Of(epoch));
}
