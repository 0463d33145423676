namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// Hides the synchronization context of the thread that runs virtual time, such as a test runner's: an actor's await would
/// go on in it, on another thread, instead of coming back to the actor.
/// </summary>
internal readonly ref struct HostContext
{
    private readonly SynchronizationContext? _host;

    private HostContext(SynchronizationContext? host) => _host = host;

    public static HostContext Hide()
    {
        var host = SynchronizationContext.Current;
        if (host is not null) SynchronizationContext.SetSynchronizationContext(null);
        return new HostContext(host);
    }

    public void Dispose()
    {
        if (_host is not null) SynchronizationContext.SetSynchronizationContext(_host);
    }
}
