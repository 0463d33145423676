using Akka.Configuration;
using Akka.Event;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>What makes an actor system run in virtual time.</summary>
internal static class AkkaSettings
{
    /// <summary>The loggers are synchronous: Akka would wait for an actor's answer before anybody can run it.</summary>
    public static readonly Config Config = ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = WARNING
          stdout-logger-class = "{{Name(typeof(VirtualLogger))}}"
          loggers = ["{{Name(typeof(VirtualLogger))}}"]
          log-dead-letters = off
          scheduler.implementation = "{{Name(typeof(VirtualScheduler))}}"
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            default-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            internal-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = off }
            default-blocking-io-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = off }
          }
        }
        """);

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}

/// <summary>Akka's logger: a line on the error stream, with no clock in it.</summary>
internal sealed class VirtualLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent entry) Console.Error.WriteLine($"[{entry.LogLevel()}] {entry.LogSource}: {entry.Message} {entry.Cause?.Message}");
    }
}
