using System.Text;
using CsCheck;

namespace ActorBackprop.Configuration.Tests;

public sealed class FileErrorTests
{
    [Theory]
    [InlineData("{\n  // comment\n  \"learnigRate\": 1\n}", "train.jsonc(3,3): unknown key \"learnigRate\"; did you mean \"learningRate\"?")]
    [InlineData("{\"learning-rate\": 1}", "train.jsonc(1,2): unknown key \"learning-rate\"; did you mean \"learningRate\"?")]
    [InlineData("{\"batch\": 1}", "train.jsonc(1,2): unknown key \"batch\"; did you mean \"minibatch\"?")]
    [InlineData("{\"epcohs\": {\"a\": [1]}}", "train.jsonc(1,2): unknown key \"epcohs\"; did you mean \"epochs\"?")]
    [InlineData("{\n  \"microbatch\": 0\n}", "train.jsonc(2,17): microbatch: expected a whole number of 1 or more, found 0.")]
    [InlineData("{ /* ½ é 😀 */ \"epochs\": 0 }", "train.jsonc(1,26): epochs: expected a whole number of 1 or more, found 0.")]
    [InlineData("{\r\n\t\"epochs\":\r\n\t\t1.5 }", "train.jsonc(3,3): epochs: expected a whole number of 1 or more, found 1.5.")]
    [InlineData("{\"epochs\": \"10\"}", "train.jsonc(1,12): epochs: expected a whole number of 1 or more, found \"10\".")]
    [InlineData("{\"epochs\": null}", "train.jsonc(1,12): epochs: expected a whole number of 1 or more, found null.")]
    [InlineData("{\"epochs\": 99999999999}", "train.jsonc(1,12): epochs: expected a whole number of at most 2147483647, found 99999999999.")]
    [InlineData("{\"workers\": 100001}", "train.jsonc(1,13): workers: expected a whole number from 1 to 100000, found 100001.")]
    [InlineData("{\"seed\": -1}", "train.jsonc(1,10): seed: expected a whole number from 0 to 18446744073709551615, found -1.")]
    [InlineData("{\"learningRate\": 1e39}", "train.jsonc(1,18): learningRate: expected a number of at most 3.4028235E+38, found 1e39.")]
    [InlineData("{\"learningRate\": 1e-99}", "train.jsonc(1,18): learningRate: expected a number above 0, found 1e-99.")]
    [InlineData("{\"learningRate\": {\"a\": 1}}", "train.jsonc(1,18): learningRate: expected a number above 0, found an object.")]
    [InlineData("{\"momentum\": 1}", "train.jsonc(1,14): momentum: expected a number from 0 to below 1, found 1.")]
    [InlineData("{\"nesterov\": 1}", "train.jsonc(1,14): nesterov: expected true or false, found 1.")]
    [InlineData("{\"optimizer\": \"agd\"}", "train.jsonc(1,15): optimizer: expected sgd or adam, found \"agd\".")]
    [InlineData("{\"optimizer\": \"Sgd\"}", "train.jsonc(1,15): optimizer: expected sgd or adam, found \"Sgd\".")]
    [InlineData("{\"optimizer\": \"\\ud800\"}", "train.jsonc(1,15): optimizer: expected sgd or adam, found \"\\\"\\\\ud800\\\"\".")]
    [InlineData("{\"activation\": \"relu,tanh\"}",
        "train.jsonc(1,16): activation: expected one or more of sigmoid, relu, tanh, identity or softmax, found \"relu,tanh\".")]
    [InlineData("{\"activation\": []}",
        "train.jsonc(1,16): activation: expected one or more of sigmoid, relu, tanh, identity or softmax, found [].")]
    [InlineData("{\"layers\": [784]}",
        "train.jsonc(1,12): layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found [784].")]
    [InlineData("{\"layers\": [784, 1.5, 10]}",
        "train.jsonc(1,12): layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found [784, 1.5, 10].")]
    [InlineData("{\"layers\": \"784,30,10\"}",
        "train.jsonc(1,12): layers: expected two or more whole numbers from 1 to 1048576, as in 784,30,10, found \"784,30,10\".")]
    [InlineData("{\"data\": \"\"}", "train.jsonc(1,10): data: expected the path of a directory, found \"\".")]
    [InlineData("{\"data\": \"a\\u0000b\"}", "train.jsonc(1,10): data: expected the path of a directory, found \"a\\u0000b\".")]
    [InlineData("[1]", "train.jsonc(1,1): expected an object, { \"key\": value, … }.")]
    [InlineData("\n 1", "train.jsonc(2,2): expected an object, { \"key\": value, … }.")]
    public void A_wrong_file_is_refused_in_one_sentence_with_line_and_column(string json, string sentence) =>
        Assert.Equal(sentence, Doors.RefusalOfFile(json));

