using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests.Explaining;

public sealed partial class HtmlPageTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("explain-").FullName;

    public static TheoryData<string[]> Pages => new(
        [.. Explain.Chain, "--nudge", "w=0.01"],
        ["--sample", "3", "--minibatch", "10", "--nudge", "w2:3,17=0.01"],
        ["--layers", "784,300,100,10", "--activation", "relu", "--cost", "softmax-cross-entropy"],
        ["--layers", "3,40,2", "--activation", "tanh", "--input", "0.1,-2,3", "--target", "1,0"]);

    [Theory, MemberData(nameof(Pages))]
    public void The_page_has_no_external_resources(string[] arguments)
    {
        var page = Page(arguments);

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.All(References().Matches(page), match =>
            Assert.StartsWith("data:image/png;base64,", match.Groups[1].Value, StringComparison.Ordinal));
        Assert.InRange(page.Length, 5_000, 1_000_000);
    }

    [Theory, MemberData(nameof(Pages))]
    public void The_tags_of_the_page_are_balanced(string[] arguments)
    {
        var open = new Stack<string>();
        foreach (Match tag in TagsOf().Matches(Styles().Replace(Page(arguments), "")))
        {
            var name = tag.Groups["name"].Value;
            if (tag.Groups["end"].Length > 0) Assert.Equal(open.Pop(), name);
            else if (tag.Groups["empty"].Length == 0 && name is not ("meta" or "img" or "input")) open.Push(name);
        }
        Assert.Empty(open);
    }

    [Fact]
    public void The_page_has_the_numbers_of_the_terminal()
    {
        var page = Page([.. Explain.Chain, "--nudge", "w=0.01"]);

        string[] numbers =
        [
            "-0.5336889968", "0.6224593312", "0.3696568999", "0.6080955108", "0.1535891286", "-0.7838089784", "-0.1867937193",
            "-0.06904958718", "-0.3735874386", "-0.08704986169", "-0.05418499869", "0.1305747925", "0.03068556097", "0.01534278048",
            "0.2383153605", "-0.0006904958718",
        ];
        Assert.All(numbers, number => Assert.Contains(number, page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_of_a_digit_has_its_image_the_first_weights_and_the_strongest_edges()
    {
        var page = Page("--sample", "3");

        Assert.Equal(30, Regex.Count(page, "alt=\"weights of a1:"));
        Assert.Equal(40, Regex.Count(page, "<g class=\"neuron"));
        Assert.Equal(1, Regex.Count(page, "<image "));
        Assert.Contains("<g class=\"edges by-w\">", page, StringComparison.Ordinal);
        Assert.Contains("<g class=\"edges by-g\">", page, StringComparison.Ordinal);
        Assert.InRange(Regex.Count(page, "<line class=\"neg\""), 20, 400);
    }

    [Fact]
    public void A_small_networks_page_has_every_derivative()
    {
        var page = Page("--layers", "2,2,2", "--input", "1,0.2", "--target", "1,0");

        string[] parameters =
        [
            "w1:0,0", "w1:0,1", "w1:1,0", "w1:1,1", "b1:0", "b1:1", "w2:0,0", "w2:0,1", "w2:1,0", "w2:1,1", "b2:0", "b2:1",
        ];
        Assert.All(parameters, name => Assert.Contains($"<th scope=\"row\">{name}</th>", page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_one_sentence_and_code_8()
    {
        var (code, sentence) = Explain.Run([.. Explain.Chain, "--html", Path.Combine(_directory, "absent", "page.html")]);

        Assert.Equal(8, code);
        Assert.StartsWith("Cannot write ", sentence, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Page(params string[] arguments)
    {
        var path = Path.Combine(_directory, "page.html");
        Explain.Text([.. arguments, "--html", path]);
        return File.ReadAllText(path);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex References();

    [GeneratedRegex("<style>.*?</style>|<!doctype html>", RegexOptions.Singleline)]
    private static partial Regex Styles();

    [GeneratedRegex("<(?<end>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?:\\s[^<>]*?)?(?<empty>/?)>")]
    private static partial Regex TagsOf();
}
