using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Tests.Membership;
using ActorBackprop.Cluster.Tests.Support;
using Akka.Configuration;
using Akka.Event;

namespace ActorBackprop.Cluster.Tests.Hosts;

public sealed class SilentLoggerTests
{
    /// <summary>Akka's own logger is the witness that there is something to be kept from standard output.</summary>
    [Theory, InlineData(true, false), InlineData(false, true)]
    public async Task Errors_after_the_loggers_have_ended_are_not_written_to_standard_output(bool isShipped, bool isWritten)
    {
        var error = $"an association failed, {Guid.NewGuid()}";
        var settings = ConfigurationFactory.ParseString("akka.stdout-loglevel = ERROR").WithFallback(ClusterSettings.Shipped);
        if (!isShipped)
            settings = ConfigurationFactory.ParseString("akka.stdout-logger-class = \"Akka.Event.StandardOutLogger\"").WithFallback(settings);
        var (before, written) = (Console.Out, new StringWriter());
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            var system = ClusterSystem.Start(settings, "127.0.0.1", 0, SomeGate.Token, tls: null);
            await system.Terminate();
            system.EventStream.Publish(new Error(null, "a source", typeof(SilentLoggerTests), error));
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.Equal(isWritten, written.ToString().Contains(error, StringComparison.Ordinal));
    }
}
