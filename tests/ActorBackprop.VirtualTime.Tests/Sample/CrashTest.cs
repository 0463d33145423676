using Akka.Actor;
using static System.TimeSpan;

namespace ActorBackprop.VirtualTime.Tests.Sample;

internal sealed record Deposit(int Id, int Amount);

/// <summary>Its book is on a disk: a crash takes the actor and leaves the book.</summary>
internal class Account(List<Deposit> book) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        Write(book, (Deposit)message);
        Sender.Tell(((Deposit)message).Id);
    }

    protected virtual void Write(List<Deposit> book, Deposit deposit)
    {
        if (!book.Contains(deposit)) book.Add(deposit); // it may come again, under the same number
    }
}

/// <summary>Sends a hundred deposits of 1, and again whatever is not confirmed.</summary>
internal sealed class Customer : UntypedActor, IWithTimers
{
    private readonly SortedSet<int> _open = [.. Enumerable.Range(1, 100)];

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("key", "send", FromMilliseconds(250));

    protected override void OnReceive(object message)
    {
        if (message is int confirmed) _open.Remove(confirmed);
        else foreach (var id in _open) Context.ActorSelection("/user/account").Tell(new Deposit(id, 1));
    }
}

internal static class CrashTest
{
    public static int Balance<TAccount>(ulong seed) where TAccount : Account
    {
        using var system = new VirtualSystem("bank", new VirtualSettings { Seed = seed });
        system.Network.Default = new Link { Jitter = FromMilliseconds(50), Loss = 0.2, Duplication = 0.1 };
        var book = new List<Deposit>();
        var bank = system.AddNode("bank", node => node.ActorOf(Props.Create<TAccount>(book), "account"));
        system.AddNode("home", node => node.ActorOf(Props.Create<Customer>(), "customer"));
        for (var crash = 1; crash < 10; crash++)
        {
            system.At(FromMilliseconds(290 * crash), bank.Crash);
            system.At(FromMilliseconds(290 * crash + 100), bank.Restart);
        }
        system.RunTo(FromMinutes(1));
        return book.Sum(deposit => deposit.Amount);
    }

    public static void Passes<TAccount>() where TAccount : Account
    {
        for (ulong seed = 1; seed <= 100; seed++)
            if (Balance<TAccount>(seed) is var balance and not 100)
                throw new InvalidOperationException($"seed {seed}: expected 100, found {balance}");
    }
}
