using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;
using static ActorBackprop.VirtualTime.Tests.Support.World;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>What fails in an actor is seen: an assertion fails the test, anything else is printed with its stack.</summary>
public sealed class FailureTests
{
    [Theory]
    [InlineData("handler")]
    [InlineData("start")]
    [InlineData("await")]
    [InlineData("child")]
    public void An_assertion_that_fails_in_an_actor_fails_the_run(string where)
    {
        var world = new World(seed: 9, configuration: "akka.loglevel = OFF");
        var actor = world.System.System.ActorOf(where == "await" ? Props.Create<Awaiter>() : Props.Create<Asserter>(where), "actor");
        world.System.At(Ms(5), () => actor.Tell("go"));
        var exception = Assert.Throws<VirtualTimeException>(() => world.RunTo(10));
        var path = where == "child" ? "/user/actor/child" : "/user/actor";
        Assert.StartsWith($"{path} failed an assertion: Assert.Equal() Failure", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"; seed 9, 00:00:00{(where == "start" ? "" : ".0050000")} since the beginning", exception.Message, StringComparison.Ordinal);
        Assert.IsType<Xunit.Sdk.EqualException>(exception.InnerException);
        world.Dispose();
    }

    private sealed class Asserter : UntypedActor
    {
        private readonly string _where;

        public Asserter(string where)
        {
            _where = where;
            if (where == "start") Assert.Equal(1, 2);
        }

        protected override void OnReceive(object message)
        {
            if (_where == "child") Context.ActorOf(Props.Create<Asserter>("handler"), "child").Tell("go");
            else Assert.Equal(1, 2);
        }
    }

    private sealed class Awaiter : ReceiveActor
    {
        public Awaiter() => ReceiveAsync<string>(static async _ =>
        {
            await Task.Yield();
            Assert.Equal(1, 2);
        });
    }

    [Fact]
    public void A_failed_debug_assertion_fails_the_run() =>
        Assert.StartsWith("/user/actor failed an assertion: ", Failing(new DebugAssertException()).Message, StringComparison.Ordinal);

    /// <summary>As other test frameworks, and .NET's own, call theirs.</summary>
    private sealed class DebugAssertException : Exception;

    private static VirtualTimeException Failing(Exception failure)
    {
        using var world = new World(configuration: "akka.loglevel = OFF");
        world.Actor(null, "actor", (_, _) => throw failure).Tell("go");
        return Assert.Throws<VirtualTimeException>(() => world.RunTo(1));
    }

    [Fact]
    public void Another_failure_is_left_to_the_supervisor_and_printed_with_its_stack()
    {
        using var world = new World();
        var actor = world.Actor(null, "actor", static (_, message) => ThrowsInItsOwnMethod(message));
        var printed = Printed(() =>
        {
            actor.Tell("planted");
            world.RunTo(1);
        });
        Assert.Contains("ErrorLevel akka://test/user/actor: planted", printed, StringComparison.Ordinal);
        Assert.Contains("FormatException: planted", printed, StringComparison.Ordinal);
        Assert.Contains($"   at {typeof(FailureTests).FullName}.{nameof(ThrowsInItsOwnMethod)}(Object message)", printed, StringComparison.Ordinal);
    }

    private static void ThrowsInItsOwnMethod(object message) => throw new FormatException((string)message);

    [Fact]
    public void Every_debug_setting_of_akka_can_be_on()
    {
        var printed = Printed(static () =>
        {
            using var world = new World(configuration: """
                akka.loglevel = DEBUG
                akka.log-config-on-start = on
                akka.log-dead-letters = on
                akka.actor.debug { receive = on, autoreceive = on, lifecycle = on, fsm = on }
                akka.actor.debug { event-stream = on, unhandled = on, router-misconfiguration = on }
                """);
            var actor = world.System.AddNode("node").ActorOf(Props.Create<Deaf>(), "deaf");
            actor.Tell("unhandled");
            world.RunTo(1);
        });
        Assert.Contains("Unhandled message from", printed, StringComparison.Ordinal);
    }

    private sealed class Deaf : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    [Fact]
    public void An_extension_can_start_actors_with_the_system()
    {
        using var world = new World(configuration: $"akka.extensions = [\"{typeof(Early).AssemblyQualifiedName}\"]");
        world.RunTo(1);
        var heard = world.System.CreateProbe("probe");
        world.System.System.ActorSelection("/user/early").Tell("x", heard.Actor);
        Assert.Equal("x", heard.Expect<string>(TimeSpan.Zero));
    }

    private sealed class Early : ExtensionIdProvider<Early>, IExtension
    {
        public override Early CreateExtension(ExtendedActorSystem system)
        {
            system.ActorOf(Does.With(static (context, message) => context.Sender.Tell(message)), "early").Tell("at once");
            return this;
        }
    }

    /// <summary>What is printed on the error stream meanwhile; other tests may print too.</summary>
    private static string Printed(Action action)
    {
        var (before, printed) = (Console.Error, new StringWriter());
        Console.SetError(TextWriter.Synchronized(printed));
        try
        {
            action();
        }
        finally
        {
            Console.SetError(before);
        }
        return printed.ToString();
    }
}
