using System.Text.Json;
using ActorBackprop.Runs.Output;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Configuration.Levels;

/// <summary>A machine's measurements in a file: a JSON object, comments allowed, as configuration files are.</summary>
public static class ProfileFile
{
    private static readonly JsonSerializerOptions Readable = new(Shown.AsWritten) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Reads a profile.</summary>
    /// <param name="path">The file, as <see cref="ConfigFiles.Find"/> gives it.</param>
    /// <exception cref="ConfigurationException">It cannot be read, or is no profile.</exception>
    public static Profile Read(string path) => ProfileTable.Profile.Read(SettingsFile.Read(path), path, "");

    /// <summary>Writes a profile, in place of one that is there.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static void Write(string path, Profile profile) => AtomicFile.Write(path, ToJson(profile));

    /// <summary>The reverse of <see cref="Read"/>.</summary>
    public static string ToJson(Profile profile) => ProfileTable.Profile.Json(profile)!.ToJsonString(Readable) + "\n";
}
