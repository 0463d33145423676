namespace ActorBackprop.Lab.Reporting;

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
