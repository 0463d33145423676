using Akka.Configuration;
using Akka.Event;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>The configuration that makes an actor system run in virtual time.</summary>
internal static class AkkaSettings
{
    /// <summary>The settings that virtual time needs. The loggers are synchronous: Akka would wait for an actor's answer before it can run.</summary>
    private static readonly Config Needed = ConfigurationFactory.ParseString($$"""
        akka {
          stdout-logger-class = "{{Name(typeof(VirtualLogger))}}"
          loggers = ["{{Name(typeof(VirtualLogger))}}"]
          scheduler.implementation = "{{Name(typeof(VirtualScheduler))}}"
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          persistence.dispatchers {
            default-plugin-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            default-replay-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            default-stream-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
          }
          stream.materializer.dispatcher = "akka.actor.refusing-dispatcher"
          actor {
            default-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            default-fork-join-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            synchronized-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
            internal-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = off }
            refusing-dispatcher { type = "{{Name(typeof(RefusingDispatcherConfigurator))}}" }
            default-blocking-io-dispatcher { type = "{{Name(typeof(VirtualDispatcherConfigurator))}}", is-modelled = on }
          }
        }
        """);

    /// <summary>The settings that a caller may change. Akka.Persistence's default keeps snapshots in files, which the next run would find.</summary>
    private static readonly Config Defaults = ConfigurationFactory.ParseString($$"""
        akka {
          loglevel = WARNING
          log-dead-letters = off
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          actor {
            default-mailbox.mailbox-type = "{{Name(typeof(VirtualMailbox))}}"
            mailbox.unbounded-queue-based.mailbox-type = "{{Name(typeof(VirtualMailbox))}}"
            mailbox.unbounded-deque-based.mailbox-type = "{{Name(typeof(VirtualMailbox))}}"
          }
        }
        """);

    /// <summary>Returns the configuration of a system, given the caller's part.</summary>
    public static Config With(string configuration)
    {
        var given = ConfigurationFactory.ParseString(configuration).WithFallback(Defaults);
        // Akka treats its only logger as its start-up logger, whose level is a separate setting.
        var level = ConfigurationFactory.ParseString($"akka.stdout-loglevel = {given.GetString("akka.loglevel")}");
        return level.WithFallback(Needed).WithFallback(given);
    }

    private static string Name(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";
}

/// <summary>Akka's logger: writes to the error stream, with no clock in it; a failure comes with its stack.</summary>
internal sealed class VirtualLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent entry)
            Console.Error.WriteLine($"{entry.LogLevel()} {entry.LogSource}: {entry.Message}"
                + (entry.Cause is null ? "" : $"{Environment.NewLine}{entry.Cause}"));
    }
}
