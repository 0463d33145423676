namespace ActorBackprop.Lab.Reporting;

/// <summary>A part of a report.</summary>
/// <param name="Title">Its heading.</param>
internal sealed record Section(string Title)
{
    /// <summary>The paragraphs before the figures.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Its figures.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>
    /// The colours of all its figures, by index, with their names. Default: none, where the drawings name them.
    /// </summary>
    public IReadOnlyList<(int Index, string Label)> Legend { get; init; } = [];

    /// <summary>The numbers behind the figures.</summary>
    public ReportTable? Table { get; init; }

    /// <summary>Whether the table is visible; otherwise the page shows it on a click.</summary>
    public bool ShowsTable { get; init; }
}

/// <summary>A chart.</summary>
/// <param name="Title">Its caption.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Times">Where its times come from.</param>
internal sealed record Figure(string Title, string Svg, string Times)
{
    /// <summary>The tab that shows it, where several figures share a place; otherwise null.</summary>
    public string? Tab { get; init; }
}

/// <summary>A table of plain texts. The longest texts are in the last column, so that the numbers are visible without scrolling.</summary>
/// <param name="Headings">One for each column.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Creates a table with a row per group: its number, some cells, and its label.</summary>
    /// <param name="headings">The headings of the cells.</param>
    /// <param name="rows">The groups with their cells.</param>
    public static ReportTable OfGroups(IReadOnlyList<string> headings, IEnumerable<(Group Group, IReadOnlyList<string> Cells)> rows) =>
        new(["no.", .. headings, "runs"], [.. rows.Select(row => (IReadOnlyList<string>)[row.Group.Number, .. row.Cells, row.Group.Label])]);
}
