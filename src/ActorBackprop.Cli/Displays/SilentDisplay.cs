using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Displays;

/// <summary>Shows nothing: what the run came to is somebody else's to tell.</summary>
internal sealed class SilentDisplay : Display, IRunListener
{
    public override RunResult Show(Func<IRunListener, RunResult> run) => run(this);
}
