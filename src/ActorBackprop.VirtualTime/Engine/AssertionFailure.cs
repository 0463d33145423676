namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Recognizes a failed assertion. To Akka it is a failure like any other: the supervisor restarts the actor, and the test would
/// pass. This library refers to no test framework, so it goes by names: xunit's exceptions have the interface, those of NUnit,
/// MSTest, Shouldly and Debug.Assert the word.
/// </summary>
internal static class AssertionFailure
{
    /// <summary>Returns the failed assertion that an exception is or was caused by; null if it is none.</summary>
    public static Exception? Find(Exception? exception)
    {
        while (exception is not null && !IsAssertion(exception)) exception = exception.InnerException;
        return exception;
    }

    private static bool IsAssertion(Exception exception)
    {
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
            if (type.Name.Contains("Assert", StringComparison.Ordinal)) return true;
        return exception.GetType().GetInterface("IAssertionException") is not null;
    }
}
