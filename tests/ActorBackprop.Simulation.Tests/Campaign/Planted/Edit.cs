namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>A change of the source.</summary>
/// <param name="File">Path from the repository's root, without src/ActorBackprop.</param>
/// <param name="Old">What is there, exactly once.</param>
/// <param name="New">What is there instead.</param>
public sealed record Edit(string File, string Old, string New)
{
    /// <summary>Path from the repository's root.</summary>
    public string Path => "src/ActorBackprop." + File;

    /// <summary>The project.</summary>
    public string Project => "ActorBackprop." + File[..File.IndexOf('/')];

    /// <summary>The text with the change in it.</summary>
    /// <exception cref="InvalidOperationException">What is to be replaced is not there exactly once.</exception>
    public string In(string text)
    {
        var times = text.Split(Old).Length - 1;
        return times == 1 ? text.Replace(Old, New, StringComparison.Ordinal)
            : throw new InvalidOperationException($"{Path}: expected once, found {times} times: {Old}");
    }
}
