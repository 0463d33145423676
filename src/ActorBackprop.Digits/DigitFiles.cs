namespace ActorBackprop.Digits;

/// <summary>Where the MNIST digits that ship with the project are.</summary>
public static class DigitFiles
{
    /// <summary>The folder with the four gzipped IDX files, beside the program whatever the working directory.</summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "digits");
}
