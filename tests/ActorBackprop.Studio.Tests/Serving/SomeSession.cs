using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Tests.Serving;

/// <summary>A session where nothing is learned; it remembers what was wanted.</summary>
internal sealed class SomeSession : Session
{
    public SomeSession() => Requests.Close();

    public List<string> Wanted { get; } = [];

    public override SessionData Data => throw new InvalidOperationException("there are no images");

    public void Show(params (string, object?)[] sections) => Feed.Show(new Frame(sections, []));

    protected override string? Act(StudioCommand command)
    {
        Wanted.Add(command.Do);
        return null;
    }

    protected override ParameterSnapshot? TakeSnapshot() => null;
}
