using System.Globalization;
using System.Text.RegularExpressions;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;

namespace ActorBackprop.Learning.Tests.Documentation;

/// <summary>The derivation in docs, in each of its languages: its code is the code, and its numbers are computed.</summary>
public sealed partial class BackpropagationDocTests
{
    private const string English = "docs/backpropagation.md", Chinese = "docs/backpropagation.zh-CN.md";

    /// <summary>Line by line in the order of the source, with its indentation: what a reader reads is what is compiled.</summary>
    [Theory, InlineData(English), InlineData(Chinese)]
    public void Every_quoted_block_is_copied_from_the_reference_network(string document)
    {
        var rest = Read("src/ActorBackprop.Learning/Reference/ReferenceNetwork.cs").Split('\n').AsSpan();
        var blocks = CSharpBlock().Matches(Read(document)).Select(block => block.Groups[1].Value.TrimEnd('\n').Split('\n')).ToList();
        string[] begins = ["for (var l = 0;", "var C =", "for (var l = W.Length - 1;", "db[l] =", "foreach (var (x, y)"];
        Assert.Equal(begins.Length, blocks.Count);
        foreach (var (begin, block) in begins.Zip(blocks))
        {
            Assert.StartsWith(begin, block[0], StringComparison.Ordinal);
            var (at, found) = (0, false);
            for (; at + block.Length <= rest.Length && !found; at++)
            {
                var indent = rest[at].Length - rest[at].TrimStart().Length;
                var source = rest.Slice(at, block.Length).ToArray();
                found = source.All(line => string.IsNullOrWhiteSpace(line[..Math.Min(indent, line.Length)]))
                    && source.Select(line => line[Math.Min(indent, line.Length)..]).SequenceEqual(block);
            }
            Assert.True(found, $"{document}: further down in ReferenceNetwork.cs there is no\n{string.Join('\n', block)}");
            rest = rest[at..];
        }
    }

    /// <summary>The parameters are those of the command in the document, of which another test compares the output.</summary>
    [Theory, InlineData(English), InlineData(Chinese)]
    public void Every_number_of_the_table_is_what_the_reference_network_computes(string document)
    {
        var text = Read(document);
        Assert.Equal(
            Minibatch(Command(text, [1, 1, 1, 1])).Select(row => (row.Name, Ten(row.Value))),
            NumberRow().Matches(text).Select(row => (row.Groups[1].Value, row.Groups[2].Value)));
    }

    [Theory, InlineData(English), InlineData(Chinese)]
    public void The_answers_to_the_exercises_are_what_the_reference_network_computes(string document)
    {
        var answers = Read(document)[Read(document).IndexOf("<details>", StringComparison.Ordinal)..];
        void Told(double number) => Assert.Contains(number.ToString("0.#############", CultureInfo.InvariantCulture).Replace('-', '−'), answers, StringComparison.Ordinal);

        var one = new Example(new Network([1, 1], [Activation.Sigmoid], Cost.Quadratic), [2, -1], [0.5], [1]);
        Told(one.Back.B[0][0]);
        Told(one.Back.W[0][0][0]);
        var (mean, _) = one.Reference.MeanGradient([([0.5], [1]), ([0.5], [0.5])]);
        Told(mean.B[0][0]);
        Told(mean.W[0][0][0]);

        foreach (var delta in new[] { 0.1, 0.05 }) // as the program writes them
            Assert.Contains(Ten(Remainder(Command(Read(document), [1, 1, 1, 1]), delta)), answers, StringComparison.Ordinal);

        var saturated = new Example(new Network([1, 1], [Activation.Sigmoid], Cost.Quadratic), [-4, 0], [1], [1]);
        var entropy = new Example(new Network([1, 1], [Activation.Sigmoid], Cost.SigmoidCrossEntropy), [-4, 0], [1], [1]);
        Told(Rounded(saturated.Back.W[0][0][0]));
        Told(Rounded(entropy.Back.W[0][0][0]));
        Told(Math.Round(entropy.Back.W[0][0][0] / saturated.Back.W[0][0][0]));
        Told(Rounded(saturated.Slope(1)));

        var twins = Command(Read(document), [2, 2, 2], skip: 1).Back;
        Told(Rounded(twins.B[0][0]));
        Assert.Equal(twins.B[0][0], twins.B[0][1]);
        Assert.Equal(twins.W[0][0], twins.W[0][1]);
    }

