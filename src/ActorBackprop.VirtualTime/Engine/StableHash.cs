namespace ActorBackprop.VirtualTime.Engine;

/// <summary>A hash that is the same in every process, as string.GetHashCode is not: FNV-1a, 64 bits.</summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var character in text) hash = (hash ^ character) * 0x100000001B3;
        return hash;
    }
}
