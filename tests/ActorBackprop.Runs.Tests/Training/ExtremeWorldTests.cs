using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>Whatever the ranges of a world allow can be played: no time overflows, and nothing stands still for ever.</summary>
public sealed partial class ExtremeWorldTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const int Turns = 5000;

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void A_world_whose_figures_are_at_the_bounds_of_their_ranges_plays(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 8; n++)
        {
            var json = JsonNode.Parse(Level.ToJson(new WorldSettings { Title = "Extreme" }))!;
            foreach (var setting in WorldSetting.All) Draw(json["world"]!, setting, random);
            var name = $"extreme-{seed}-{n}";
            File.WriteAllText(digits.At(name + ".json"), json.ToJsonString());
            var result = Simulation.Execute(Simulation.Request(digits, name, new SimulationRequest
            {
                World = Level.Find(digits.At(name + ".json")).World,
                NoGradient = true,
                Play = (game, isOver) => game.RunUntil(() => isOver() || game.World.Virtual.Turns >= Turns, TimeSpan.MaxValue),
            }, $"seed={seed}"));
            Assert.True(result.Simulation!.Events > 4 && result.Simulation.Virtual >= TimeSpan.Zero, $"{result.Simulation}: {json}");
            Assert.True(result.Simulation.StoppedAt is null or { Turn: Turns }, $"{result.Simulation}: {json}");
        }
    }

    /// <summary>One of the numbers that its range is told by, or its default.</summary>
    private static void Draw(JsonNode world, WorldSetting setting, Random random)
    {
        var keys = setting.Path.Split('.');
        if (keys[..^1].Aggregate((JsonNode?)world, (node, key) => node?[key]) is not { } under) return; // in a list, or a profile's
        if (setting.Path == "compute.law.kind")
        {
            string[] kinds = ["constant", "exponential", "shifted-exponential", "pareto", "log-normal"];
            under[keys[^1]] = kinds[random.Next(kinds.Length)];
        }
        if (under[keys[^1]] is not JsonValue value || value.GetValueKind() != System.Text.Json.JsonValueKind.Number) return;
        var bounds = Number().Matches(setting.Values).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
        // A bound that is excluded, as of a shape above 1, is come near to.
        if (setting.Values.Contains("below", StringComparison.Ordinal)) bounds[^1] -= 1e-9;
        if (setting.Values.Contains("above", StringComparison.Ordinal)) bounds = [bounds[0] + 1e-9, 1e300];
        if (random.Next(2) == 0) under[keys[^1]] = bounds[random.Next(bounds.Count)];
    }

    [GeneratedRegex(@"\d+(\.\d+)?(E[+-]\d+)?")]
    private static partial Regex Number();
}
