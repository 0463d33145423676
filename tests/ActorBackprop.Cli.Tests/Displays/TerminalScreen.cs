using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorBackprop.Cli.Tests.Displays;

/// <summary>A terminal, as far as lines that move need one: text, line ends, and going up, to the left and erasing.</summary>
internal static partial class TerminalScreen
{
    /// <summary>The lines that are to be seen after all of this was written, without blanks behind them and empty last ones.</summary>
    public static string[] After(string written, int width)
    {
        var lines = new List<StringBuilder> { new() };
        var (row, column) = (0, 0);
        foreach (Match token in Tokens().Matches(written))
        {
            var argument = token.Groups["n"] is { Length: > 0 } n ? int.Parse(n.Value, CultureInfo.InvariantCulture) : (int?)null;
            switch (token.Groups["c"].Success ? "CSI " + token.Groups["c"].Value : token.Value)
            {
                case "\n":
                    (row, column) = (row + 1, 0);
                    break;
                case "\r":
                    column = 0;
                    break;
                case "CSI A":
                    row = Math.Max(0, row - (argument ?? 1));
                    break;
                case "CSI K":
                    if (argument == 2) lines[row].Clear();
                    else lines[row].Length = Math.Min(lines[row].Length, column);
                    break;
                case "CSI m" or "CSI h" or "CSI l":
                    break;
                case [not '\e'] text:
                    if (column >= width) (row, column) = (row + 1, 0);
                    while (lines.Count <= row) lines.Add(new());
                    while (lines[row].Length <= column) lines[row].Append(' ');
                    lines[row][column++] = text[0];
                    break;
                case var other:
                    throw new NotSupportedException($"a terminal that understands {(other == "\e" ? "ESC" : other)}");
            }
            while (lines.Count <= row) lines.Add(new());
        }
        var seen = lines.Select(line => line.ToString().TrimEnd()).ToList();
        while (seen.Count > 0 && seen[^1].Length == 0) seen.RemoveAt(seen.Count - 1);
        return [.. seen];
    }

    [GeneratedRegex(@"\e\[\??(?<n>[0-9]*)(;[0-9]+)*(?<c>[A-Za-z])|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
