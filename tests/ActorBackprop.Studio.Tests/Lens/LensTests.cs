using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Lens;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.Studio.Tests.Sessions;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Lens;

/// <summary>The drawing pad beside a network that was trained on black strokes on white paper.</summary>
public sealed class LensTests : IDisposable
{
    private const int Side = 8;

    private readonly SmallDigits _files = new();

    [Theory, InlineData(0), InlineData(255), InlineData(90)]
    public async Task A_drawing_of_one_grey_is_no_digit(byte grey)
    {
        using var session = Trained();
        Assert.True((bool)(await Draw(session, [.. Enumerable.Repeat(grey, 28 * 28)]))["isEmpty"]!);
    }

    [Fact]
    public async Task A_drawing_reaches_the_network_as_black_on_white()
    {
        using var session = Trained();
        byte Pixel(int i) => i % 28 is > 11 and < 16 && i / 28 is > 4 and < 23 ? (byte)255 : (byte)0;
        var drawn = await Draw(session, [.. Enumerable.Range(0, 28 * 28).Select(Pixel)]);
        Assert.False((bool)drawn["isEmpty"]!);

        var trained = TrainedNetwork.Open(_files.At("run"));
        var ink = Convert.FromBase64String((string)drawn["pixels"]!);
        Assert.Equal((0, 255), (ink.Min(), ink.Max()));
        var reference = ReferenceNetwork.FromCanonical(trained.Network, trained.CanonicalParameters);
        var expected = reference.Forward([.. ink.Select(i => 1 - i / 255.0)]).A[^1];
        Assert.Equal(expected, drawn["outputs"]!.AsArray().Select(a => (double)a!), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(0, (int)drawn["answer"]!); // a vertical stroke

        var explained = await new BackpropLens(session).ExplainAsync(new LensRequest { Pixels = (string)drawn["pixels"]! });
        Assert.Equal(expected, explained!.Outputs.Select(a => (double)a), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    public void Dispose() => _files.Dispose();

    private static async Task<JsonNode> Draw(Session session, byte[] pixels) =>
        JsonSerializer.SerializeToNode(await LensImage.ClassifyAsync(session, new DrawnDigit(Convert.ToBase64String(pixels), 28)))!;

    /// <summary>Trained on vertical strokes, which are a 0, and horizontal ones, a 1.</summary>
    private FinishedSession Trained()
    {
        var data = Directory.CreateDirectory(_files.At("strokes")).FullName;
        foreach (var (prefix, count) in new[] { ("train", 60), ("t10k", 4) })
        {
            byte Pixel(int image, int row, int column)
            {
                var (across, along) = image % 2 == 0 ? (column, row) : (row, column);
                return across is 3 or 4 && along is > 0 and < 7 ? (byte)0 : (byte)255;
            }
            var pixels = from image in Enumerable.Range(0, count)
                         from row in Enumerable.Range(0, Side)
                         from column in Enumerable.Range(0, Side)
                         select Pixel(image, row, column);
            File.WriteAllBytes(Path.Combine(data, prefix + "-images-idx3-ubyte"), [.. Header(2051, count, Side, Side), .. pixels]);
            File.WriteAllBytes(Path.Combine(data, prefix + "-labels-idx1-ubyte"),
                [.. Header(2049, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
        }
        var request = SmallRun.Request(_files, "run", $"data={data}", "layers=64,4,2", "epochs=20", "minibatch=5") with { Sequential = true };
        TrainingRun.Execute(request, new SilentListener(), TimeProvider.System, CancellationToken.None);
        return new FinishedSession(_files.At("run"), new NextGames(SmallRun.NoEnvironment));
    }

    private static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
