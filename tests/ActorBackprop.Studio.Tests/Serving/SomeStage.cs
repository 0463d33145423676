using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Studio.Tests.Serving;

/// <summary>A stage where nothing is learned; it remembers what was wanted.</summary>
internal sealed class SomeStage : Stage
{
    public SomeStage() => Requests.Close();

    public List<string> Wanted { get; } = [];

    public override Library Library => throw new InvalidOperationException("there are no images");

    public void Show(params (string, object?)[] sections) => Feed.Show(new Frame(sections, []));

    protected override string? Act(StudioCommand command)
    {
        Wanted.Add(command.Do);
        return null;
    }

    protected override Weights? Weights() => null;
}
