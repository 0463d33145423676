using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Lab.Tests.Reporting;

public sealed class ReportFilesTests : SweptTests
{
    [Fact]
    public void A_report_replaces_an_older_one_and_no_other_file()
    {
        var report = Report.Of(Sweep("""{ "settings": { "epochs": 1 }, "host": "sequential", "seeds": [1] }"""));
        var directory = Directory.CreateDirectory(Digits.At("reports")).FullName;
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
