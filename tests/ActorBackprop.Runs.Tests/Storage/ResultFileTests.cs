using ActorBackprop.Runs.Storage;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Storage;

public sealed class ResultFileTests : IDisposable
{
    private const string Mark = "a page of ours", Old = "<head>a page of ours</head> old", New = "<head>a page of ours</head> new";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Old)]
    public void A_result_replaces_nothing_or_an_older_one(string? before)
    {
        var path = _directory["page.html"];
        if (before is not null) File.WriteAllText(path, before);
        ResultFile.Write(path, Mark, New);
        Assert.Equal(New, File.ReadAllText(path));
        Assert.Equal(["page.html"], _directory.Names);
    }

    [Theory]
    [InlineData("my thesis")]
    [InlineData("\0\u0001\u0002")]
    public void A_file_of_another_kind_stays_as_it_is(string content)
    {
        var path = _directory["thesis.html"];
        File.WriteAllText(path, content);
        var refused = Assert.Throws<RunIoException>(() => ResultFile.Write(path, Mark, New));
        Assert.Contains("did not write", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(path));
        Assert.Equal(["thesis.html"], _directory.Names);
    }

    [Fact]
    public void A_mark_far_from_the_start_is_a_quotation()
    {
        var (path, content) = (_directory["notes.html"], new string(' ', 2000) + Mark);
        File.WriteAllText(path, content);
        Assert.Throws<RunIoException>(() => ResultFile.Write(path, Mark, New));
        Assert.Equal(content, File.ReadAllText(path));
    }

    [LinuxFact]
    public void A_link_stays_a_link_and_its_file_is_written()
    {
        var (path, target) = (_directory["link.html"], _directory["page.html"]);
        File.WriteAllText(target, Old);
        File.CreateSymbolicLink(path, target);
        ResultFile.Write(path, Mark, New);
        Assert.Equal(target, new FileInfo(path).LinkTarget);
        Assert.Equal(New, File.ReadAllText(target));
    }

    [LinuxFact]
    public void A_device_is_refused_and_left_alone()
    {
        var (link, device) = (_directory["link.html"], "/dev/full");
        File.CreateSymbolicLink(link, device); // by a link: a mistake of the code would replace only the link
        var refused = Assert.Throws<RunIoException>(() => ResultFile.Write(link, Mark, New));
        Assert.Contains("a device", refused.Message, StringComparison.Ordinal);
        Assert.Equal(device, new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_directory_is_refused()
    {
        var path = Directory.CreateDirectory(_directory["pages"]).FullName;
        Assert.Throws<RunIoException>(() => ResultFile.Write(path, Mark, New));
        Assert.Empty(Directory.GetFileSystemEntries(path));
    }
}
