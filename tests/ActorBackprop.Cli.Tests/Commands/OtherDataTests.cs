using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Tests.Images;
using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>Networks that were trained on digits which are not light on black bytes: a picture becomes what their data are.</summary>
[Collection(nameof(OneConsole))]
public sealed class OtherDataTests : IDisposable
{
    private const int Trained = 300, Tested = 12;

    private static readonly DataSets Digits = IdxDirectory.Load(DigitFiles.Directory);

    private readonly string _root = Directory.CreateTempSubdirectory("actorbackprop-").FullName;

    /// <summary>A pixel from 0 to 1 as the data have it: dark on light, as PyTorch's tutorials scale it, from −1 to 1, unscaled.</summary>
    public static TheoryData<string, double, double> Kinds => new()
    {
        { "inverted", -1, 1 }, { "standard", 1 / 0.3081, -0.1307 / 0.3081 }, { "ink low", -2, 1 }, { "unscaled", 255, 0 },
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_picture_of_a_test_image_is_answered_as_the_test_image_is(string kind, double scale, double shift)
    {
        var run = Train(kind, scale, shift);
        for (var index = 0; index < Tested; index++)
        {
            File.WriteAllBytes(At("digit.png"), PngWriter.Write(Digits.Test.Pixels(index).ToArray(), 28, 28));
            var (picture, image) = (Predict(At("digit.png"), run), Predict($"{index}", run));
            Assert.Equal(Activations(image), Activations(picture), (a, b) => Math.Abs(a - b) < 1e-3);
        }
    }

    [Fact]
    public void Images_of_another_kind_are_not_evaluated()
    {
        var run = Train("standard", 1 / 0.3081, -0.1307 / 0.3081);
        Assert.Equal($"{At("inverted")}: {run} was trained on numbers from -0.42 to 2.82 with ink at the high end, and these are "
            + "numbers from 0 to 1 with ink at the low end; prepare them like those it was trained on.",
            InProcess.Refusal(ExitCode.Incompatible, "evaluate", "--run", run, "--data", Write("inverted", -1, 1)));
        InProcess.Ok("evaluate", "--run", run, "--data", Write("another", 1 / 0.3, -0.13 / 0.3));
    }

    [Fact]
    public void Colour_images_are_said_to_be_of_three_channels()
    {
        foreach (var (part, count) in new[] { ("train", 30), ("test", 10) })
        {
            File.WriteAllBytes(At($"x_{part}.npy"), Npy("|u1", $"({count}, 3, 8, 8)", [.. Enumerable.Repeat((byte)255, count * 192)]));
            File.WriteAllBytes(At($"y_{part}.npy"), Npy("|u1", $"({count},)", [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]));
        }
        InProcess.Ok("train", "--data", _root, "--layers", "192,2", "--epochs", "1", "--sequential", "--quiet", "--out", At("run"));
        Assert.Equal($"{At("digit.png")}: the network was trained on images of 8×8 pixels and 3 channels, but a picture is converted to "
            + "a square of greys; give the index of a test image.",
            InProcess.Refusal(ExitCode.Usage, "predict", At("digit.png"), "--run", At("run")));
        // Two rows of pixels to a line.
        var lines = InProcess.Ok("predict", "0", "--run", At("run")).Split('\n');
        Assert.Equal(Enumerable.Repeat("@@@@@@@@", 4), lines[1..5].Select(line => line.TrimEnd()));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string At(string name) => Path.Combine(_root, name);

    private string Train(string kind, double scale, double shift)
    {
        var run = At($"run of {kind}");
        InProcess.Ok("train", "--data", Write(kind, scale, shift), "--epochs", "1", "--sequential", "--quiet", "--out", run);
        return run;
    }

    /// <summary>Bytes where they come to whole numbers, as an inverted image does.</summary>
    private string Write(string kind, double scale, double shift)
    {
        var directory = Directory.CreateDirectory(At(kind)).FullName;
        foreach (var (part, set, count) in new[] { ("train", Digits.Training, Trained), ("test", Digits.Test, Tested) })
        {
            var pixels = Enumerable.Range(0, count).SelectMany(i => set.Pixels(i).ToArray()).ToArray();
            var data = kind == "inverted"
                ? Npy("|u1", $"({count}, 28, 28)", Array.ConvertAll(pixels, pixel => (byte)(255 - pixel)))
                : Npy("<f4", $"({count}, 28, 28)",
                    MemoryMarshal.AsBytes(Array.ConvertAll(pixels, pixel => (float)(pixel / 255.0 * scale + shift)).AsSpan()).ToArray());
            File.WriteAllBytes(Path.Combine(directory, $"x_{part}.npy"), data);
            File.WriteAllBytes(Path.Combine(directory, $"y_{part}.npy"),
                Npy("|u1", $"({count},)", [.. Enumerable.Range(0, count).Select(i => (byte)set.Label(i))]));
        }
        return directory;
    }

    private static byte[] Npy(string type, string shape, byte[] body)
    {
        var header = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. header, .. body];
    }

    private static JsonNode Predict(string image, string run) => JsonNode.Parse(InProcess.Ok("predict", image, "--run", run, "--json"))!;

    private static double[] Activations(JsonNode report) => [.. report["activations"]!.AsArray().Select(a => a!.GetValue<double>())];
}
