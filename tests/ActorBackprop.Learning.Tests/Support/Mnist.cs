using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Support;

/// <summary>The digits that come with the project, read once for all tests.</summary>
internal static class Mnist
{
    private static readonly Lazy<DataSets> Read = new(() => IdxDirectory.Load(DigitFiles.Directory));

    /// <summary>The data sets, with as many classes as their labels have.</summary>
    public static DataSets All => Read.Value;
}