    [Fact]
    public void Swapped_targets_change_the_sign_of_every_derivative()
    {
        var example = Command(Read(English), [2, 2, 2]);
        var (one, other) = (example.Back, example.Reference.Backward(example.Pass, [.. example.Y.Reverse()]));
        Assert.All(All(one).Zip(All(other)), pair => Assert.True(pair.First * pair.Second < 0, $"{pair}"));

        static IEnumerable<double> All(ReferenceNetwork.Gradient gradient) =>
            gradient.W.SelectMany(layer => layer).Concat(gradient.B).SelectMany(row => row);
    }

    [Fact]
    public void Both_languages_have_the_same_headings_numbers_and_code()
    {
        var (english, chinese) = (Read(English), Read(Chinese));
        Assert.Equal(Heading().Matches(english).Select(heading => heading.Value), Heading().Matches(chinese).Select(heading => heading.Value));
        Assert.Equal(Number().Matches(english).Select(number => number.Value).Order(), Number().Matches(chinese).Select(number => number.Value).Order());
        Assert.Equal(CSharpBlock().Matches(english).Select(block => block.Value), CSharpBlock().Matches(chinese).Select(block => block.Value));
    }

    [Fact]
    public void Both_languages_have_the_same_drawings_except_for_the_words()
    {
        string[] Drawings(string document) => [.. Image().Matches(Read(document)).Select(image => image.Groups[1].Value)];
        Assert.Equal(["images/chain.svg", "images/wishes.svg", "images/minibatch.svg"], Drawings(English));
        Assert.Equal(["images/chain.zh-CN.svg", "images/wishes.zh-CN.svg", "images/minibatch.zh-CN.svg"], Drawings(Chinese));
        foreach (var (english, chinese) in Drawings(English).Zip(Drawings(Chinese), (one, other) => (Read($"docs/{one}"), Read($"docs/{other}"))))
        {
            Assert.StartsWith("<svg", english, StringComparison.Ordinal);
            Assert.Equal(Words().Replace(english, "><"), Words().Replace(chinese, "><"));
            Assert.Equal(Number().Matches(english).Select(number => number.Value), Number().Matches(chinese).Select(number => number.Value));
        }
    }

    [Fact]
    public void The_numbers_of_the_drawings_are_what_the_reference_network_computes()
    {
        var wishes = Command(Read(English), [2, 2, 2]);
        var (w, g) = (wishes.Reference.Weights[1], wishes.Back);
        AssertDraws("wishes", [g.B[1][0], g.B[1][1], w[0][0] * g.B[1][0], w[1][0] * g.B[1][1], g.A[1][0]]);

        var chain = Command(Read(English), [1, 1, 1, 1]);
        var each = Samples(chain).Select(sample => chain.Reference.Backward(chain.Reference.Forward(sample.X), sample.Y));
        var mean = chain.Reference.MeanGradient(Samples(chain)).Mean;
        AssertDraws("minibatch", each.Append(mean).SelectMany(gradient => new[] { gradient.W[2][0][0], gradient.B[2][0] }));

        static void AssertDraws(string drawing, IEnumerable<double> numbers) => Assert.Equal(
            numbers.Select(number => Math.Abs(number).ToString("0.000", CultureInfo.InvariantCulture)).Distinct().Order(),
            Thousandth().Matches(Read($"docs/images/{drawing}.svg")).Select(number => number.Value).Distinct().Order());
    }

    [Fact]
    public void Both_glossaries_name_what_is_in_the_code()
    {
        string[] Names(string document) => [.. GlossaryRow().Matches(Read(document)[Read(document).IndexOf("</details>", StringComparison.Ordinal)..])
            .SelectMany(row => Identifier().Matches(row.Value)).Select(name => name.Value)];
        Assert.Equal(Names(English), Names(Chinese));
        Assert.InRange(Names(English).Length, 15, 100);
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src", "ActorBackprop.Learning"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Word().Matches(File.ReadAllText(file))).Select(word => word.Value).ToHashSet();
        Assert.All(Names(English), name => Assert.Contains(name, sources));
    }

