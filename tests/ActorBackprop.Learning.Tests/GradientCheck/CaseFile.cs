using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ActorBackprop.Learning.Tests.GradientCheck;

/// <summary>The file of PyTorch's gradients, and copies of it with something changed.</summary>
internal static class CaseFile
{
    public static string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(ThisFile())!, "..", "cases", "pytorch-gradients.json");

    /// <summary>Writes a changed copy, hands it on and deletes it.</summary>
    public static T Changed<T>(Action<JsonNode> change, Func<string, T> use)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path))!;
        change(json);
        return Written(json.ToJsonString(), use);
    }

    public static T Written<T>(string text, Func<string, T> use)
    {
        var path = System.IO.Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
