namespace ActorBackprop.Simulation.Worlds;

/// <summary>Enters a script's inputs into the world's agenda, and what undoes them.</summary>
internal static class Scripted
{
    public static void Enter(World world, ScriptedInput input)
    {
        var workers = input.Workers.Count > 0 ? input.Workers : [-1];
        world.Virtual.At(TimeSpan.FromSeconds(input.AtSeconds), () =>
        {
            foreach (var worker in workers) world.Apply(new WorldInput(input.Do, worker, input.Value));
        });
        if (input.ForSeconds > 0 && Undoing(input.Do) is { } undo)
            world.Virtual.At(TimeSpan.FromSeconds(input.AtSeconds + input.ForSeconds), () =>
            {
                foreach (var worker in workers) world.Apply(undo with { Worker = worker });
            });
    }

    /// <summary>What undoes an input; null where nothing does.</summary>
    public static WorldInput? Undoing(InputKind kind) => kind switch
    {
        InputKind.Crash or InputKind.Leave => new WorldInput(InputKind.Restart),
        InputKind.Pause => new WorldInput(InputKind.Resume),
        InputKind.Cut => new WorldInput(InputKind.Heal),
        InputKind.Slow => new WorldInput(InputKind.Slow, Value: 1),
        _ => null,
    };
}