    [Fact]
    public void A_key_may_stand_once_even_if_it_says_the_same()
    {
        var message = Doors.RefusalOfFile("{\n  \"epochs\": 3,\n  \"seed\": 3,\n  \"\\u0065pochs\": 3\n}");
        Assert.StartsWith("train.jsonc(4,3): the key \"epochs\" is given twice, first at ", message, StringComparison.Ordinal);
        Assert.EndsWith("train.jsonc(2,3).", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"epochs\" 3\n}", "train.jsonc(2,12): expected JSON: ")]
    [InlineData("{\n  /* ½ */ \"epochs\": NaN\n}", "train.jsonc(2,21): expected JSON: ")]
    [InlineData("{\"microbatch\": nul\n\n}", "train.jsonc(1,19): expected JSON: ")]
    [InlineData("{\"epochs\": 03}", "train.jsonc(1,13): expected JSON: ")]
    [InlineData("{\"epochs\": 3", "train.jsonc(1,13): expected JSON: ")]
    [InlineData("{\"epochs\": 3}\n{}", "train.jsonc(2,1): expected JSON: ")]
    [InlineData("", "train.jsonc(1,1): expected JSON: ")]
    [InlineData("{\"x\ny\": 3}", "train.jsonc(1,4): expected JSON: ")]
    public void Text_is_refused_where_it_stops_being_JSON(string json, string beginning)
    {
        var message = Doors.RefusalOfFile(json);
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Comments_trailing_commas_and_a_byte_order_mark_are_fine() =>
        Assert.Equal(3, Doors.File("\uFEFF// one\n{ /* two */ \"layers\": [784, /* three */ 10,], \"epochs\": 3, }\n// four").Settings.Epochs);

    [Fact]
    public void A_byte_order_mark_is_no_column() =>
        Assert.StartsWith("train.jsonc(1,2): unknown", Doors.RefusalOfFile("\uFEFF{\"epcohs\": 3}"), StringComparison.Ordinal);

    [Fact]
    public void A_strange_key_does_not_reach_the_terminal()
    {
        var message = Doors.RefusalOfFile("{\"\\u001b[31m\\nred\": 1}");
        Assert.StartsWith("train.jsonc(1,2): unknown key \"\\u001B[31m\\nred\"; there are layers, activation, ", message, StringComparison.Ordinal);
        Assert.StartsWith("train.jsonc(1,2): unknown key", Doors.RefusalOfFile("{\"\\ud800\": 1}"), StringComparison.Ordinal);
        Assert.True(Doors.RefusalOfFile($"{{\"{new string('x', 100_000)}\": 1}}").Length < 1000);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_refused()
    {
        using var file = new TemporaryFile(Encoding.Unicode.GetBytes("\uFEFF{}"));
        Assert.Equal($"{file.Path}: expected UTF-8 text, found other bytes.", Refusal(file.Path));
    }

    [Fact]
    public void A_file_of_a_mebibyte_is_read_and_a_longer_one_is_not()
    {
        using var full = new TemporaryFile("{\"epochs\": 3}".PadRight(1 << 20));
        Assert.Equal(3, Read(full.Path).Settings.Epochs);
        using var over = new TemporaryFile("{\"epochs\": 3}".PadRight((1 << 20) + 1));
        Assert.Equal($"{over.Path}: the configuration file cannot be read (it has more than 1048576 bytes).", Refusal(over.Path));
    }

    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var shipped = File.ReadAllBytes(ConfigFiles.Find("train.jsonc"));
        var refused = 0;
        Gen.Select(Gen.Int[0, shipped.Length - 1], Gen.Int[0, 3], Gen.OneOf(Gen.Byte, Gen.OneOf("{}[]\",:/*\n\\-9e".Select(c => (byte)c).ToArray())))
            .Sample((at, cut, put) =>
            {
                using var file = new TemporaryFile([.. shipped[..at], put, .. shipped.Skip(at + cut)]);
                try
                {
                    Read(file.Path);
                }
                catch (ConfigurationException exception)
                {
                    Interlocked.Increment(ref refused);
                    var clash = $"{file.Path}("; // of two settings, each with its place
                    Assert.True(exception.Message.StartsWith(file.Path, StringComparison.Ordinal)
                        || exception.Message.Contains(clash, StringComparison.Ordinal), exception.Message);
                    Assert.DoesNotContain(exception.Message, char.IsControl);
                }
            }, iter: 1000);
        Assert.True(refused > 100);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_absent() =>
        Assert.Equal("no/such/train.jsonc: there is no such configuration file.", Refusal("no/such/train.jsonc"));

    [Fact]
    public void A_directory_is_no_file()
    {
        using var file = new TemporaryFile("{}");
        var directory = Path.GetDirectoryName(file.Path)!;
        Assert.StartsWith($"{directory}: the configuration file cannot be read (", Refusal(directory), StringComparison.Ordinal);
    }

    private static ResolvedConfiguration Read(string path) =>
        ResolvedConfiguration.Resolve(path, new Dictionary<string, string>(), []);

    private static string Refusal(string path) => Doors.Refusal(() => Read(path));
}
