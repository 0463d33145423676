namespace ActorBackprop.Digits;

/// <summary>The location and hash of the included MNIST digits.</summary>
public static class DigitFiles
{
    /// <summary>The SHA-256 of the contents: the four files, unpacked, one after the other.</summary>
    public const string Sha256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    /// <summary>The folder with the four gzipped IDX files; it is beside the program, not relative to the working directory.</summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "digits");
}
