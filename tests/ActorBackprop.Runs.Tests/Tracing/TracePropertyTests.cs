using ActorBackprop.Runs.Tracing;
using CsCheck;

namespace ActorBackprop.Runs.Tests.Tracing;

/// <summary>Whatever is written, in whatever order, is what Perfetto makes of it.</summary>
public sealed class TracePropertyTests
{
    private enum Deed
    {
        AddRow,
        Begin,
        End,
        Instant,
        Value,
    }

    /// <summary>Each: what to do, on which row, how long after the row's last deed, and whether an arrow begins or ends there.</summary>
    private static readonly Gen<(Deed Deed, int Row, int Later, int Arrow)[]> Plays =
        Gen.Select(Gen.Enum<Deed>(), Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[0, 3]).Array[1, 200];

    [Fact]
    public void Slices_nest_as_they_were_begun_and_arrows_lead_where_they_were_ended() =>
        Plays.Sample(play => Assert.Equal(Expected(play, out var file), Found(file)), iter: 500);

    private static string Found(byte[] file)
    {
        var timeline = new Timeline(file);
        return Text(
            timeline.Shapes.Select(shape => shape.IsInstant
                ? $"{shape.Name} on {shape.Row} at {shape.From}"
                : $"{shape.Name} on {shape.Row} {shape.From}–{shape.To}, depth {shape.Depth}"),
            timeline.Values.Select(value => $"{value.Value} on {value.Row} at {value.At}"),
            timeline.Arrows.Select(arrow => $"{arrow.From.Name} → {arrow.To.Name}"),
            [$"{timeline.Unfinished} unfinished", $"{timeline.Rows.Count} rows"]);
    }

    /// <summary>Plays with a writer and beside it with lists, as a person would with paper.</summary>
    private static string Expected((Deed Deed, int Row, int Later, int Arrow)[] play, out byte[] file)
    {
        using var stream = new MemoryStream();
        using var writer = new TraceWriter(stream);
        var rows = new List<(string Path, bool HasValues, Stack<int> Open)>();
        var now = new List<int>();
        var shapes = new List<string>();
        var values = new List<string>();
        var arrows = new List<string>();
        var begun = new List<(string Name, int At)>();
        var ended = new HashSet<int>();
        for (var i = 0; i < play.Length; i++)
        {
            var (deed, choice, later, arrow) = play[i];
            if (deed == Deed.AddRow || rows.Count == 0)
            {
                var parent = choice < rows.Count && !rows[choice].HasValues ? choice : -1;
                var hasValues = arrow == 3;
                int? above = parent < 0 ? null : parent + 1;
                Assert.Equal(rows.Count + 1, writer.AddRow($"r{i}", above, unit: hasValues ? "" : null));
                rows.Add((parent < 0 ? $"r{i}" : $"{rows[parent].Path}/r{i}", hasValues, new()));
                now.Add(0);
                continue;
            }
            var row = choice % rows.Count;
            var (path, isValues, open) = rows[row];
            var at = now[row] + later;
            if (isValues != (deed == Deed.Value)) continue;
            switch (deed)
            {
                case Deed.Value:
                    writer.Counter(row + 1, at = later, i); // values come in any order
                    values.Add($"{i} on {path} at {later}");
                    break;
                case Deed.End when open.Count > 0:
                    writer.End(row + 1, now[row] = at);
                    shapes[open.Peek()] = shapes[open.Peek()].Replace("?", $"{at}", StringComparison.Ordinal);
                    open.Pop();
                    break;
                case Deed.Begin:
                    writer.Begin(row + 1, now[row] = at, $"s{i}", Arrow($"s{i}", at));
                    shapes.Add($"s{i} on {path} {at}–?, depth {open.Count}");
                    open.Push(shapes.Count - 1);
                    break;
                case Deed.Instant:
                    var when = arrow == 0 ? later : at; // late
                    writer.Instant(row + 1, when, $"i{i}", Arrow($"i{i}", when));
                    shapes.Add($"i{i} on {path} at {when}");
                    break;
            }

            TraceFlow? Arrow(string name, int time)
            {
                if (arrow == 1)
                {
                    begun.Add((name, time));
                    return new TraceFlow((ulong)begun.Count, IsEnd: false);
                }
                var first = begun.FindIndex(candidate => candidate.At <= time && !ended.Contains(begun.IndexOf(candidate)));
                if (arrow != 2 || first < 0) return null;
                ended.Add(first);
                arrows.Add($"{begun[first].Name} → {name}");
                return new TraceFlow((ulong)first + 1, IsEnd: true);
            }
        }
        writer.Dispose();
        file = stream.ToArray();
        return Text(
            shapes.Select(shape => shape.Replace("?", "", StringComparison.Ordinal)), values, arrows,
            [$"{begun.Count - ended.Count} unfinished", $"{rows.Count} rows"]);
    }

    private static string Text(params IEnumerable<string>[] lines) =>
        string.Join('\n', lines.SelectMany(some => some.Order(StringComparer.Ordinal)));
}
