namespace ActorBackprop.Digits;

/// <summary>Where the MNIST digits that ship with the project are.</summary>
public static class DigitFiles
{
    /// <summary>The fingerprint of what is in the files: the SHA-256 of the four, unpacked, one after the other.</summary>
    public const string Sha256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    /// <summary>The folder with the four gzipped IDX files, beside the program whatever the working directory.</summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "digits");
}
