using System.Text;

namespace ActorBackprop.Cli.Displays;

/// <summary>Passes on a text with one ASCII character for each that is none, so that columns stay where they are.</summary>
internal sealed class AsciiWriter(TextWriter output) : TextWriter
{
    private const string From = "∂σ′·−–×↑↓→Σδ²√ₖⱼ…≈≤≥’“”Δη";
    private const string To = "ds'*--x^v>Sd2vkj~~<>'\"\"Dn";

    public override Encoding Encoding => Encoding.ASCII;

    public override void Write(char value)
    {
        var index = From.IndexOf(value, StringComparison.Ordinal);
        output.Write(value < 128 ? value : index >= 0 ? To[index] : '?');
    }

    public override void Flush() => output.Flush();
}
