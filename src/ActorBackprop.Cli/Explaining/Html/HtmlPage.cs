namespace ActorBackprop.Cli.Explaining.Html;

internal static class HtmlPage
{
    public static string Of(Report report) => $"{report.Top}";
}