    private static IEnumerable<(string Name, double Value)> Minibatch(Example chain)
    {
        const double Rate = 1.5;
        var reference = chain.Reference;
        var samples = Samples(chain);
        foreach (var (index, (x, y)) in samples.Index())
            yield return ($"∂C{"₁₂₃"[index]}/∂w3", reference.Backward(reference.Forward(x), y).W[2][0][0]);
        var (mean, cost) = reference.MeanGradient(samples);
        yield return ("⟨∂C/∂w3⟩", mean.W[2][0][0]);
        yield return ("⟨C⟩", cost);
        var stepped = new ReferenceNetwork(chain.Network,
            [.. reference.Weights.Select((layer, l) => new[] { new[] { layer[0][0] - Rate * mean.W[l][0][0] } })],
            [.. reference.Biases.Select((layer, l) => new[] { layer[0] - Rate * mean.B[l][0] })]);
        yield return ("w3⁺", stepped.Weights[2][0][0]);
        yield return ("⟨C⟩⁺", stepped.MeanGradient(samples).Cost);
    }

    /// <summary>The minibatch of the derivation: the command's own sample and two more.</summary>
    private static (double[] X, double[] Y)[] Samples(Example chain) => [(chain.X, chain.Y), ([1], [0]), ([0.2], [1])];

    /// <summary>To ten digits, as the program writes them.</summary>
    private static string Ten(double number) => number.ToString("G10", CultureInfo.InvariantCulture);

    /// <summary>What the first order leaves of a nudge of w3.</summary>
    private static double Remainder(Example chain, double delta)
    {
        var reference = chain.Reference;
        var (before, derivative) = (reference.Cost(chain.Pass.A[^1], chain.Y), chain.Back.W[2][0][0]);
        reference.Weights[2][0][0] += delta;
        return reference.Cost(reference.Forward(chain.X).A[^1], chain.Y) - before - derivative * delta;
    }

    private static double Rounded(double number) => double.Parse(number.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>The sample and the parameters of a command in a document.</summary>
    private static Example Command(string text, int[] layers, int skip = 0)
    {
        var command = ExplainCommand().Matches(text).Where(match => match.Groups[1].Value == string.Join(',', layers)).ElementAt(skip);
        double[] Numbers(int group) => [.. command.Groups[group].Value.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        var network = new Network(layers, [.. layers.Skip(1).Select(_ => Activation.Sigmoid)], Cost.Quadratic);
        return new Example(network, Numbers(4), Numbers(2), Numbers(3));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "ActorBackprop.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException($"ActorBackprop.sln: expected above {AppContext.BaseDirectory}, found nowhere");
            return folder.FullName;
        }
    }

    /// <summary>One sample, forward and back.</summary>
    private sealed class Example(Network network, double[] parameters, double[] x, double[] y)
    {
        public Network Network => network;

        public double[] X => x;

        public double[] Y => y;

        public ReferenceNetwork Reference { get; } = ReferenceNetwork.FromCanonical(network, parameters);

        public ReferenceNetwork.Pass Pass => field ??= Reference.Forward(x);

        public ReferenceNetwork.Gradient Back => field ??= Reference.Backward(Pass, y);

        /// <summary>σ′ of a layer's first neuron, sigmoid, from its activation.</summary>
        public double Slope(int layer) => Pass.A[layer][0] * (1 - Pass.A[layer][0]);
    }

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"^\| `([^`]+)` \| .* \| (-?[\d.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex NumberRow();

    [GeneratedRegex(@"actorbackprop explain --layers (\S+) --input (\S+) --target (\S+) --weights ([-\d.,]+)")]
    private static partial Regex ExplainCommand();

    [GeneratedRegex("^#+ ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\d+(?:[.,]\d+)*")]
    private static partial Regex Number();

    /// <summary>What stands between two tags of a drawing.</summary>
    [GeneratedRegex(">[^<]+<")]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<=>[^<]*)\b\d\.\d{3}\b")]
    private static partial Regex Thousandth();

    [GeneratedRegex(@"^\|.*`.*\|$", RegexOptions.Multiline)]
    private static partial Regex GlossaryRow();

    /// <summary>A word of a span of code.</summary>
    [GeneratedRegex(@"(?<=`[^`|]*)\b\p{L}\w*(?=[^`|]*`[^`]*\|)")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"!\[[^\]]+\]\(([^)]+)\)")]
    private static partial Regex Image();
}
