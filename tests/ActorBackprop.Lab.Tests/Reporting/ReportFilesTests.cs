using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Reporting;

public sealed class ReportFilesTests : IDisposable
{
    private readonly SmallDigits _digits = new();

    public void Dispose() => _digits.Dispose();

    [Fact]
    public void A_report_replaces_an_older_one_and_no_other_file()
    {
        Swept.Run(_digits, Swept.Experiment(_digits, """{ "settings": { "epochs": 1 }, "host": "sequential", "seeds": [1] }"""), "sweep");
        var report = Report.Of(RunSet.Open(_digits.At("sweep")));
        var directory = Directory.CreateDirectory(_digits.At("reports")).FullName;
        var page = Path.Combine(directory, "thesis.html");
        string[] files = [page, .. ReportFiles.Beside(page)];

        ReportFiles.Write(page, report);
        ReportFiles.Write(page, report);
        Assert.All(files, file => Assert.NotEmpty(File.ReadAllText(file)));

        foreach (var file in files)
        {
            foreach (var other in files) File.WriteAllText(other, "");
            File.WriteAllText(file, "# My thesis\n");
            var refused = Assert.Throws<RunIoException>(() => ReportFiles.Write(page, report));
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
            Assert.Equal(files.Select(one => one == file ? "# My thesis\n" : ""), files.Select(File.ReadAllText));
        }
    }
}
