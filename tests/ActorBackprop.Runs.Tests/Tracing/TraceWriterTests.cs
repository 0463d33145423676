using ActorBackprop.Runs.Tracing;

namespace ActorBackprop.Runs.Tests.Tracing;

public sealed class TraceWriterTests
{
    private const string RowA = "0a0e 5001 e20309 0801 120141 5803 7802";

    /// <summary>By hand, from the field numbers: tag = number × 8 + type, as a varint; then the value or its length.</summary>
    [Fact]
    public void A_row_and_a_slice_are_these_bytes() => AssertBytes(
        RowA + // packet 1: 14 bytes; sequence 10: 1; track_descriptor 60: 9 bytes; uuid 1, name "A", ordering 11: 3, merge 15: 2
        "0a0f 40ac02 5001 5a08 4801 5801 ba010178" + // timestamp 8: 300; track_event 11: type 9: 1, track_uuid 11: 1, name 23: "x"
        "0a0b 40ad02 5001 5a04 4802 5801", // 301; type 2
        writer =>
        {
            writer.AddRow("A");
            writer.Begin(1, 300, "x");
            writer.End(1, 301);
        });

    [Fact]
    public void An_arrow_is_a_fixed64_at_both_ends_and_annotations_are_read_by_name() => AssertBytes(
        RowA +
        // debug_annotations 4: int_value 4: 12, name 10: "step"; type 3; track; name; flow_ids 47: 7
        "0a22 4005 5001 5a1c 2208 200c 520473746570 4803 5801 ba010178 f9020700000000000000" +
        // debug_annotations 4: string_value 6: "ü", name 10: "t"; terminating_flow_ids 48: 7
        "0a21 4006 5001 5a1b 2207 3202c3bc 520174 4803 5801 ba010179 81030700000000000000",
        writer =>
        {
            writer.AddRow("A");
            writer.Instant(1, 5, "x", new TraceFlow(7, IsEnd: false), new TraceAnnotation("step", 12));
            writer.Instant(1, 6, "y", new TraceFlow(7, IsEnd: true), new TraceAnnotation("t", "ü"));
        });

    [Fact]
    public void A_counter_below_a_row_is_these_bytes() => AssertBytes(
        RowA +
        // uuid 2, name "B", parent_uuid 5: 1, counter 8: {unit_name 6: "%"}, ordering, sibling_order_rank 12: 300, merge
        "0a18 5001 e20313 0802 120142 2801 4203 320125 5803 60ac02 7802" +
        "0a14 4000 5001 5a0e 4804 5802 e102 000000000000f8bf", // double_counter_value 44: −1.5
        writer =>
        {
            writer.AddRow("B", parent: writer.AddRow("A"), rank: 300, unit: "%");
            writer.Counter(2, 0, -1.5);
        });

    [Fact]
    public void A_trace_without_packets_is_an_empty_file() => AssertBytes("", _ => { });

    [Fact]
    public void Times_numbers_and_ranks_are_read_to_the_last_bit()
    {
        var packets = TracePackets.Read(Written(writer =>
        {
            writer.AddRow("a", rank: int.MinValue, unit: "");
            writer.AddRow("b", rank: int.MaxValue);
            writer.Counter(1, long.MaxValue, double.Epsilon);
            writer.Begin(2, long.MaxValue, "c", new TraceFlow(ulong.MaxValue, IsEnd: false), new("d", long.MinValue), new("e", ""), new("f", 0));
        }));
        Assert.Equal(
            [
                new ReadRow(1, "a", 0, "", int.MinValue),
                new ReadRow(2, "b", 0, null, int.MaxValue),
                new ReadEvent(long.MaxValue, 4, 1, null, double.Epsilon, null, null, ""),
                new ReadEvent(long.MaxValue, 1, 2, "c", null, ulong.MaxValue, null, "d=-9223372036854775808, e='', f=0"),
            ],
            packets);
    }

    [Fact]
    public void Half_a_character_is_written_as_one_that_is_missing() => Assert.Equal(
        [new ReadRow(1, "a\ufffd", 0, null, 0)], TracePackets.Read(Written(writer => writer.AddRow("a\ud83d"))));

    [Fact]
    public void A_slice_ends_after_it_begins()
    {
        AssertRefused<InvalidOperationException>(writer => writer.End(1, 0));
        AssertRefused<InvalidOperationException>(
            writer => writer.End(1, 2),
            writer =>
            {
                writer.Begin(1, 1, "x");
                writer.End(1, 1);
            });
        AssertRefused<ArgumentOutOfRangeException>(writer => writer.End(1, 4), writer => writer.Begin(1, 5, "x"));
        AssertRefused<ArgumentOutOfRangeException>(writer => writer.Begin(1, 4, "y"), writer => writer.Begin(1, 5, "x"));
    }

    [Fact]
    public void An_arrow_leads_from_the_end_or_the_beginning_of_a_slice_too()
    {
        var timeline = new Timeline(Written(writer =>
        {
            writer.AddRow("a");
            writer.AddRow("b");
            writer.Begin(1, 1, "x", new TraceFlow(9, IsEnd: false));
            writer.End(1, 2);
            writer.Begin(2, 3, "y", new TraceFlow(9, IsEnd: true));
            writer.Instant(2, 4, "z", new TraceFlow(9, IsEnd: false)); // the number is free again
        }));
        Assert.Equal(["x → y"], timeline.Arrows.Select(arrow => $"{arrow.From.Name} → {arrow.To.Name}"));
        Assert.Equal(1, timeline.Unfinished);
    }

    [Fact]
    public void Events_reach_the_stream_while_they_are_written()
    {
        using var stream = new MemoryStream();
        using var writer = new TraceWriter(stream);
        writer.AddRow("a");
        for (var at = 0; at < 100_000; at++) writer.Instant(1, at, "x");
        var early = stream.Length;
        writer.Dispose();
        Assert.InRange(stream.ToArray().Length - early, 0, 1 << 16);
        Assert.InRange(early, 1_000_000, long.MaxValue);
    }

    private static void AssertBytes(string hexadecimal, Action<TraceWriter> write) =>
        Assert.Equal(hexadecimal.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexStringLower(Written(write)));

    /// <summary>Refused, and the trace is as if it had not been tried. Row 1 is for slices, row 2 for values.</summary>
    private static void AssertRefused<T>(Action<TraceWriter> refused, Action<TraceWriter>? before = null) where T : Exception
    {
        Assert.Equal(
            Convert.ToHexStringLower(Written(writer => Write(writer, _ => { }))),
            Convert.ToHexStringLower(Written(writer => Write(writer, _ => Assert.Throws<T>(() => refused(writer))))));

        void Write(TraceWriter writer, Action<TraceWriter> between)
        {
            writer.AddRow("slices");
            writer.AddRow("values", unit: "");
            before?.Invoke(writer);
            between(writer);
            writer.Instant(1, 7, "after");
        }
    }

    private static byte[] Written(Action<TraceWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new TraceWriter(stream)) write(writer);
        return stream.ToArray();
    }
}
