namespace ActorBackprop.Cli.Explaining.Html;

/// <summary>The parameters the cost is most sensitive to.</summary>
internal static class RankingSection
{
    public static string Of(Report report)
    {
        var top = report.Ranking.Take(report.IsWhole ? int.MaxValue : report.Top).ToList();
        var most = Pictures.Most(top.Select(p => p.Derivative));
        return $"<p>{top.Count} of {report.Ranking.Count:N0} weights and biases, by |∂C/∂p|. "
            + $"To lower the cost, a step goes against the sign.</p>\n"
            + Tags.Table(["parameter", "value", "∂C/∂p", "", "so"], top.Select(p => Tags.Row(
                $"{p.Name}", Tags.Number(p.Value), Tags.Signed(p.Derivative), Tags.Bar(p.Derivative, most),
                p.Derivative < 0 ? "raise it" : p.Derivative > 0 ? "lower it" : "leave it")));
    }
}
