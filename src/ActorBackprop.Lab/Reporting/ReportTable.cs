namespace ActorBackprop.Lab.Reporting;

/// <summary>A table of a report, of plain texts.</summary>
/// <param name="Headings">One for each column.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ReportTable(IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows);
