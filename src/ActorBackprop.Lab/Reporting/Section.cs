namespace ActorBackprop.Lab.Reporting;

/// <summary>A part of a report.</summary>
/// <param name="Title">Its heading.</param>
internal sealed record Section(string Title)
{
    /// <summary>What there is to say before the figures.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Its figures.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>
    /// What the colours of all its figures stand for: the number of the colour and the name. None, the default, where the drawings
    /// say it.
    /// </summary>
    public IReadOnlyList<(int Index, string Label)> Legend { get; init; } = [];

    /// <summary>The numbers behind the figures.</summary>
    public ReportTable? Table { get; init; }

    /// <summary>Whether the table is what the section is about, and not only behind a figure.</summary>
    public bool ShowsTable { get; init; }
}

/// <summary>A chart with what it shows.</summary>
/// <param name="Title">What it shows, in words.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Times">What its times are worth.</param>
internal sealed record Figure(string Title, string Svg, string Times)
{
    /// <summary>What the reader may choose it by, of several in one place; null where it stands alone.</summary>
    public string? Tab { get; init; }
}

/// <summary>A table of a report, of plain texts. The longest texts stand last, so that the numbers are seen without scrolling.</summary>
/// <param name="Headings">One for each column.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A table with a row for each group: its number, what there is to say of it, and its label.</summary>
    /// <param name="headings">Of the columns between number and label.</param>
    /// <param name="rows">The groups, with a text for each of these columns.</param>
    public static ReportTable OfGroups(IReadOnlyList<string> headings, IEnumerable<(Group Group, IReadOnlyList<string> Cells)> rows) =>
        new(["no.", .. headings, "runs"], [.. rows.Select(row => (IReadOnlyList<string>)[row.Group.Number, .. row.Cells, row.Group.Label])]);
}
