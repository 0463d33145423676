using ActorBackprop.Learning.Data;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Studio.Stages;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Stages;

/// <summary>A small run with somebody before it, on a thread of its own.</summary>
internal sealed class StagedRun<TStage> : IDisposable where TStage : Stage, IRunStage
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StagedRun(TStage stage, RunRequest request)
    {
        Stage = stage;
        new Thread(Run) { IsBackground = true }.Start();

        void Run()
        {
            try
            {
                var result = TrainingRun.Execute(request, stage, TimeProvider.System, _stop.Token);
                stage.Ended(result);
                _result.SetResult(result);
            }
            catch (Exception cause)
            {
                _result.SetException(cause);
            }
        }
    }

    public TStage Stage { get; }

    public Task<RunResult> Result => _result.Task.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Does what must be possible.</summary>
    public async Task Do(string what, int? worker = null, double value = 0) =>
        Assert.Null(await Stage.DoAsync(new StudioCommand(what, worker is { } number ? [number] : null, value)).WaitAsync(TimeSpan.FromMinutes(1)));

    /// <summary>The parameters, once there are some.</summary>
    public async Task<Weights> Weights()
    {
        using var reader = Stage.Feed.Enter();
        for (var frame = Frame.Empty; ; frame = Stage.Feed.Newest)
        {
            if (await Stage.WeightsAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } weights) return weights;
            await Stage.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _result.Task.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromMinutes(1));
        _stop.Dispose();
        Stage.Dispose();
    }
}

/// <summary>Requests for small runs.</summary>
internal static class SmallRun
{
    /// <summary>A world that is slow enough for something to be under way.</summary>
    public static readonly WorldSettings World = new()
    {
        Title = "Small",
        Compute = new ComputeSettings { SecondsPerPart = 1e-3 },
        Links = new LinkSettings { LatencySeconds = 100e-6 },
        FailureDetectionSeconds = 0.001,
    };

    public static readonly Dictionary<string, string> NoEnvironment = [];

    public static ResolvedConfiguration Configuration(SmallDigits digits, params string[] sets) => ResolvedConfiguration.Resolve(null, NoEnvironment,
        new[] { $"data={digits.Data}", $"layers={SmallDigits.Layers}", "epochs=2", "workers=4", "minibatch=30" }
            .Concat(sets).Select(Assignment.Parse));

    public static RunRequest Request(SmallDigits digits, string name, params string[] sets) =>
        new() { Configuration = Configuration(digits, sets), Arguments = [], Out = digits.At(name) };

    public static StagedRun<GameStage> Game(SmallDigits digits, string name, WorldSettings? world = null, Programme? programme = null,
        params string[] sets)
    {
        var stage = new GameStage(TimeProvider.System, programme ?? new Programme(NoEnvironment));
        var simulation = new SimulationRequest { World = GameLoop.Smooth(world ?? World), Play = stage.Play };
        return new(stage, Request(digits, name, sets) with { Simulation = simulation });
    }

    /// <summary>What was asked for on the page, as the program plays it.</summary>
    public static StagedRun<GameStage> Next(Programme programme)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var encore = programme.Next(limit.Token)!;
        var stage = new GameStage(TimeProvider.System, programme) { Encore = encore };
        return new(stage, encore.Request with { Simulation = encore.Request.Simulation! with { Play = stage.Play } });
    }

    public static StagedRun<TrainingStage> Training(SmallDigits digits, string name)
    {
        var stage = new TrainingStage(TimeProvider.System);
        return new(stage, Request(digits, name) with { Around = stage.Around });
    }

    /// <summary>The weights of the run without actors, games or anybody who looks.</summary>
    public static string SequentialWeights(SmallDigits digits, string name) => TrainingRun.Execute(
        Request(digits, name) with { Sequential = true }, new Nobody(), TimeProvider.System, CancellationToken.None).WeightsSha256!;

    /// <summary>The images of the set.</summary>
    public static DataSets Data(SmallDigits digits) => TrainingRun.Prepare(Configuration(digits).Settings).Data;
}
