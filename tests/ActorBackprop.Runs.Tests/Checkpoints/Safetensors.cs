using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>A reader of the safetensors format that knows only the format, and refuses what the format's own reader refuses.</summary>
internal sealed class Safetensors
{
    public Safetensors(byte[] file)
    {
        var headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        Assert.Equal(0, headerLength % 8);
        Assert.Equal((byte)'{', file[8]);
        Header = Encoding.UTF8.GetString(file, 8, headerLength);
        var data = file.AsSpan(8 + headerLength);
        using var json = JsonDocument.Parse(Header);
        var end = 0L;
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                foreach (var text in entry.Value.EnumerateObject()) Metadata.Add(text.Name, text.Value.GetString()!);
                continue;
            }
            Assert.Equal("F32", entry.Value.GetProperty("dtype").GetString());
            Assert.Equal(3, entry.Value.EnumerateObject().Count());
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(width => width.GetInt32()).ToArray();
            var offsets = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
            Assert.Equal([end, end + 4 * shape.Aggregate(1L, (product, width) => product * width)], offsets);
            end = offsets[1];
            var values = new float[(offsets[1] - offsets[0]) / 4];
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(data[((int)offsets[0] + 4 * i)..]);
            Tensors.Add(entry.Name, (shape, values));
        }
        Assert.Equal(data.Length, end);
    }

    public string Header { get; }

    public Dictionary<string, string> Metadata { get; } = [];

    public Dictionary<string, (int[] Shape, float[] Values)> Tensors { get; } = [];
}
