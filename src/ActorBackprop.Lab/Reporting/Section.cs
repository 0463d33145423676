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
