using Spectre.Console;

namespace ActorBackprop.Cli.Explaining.Terminal;

/// <summary>Plain tables: no rules, numbers to the right, and a colour for each sign.</summary>
internal static class Tables
{
    /// <summary>A table with these columns, the first to the left.</summary>
    public static Table New(params string[] headings)
    {
        var table = new Table().NoBorder();
        foreach (var (heading, i) in headings.Select((heading, i) => (heading, i)))
        {
            var column = new TableColumn($"[dim]{heading}[/]") { NoWrap = true, Padding = new Padding(i == 0 ? 2 : 1, 0, 1, 0) };
            table.AddColumn(i == 0 || heading.EndsWith(',') ? column : column.RightAligned());
        }
        return table;
    }

    /// <summary>Blue above 0, orange below: told apart by all eyes, and the sign is there as well.</summary>
    public static string Signed(double value, string text) => value switch
    {
        > 0 => $"[dodgerblue1]{text}[/]",
        < 0 => $"[darkorange]{text}[/]",
        _ => text,
    };

    /// <summary>A derivative in a table, and what its wish is: ↑ larger, ↓ smaller.</summary>
    public static string Wish(double derivative) =>
        Signed(derivative, Numbers.Short(derivative) + (derivative < 0 ? " ↑" : derivative > 0 ? " ↓" : "  "));
}
