namespace ActorBackprop.Runs.Output;

/// <summary>The one door between the system's many exceptions and <see cref="RunIoException"/>.</summary>
internal static class RunIo
{
    /// <summary>Does something with a file.</summary>
    /// <param name="deed">What it is, as in "read".</param>
    /// <param name="path">The file or directory.</param>
    /// <param name="action">Does it.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static T Do<T>(string deed, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsIo(e))
        {
            throw new RunIoException(deed, path, e);
        }
    }

    /// <summary>Does something with a file, as the other overload.</summary>
    public static void Do(string deed, string path, Action action) => Do(deed, path, () =>
    {
        action();
        return true;
    });

    /// <summary>Whether the system refused, rather than a caller erred.</summary>
    public static bool IsIo(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Deletes what nobody needs any more; where that fails it stays, and harms nobody.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (IsIo(e))
        {
            // Somebody looks at it on a system that forbids deleting then: the next call gets it.
        }
    }
}
