using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Configuration.Tests;

/// <summary>
/// One setting as written at each door, and what it must come to. Names are spelled out: they are a promise. Behind a
/// bar stands what it does not go without.
/// </summary>
/// <param name="Json">Its key and value in a file.</param>
/// <param name="Flag">On the command line.</param>
/// <param name="Variable">In the environment.</param>
/// <param name="Set">Behind --set.</param>
/// <param name="Expected">The settings with this one changed, and nothing else.</param>
internal sealed record EachSetting(string Json, string Flag, string Variable, string Set, TrainingSettings Expected)
{
    /// <summary>The key.</summary>
    public string Key => Set.Split('=')[0];

    // No value here is a default: a setting that was passed over would show.
    public static IReadOnlyList<EachSetting> All { get; } =
    [
        new("\"layers\": [784, 100, 20, 10]", "--layers=784,100,20,10", "ACTORBP_LAYERS=784, 100,20,10", "layers=784-100-20-10",
            new() { Layers = [784, 100, 20, 10] }),
        new("\"activation\": [\"relu\", \"tanh\"]", "--activation=relu,tanh", "ACTORBP_ACTIVATION=relu, tanh", "activation=relu,tanh",
            new() { Activations = [Activation.Relu, Activation.Tanh] }),
        new("\"activation\": \"identity\"", "--activation=identity", "ACTORBP_ACTIVATION=identity", "activation=identity",
            new() { Activations = [Activation.Identity] }),
        new("\"cost\": \"softmax-cross-entropy\"", "--cost=softmax-cross-entropy", "ACTORBP_COST=softmax-cross-entropy",
            "cost=softmax-cross-entropy", new() { Cost = Cost.SoftmaxCrossEntropy }),
        new("\"minibatch\": 127", "--minibatch=127", "ACTORBP_MINIBATCH=127", "minibatch=127", new() { Minibatch = 127 }),
        new("\"microbatch\": 5", "--microbatch=5", "ACTORBP_MICROBATCH=5", "microbatch=5", new() { Microbatch = 5 }),
        new("\"learningRate\": 2.5e-1", "--learning-rate=.25", "ACTORBP_LEARNING_RATE=0.25", "learningRate=25E-2",
            new() { LearningRate = 0.25f }),
        new("\"schedule\": \"cosine\"", "--schedule=cosine", "ACTORBP_SCHEDULE=cosine", "schedule=cosine",
            new() { Schedule = ScheduleKind.Cosine }),
        new("\"dropEverySamples\": 5000", "--drop-every-samples=5000", "ACTORBP_DROP_EVERY_SAMPLES=5000", "dropEverySamples=5000",
            new() { DropEverySamples = 5000 }),
        new("\"dropFactor\": 0.5", "--drop-factor=0.5", "ACTORBP_DROP_FACTOR=.5", "dropFactor=5e-1", new() { DropFactor = 0.5 }),
        new("\"warmUpSamples\": 60000", "--warm-up-samples=60000", "ACTORBP_WARM_UP_SAMPLES=60000", "warmUpSamples=60000",
            new() { WarmUpSamples = 60_000 }),
        new("\"baseMinibatch\": 32", "--base-minibatch=32", "ACTORBP_BASE_MINIBATCH=32", "baseMinibatch=32",
            new() { BaseMinibatch = 32 }),
        new("\"optimizer\": \"adam\"", "--optimizer=adam", "ACTORBP_OPTIMIZER=adam", "optimizer=adam",
            new() { Optimizer = OptimizerKind.Adam }),
        new("\"momentum\": 0.9", "--momentum=0.9", "ACTORBP_MOMENTUM=0.9", "momentum=0.9", new() { Momentum = 0.9f }),
        new("\"momentum\": 0.5, \"nesterov\": true", "--nesterov=true|--momentum=0.5",
            "ACTORBP_NESTEROV=true|ACTORBP_MOMENTUM=0.5", "nesterov=true|momentum=0.5", new() { Nesterov = true, Momentum = 0.5f }),
        new("\"weightDecay\": 1e-4", "--weight-decay=0.0001", "ACTORBP_WEIGHT_DECAY=1e-4", "weightDecay=1e-4",
            new() { WeightDecay = 1e-4f }),
        new("\"initializer\": \"xavier\"", "--initializer=xavier", "ACTORBP_INITIALIZER=xavier", "initializer=xavier",
            new() { Initializer = Initializer.Xavier }),
        new("\"epochs\": 60", "--epochs=60", "ACTORBP_EPOCHS=60", "epochs=60", new() { Epochs = 60 }),
        new("\"workers\": 100000", "--workers=100000", "ACTORBP_WORKERS=100000", "workers=100000", new() { Workers = 100_000 }),
        new("\"mode\": \"k-batch-async\"", "--mode=k-batch-async", "ACTORBP_MODE=k-batch-async", "mode=k-batch-async",
            new() { ModeKind = ConsistencyMode.KBatchAsync }),
        new("\"mode\": \"k-sync\", \"gradientsPerStep\": 3", "--gradients-per-step=3|--mode=k-sync",
            "ACTORBP_GRADIENTS_PER_STEP=3|ACTORBP_MODE=k-sync", "gradientsPerStep=3|mode=k-sync",
            new() { GradientsPerStep = 3, ModeKind = ConsistencyMode.KSync }),
        new("\"stalenessBound\": 0", "--staleness-bound=0", "ACTORBP_STALENESS_BOUND=0", "stalenessBound=0", new() { StalenessBound = 0 }),
        new("\"cancelParts\": false", "--cancel-parts=false", "ACTORBP_CANCEL_PARTS=false", "cancelParts=false",
            new() { CancelParts = false }),
        new("\"dealDroppedAgain\": true", "--deal-dropped-again=true", "ACTORBP_DEAL_DROPPED_AGAIN=true", "dealDroppedAgain=true",
            new() { DealDroppedAgain = true }),
        new("\"stalenessAware\": true", "--staleness-aware=true", "ACTORBP_STALENESS_AWARE=true", "stalenessAware=true",
            new() { StalenessAware = true }),
        new("\"compression\": \"1-bit\"", "--compression=1-bit", "ACTORBP_COMPRESSION=1-bit", "compression=1-bit",
            new() { Compression = CompressorKind.OneBit }),
        new("\"compression\": \"int8\"", "--compression=int8", "ACTORBP_COMPRESSION=int8", "compression=int8",
            new() { Compression = CompressorKind.EightBit }),
        new("\"topFraction\": 0.05", "--top-fraction=0.05", "ACTORBP_TOP_FRACTION=.05", "topFraction=5e-2", new() { TopFraction = 0.05 }),
        new("\"localSteps\": 16", "--local-steps=16", "ACTORBP_LOCAL_STEPS=16", "localSteps=16", new() { LocalSteps = 16 }),
        new("\"replicas\": 5", "--replicas=5", "ACTORBP_REPLICAS=5", "replicas=5", new() { Replicas = 5 }),
        new("\"clients\": 50", "--clients=50", "ACTORBP_CLIENTS=50", "clients=50", new() { Clients = 50 }),
        new("\"clientsPerRound\": 7", "--clients-per-round=7", "ACTORBP_CLIENTS_PER_ROUND=7", "clientsPerRound=7",
            new() { ClientsPerRound = 7 }),
        new("\"clientPasses\": 2", "--client-passes=2", "ACTORBP_CLIENT_PASSES=2", "clientPasses=2", new() { ClientPasses = 2 }),
        new("\"split\": \"pathological\"", "--split=pathological", "ACTORBP_SPLIT=pathological", "split=pathological",
            new() { Split = Split.Pathological }),
        new("\"concentration\": 0.1", "--concentration=0.1", "ACTORBP_CONCENTRATION=0.1", "concentration=1e-1",
            new() { Concentration = 0.1 }),
        new("\"servers\": 3", "--servers=3", "ACTORBP_SERVERS=3", "servers=3", new() { Servers = 3 }),
        new("\"seed\": 18446744073709551615", "--seed=18446744073709551615", "ACTORBP_SEED=18446744073709551615",
            "seed=18446744073709551615", new() { Seed = ulong.MaxValue }),
        new("\"validation\": 0", "--validation=0", "ACTORBP_VALIDATION=0", "validation=0", new() { Validation = 0 }),
        new("\"holdOut\": \"last\"", "--hold-out=last", "ACTORBP_HOLD_OUT=last", "holdOut=last", new() { HoldOut = HoldOut.Last }),
        new("\"patience\": 3", "--patience=3", "ACTORBP_PATIENCE=3", "patience=3", new() { Patience = 3 }),
        new("\"measureValidation\": true", "--measure-validation=true", "ACTORBP_MEASURE_VALIDATION=true", "measureValidation=true",
            new() { MeasureValidation = true }),
        new("\"data\": \"fashion\"", "--data=fashion", "ACTORBP_DATA=fashion", "data=fashion",
            new() { Data = Path.Combine(Environment.CurrentDirectory, "fashion") }),
        new("\"checkpointEverySteps\": 500", "--checkpoint-every-steps=500", "ACTORBP_CHECKPOINT_EVERY_STEPS=500",
            "checkpointEverySteps=500", new() { CheckpointEverySteps = 500 }),
        new("\"partTimeoutSeconds\": 0.5", "--part-timeout-seconds=0.5", "ACTORBP_PART_TIMEOUT_SECONDS=0.5",
            "partTimeoutSeconds=0.5", new() { PartTimeoutSeconds = 0.5 }),
    ];

    /// <summary>Every property of two settings, compared here and not by the settings themselves.</summary>
    public static void AssertSame(TrainingSettings expected, TrainingSettings actual)
    {
        foreach (var property in typeof(TrainingSettings).GetProperties().Where(property => property.CanWrite))
            Assert.Equal((property.Name, property.GetValue(expected)), (property.Name, property.GetValue(actual)), Same);

        static bool Same((string, object?) a, (string, object?) b) => (a.Item2, b.Item2) switch
        {
            (IReadOnlyList<int> x, IReadOnlyList<int> y) => x.SequenceEqual(y),
            (IReadOnlyList<Activation> x, IReadOnlyList<Activation> y) => x.SequenceEqual(y),
            var (x, y) => Equals(x, y),
        };
    }
}
