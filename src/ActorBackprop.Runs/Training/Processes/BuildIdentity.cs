using System.Security.Cryptography;
using ActorBackprop.Actors;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>Which build of the program this is: the same sources give the same one, anything else another.</summary>
internal static class BuildIdentity
{
    /// <summary>12 hexadecimal digits, of the assemblies that the answer and the wire depend on.</summary>
    public static string Text { get; } = Convert.ToHexStringLower(SHA256.HashData(
        [.. new[] { typeof(TrainingPlan), typeof(Worker), typeof(LeaderHost) }.SelectMany(
            type => type.Assembly.ManifestModule.ModuleVersionId.ToByteArray())]))[..12];
}
