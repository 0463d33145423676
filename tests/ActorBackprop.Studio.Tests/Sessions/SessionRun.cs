using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>A small watched run on a thread of its own.</summary>
internal sealed class SessionRun<TSession> : IDisposable where TSession : Session, IRunSession
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionRun(TSession session, RunRequest request)
    {
        Session = session;
        new Thread(Run) { IsBackground = true }.Start();

        void Run()
        {
            try
            {
                var result = TrainingRun.Execute(request, session, TimeProvider.System, _stop.Token);
                session.Ended(result);
                _result.SetResult(result);
            }
            catch (Exception cause)
            {
                _result.SetException(cause);
            }
        }
    }

    public TSession Session { get; }

    public Task<RunResult> Result => _result.Task.WaitAsync(TimeSpan.FromMinutes(1));

    /// <summary>Does what must be possible.</summary>
    public async Task Do(string what, int? worker = null, double value = 0) =>
        Assert.Null(await Session.DoAsync(new StudioCommand(what, worker is { } number ? [number] : null, value)).WaitAsync(TimeSpan.FromMinutes(1)));

    /// <summary>The parameters, once there are some.</summary>
    public async Task<ParameterSnapshot> Snapshot()
    {
        using var reader = Session.Feed.Enter();
        for (var frame = Frame.Empty; ; frame = Session.Feed.Newest)
        {
            if (await Session.SnapshotAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } weights) return weights;
            await Session.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _result.Task.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromMinutes(1));
        _stop.Dispose();
        Session.Dispose();
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

    public static SessionRun<GameSession> Game(SmallDigits digits, string name, WorldSettings? world = null, NextGames? queue = null,
        params string[] sets)
    {
        var session = new GameSession(TimeProvider.System, queue ?? new NextGames(NoEnvironment));
        var simulation = new SimulationRequest { World = GameLoop.Smooth(world ?? World), Play = session.Play };
        return new(session, Request(digits, name, sets) with { Simulation = simulation });
    }

    /// <summary>What was asked for on the page, as the program plays it.</summary>
    public static SessionRun<GameSession> Next(NextGames queue)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var next = queue.Next(limit.Token)!;
        var session = new GameSession(TimeProvider.System, queue) { Setup = next };
        return new(session, next.Request with { Simulation = next.Request.Simulation! with { Play = session.Play } });
    }

    public static SessionRun<TrainingSession> Training(SmallDigits digits, string name)
    {
        var session = new TrainingSession(TimeProvider.System);
        return new(session, Request(digits, name) with { Around = session.Around });
    }

    /// <summary>The weights of the sequential run.</summary>
    public static string SequentialWeights(SmallDigits digits, string name) => TrainingRun.Execute(
        Request(digits, name) with { Sequential = true }, new SilentListener(), TimeProvider.System, CancellationToken.None).WeightsSha256!;

    /// <summary>The images of the set.</summary>
    public static DataSets Data(SmallDigits digits) => TrainingRun.Prepare(Configuration(digits).Settings).Data;
}
