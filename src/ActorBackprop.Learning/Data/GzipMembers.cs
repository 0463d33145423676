using System.IO.Compression;

namespace ActorBackprop.Learning.Data;

/// <summary>Finds the members of a gzip file: one may follow the other, and each has its own end.</summary>
internal static class GzipMembers
{
    private const int MaxTried = 16; // places that look like the beginning of the last member

    /// <summary>Returns whether a file ends with a whole member that unpacks to so many bytes, and is not its first.</summary>
    /// <param name="packed">The file, whose members before the last are known to be sound.</param>
    /// <param name="length">What the file's last four bytes say.</param>
    public static bool EndsWithOneOf(FileStream packed, uint length)
    {
        foreach (var place in LastPlaces(packed).Reverse())
        {
            packed.Position = place;
            if (Unpacked(packed) == length) return true;
        }
        return false;
    }

    /// <summary>The last places where the magic number of gzip, with deflate, stands.</summary>
    private static Queue<long> LastPlaces(FileStream packed)
    {
        packed.Position = 0;
        var (places, buffer, last) = (new Queue<long>(), new byte[1 << 16], 0);
        for (var at = 0L; packed.Read(buffer) is > 0 and var count; at += count)
            for (var i = 0; i < count; i++)
            {
                last = (last << 8 | buffer[i]) & 0xFFFFFF;
                if (last != 0x1F8B08 || at + i - 2 <= 0) continue;
                places.Enqueue(at + i - 2);
                if (places.Count > MaxTried) places.Dequeue();
            }
        return places;
    }

    /// <summary>Bytes that the rest of a file unpacks to; null where it is no gzip stream.</summary>
    private static uint? Unpacked(FileStream packed)
    {
        try
        {
            using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            var (buffer, length) = (new byte[1 << 16], 0u);
            for (int count; (count = gzip.Read(buffer)) > 0;) length += (uint)count;
            return length;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
