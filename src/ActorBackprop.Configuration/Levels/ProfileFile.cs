using System.Text.Json;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Configuration.Levels;

/// <summary>A machine's measurements in a file: a JSON object, comments allowed, as configuration files are.</summary>
public static class ProfileFile
{
    private static readonly JsonSerializerOptions Readable = new(Shown.AsWritten) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Reads a profile.</summary>
    /// <param name="path">The file, as <see cref="ConfigFiles.Find"/> gives it.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or is no profile.</exception>
    public static Profile Read(string path) => ProfileTable.Profile.Read(SettingsFile.Read(path), path, "");

    /// <summary>The reverse of <see cref="Read"/>.</summary>
    public static string ToJson(Profile profile) => ProfileTable.Profile.Json(profile)!.ToJsonString(Readable) + "\n";
}
