using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using CsCheck;

namespace ActorBackprop.Configuration.Tests;

public sealed class RoundTripTests
{
    private static readonly Gen<float> AnyPositive = Gen.UInt[1, 0x7F7F_FFFF].Select(BitConverter.UInt32BitsToSingle);

    private static readonly Gen<TrainingSettings> Shape =
        from layers in Gen.Int[1, 2000].List[2, 5]
        from cost in Gen.Enum<Cost>()
        from alone in Gen.Bool
        from hidden in Gen.OneOf(Activation.Sigmoid, Activation.Relu, Activation.Tanh, Activation.Identity).List[layers.Count - 1]
        let last = cost switch
        {
            Cost.SigmoidCrossEntropy => Activation.Sigmoid,
            Cost.SoftmaxCrossEntropy => Activation.Softmax,
            _ => hidden[^1],
        }
        select new TrainingSettings
        {
            Layers = layers,
            Activations = alone ? [hidden[0]] : [.. hidden.SkipLast(1), last],
            Cost = cost,
        };

    private static readonly Gen<TrainingSettings> Step =
        from shape in Shape
        from minibatch in Gen.Int[1, 1 << 24]
        from microbatch in Gen.Int[1, minibatch].Nullable()
        from rate in AnyPositive
        from decay in Gen.OneOf(Gen.Const(0f), AnyPositive)
        from optimizer in Gen.Enum<OptimizerKind>()
        from share in Gen.OneOf(Gen.Const(0f), Gen.UInt[1, 0x3F7F_FFFF].Select(BitConverter.UInt32BitsToSingle))
        let momentum = optimizer == OptimizerKind.Sgd ? share : 0
        from nesterov in Gen.Bool
        select shape with
        {
            Minibatch = minibatch,
            Microbatch = microbatch,
            LearningRate = rate,
            WeightDecay = decay,
            Optimizer = optimizer,
            Momentum = momentum,
            Nesterov = nesterov && momentum > 0,
        };

    private static readonly Gen<TrainingSettings> Scheduled =
        from step in Step
        from schedule in Gen.Enum<ScheduleKind>()
        from every in Gen.Int[1, int.MaxValue].Nullable()
        from factor in Gen.Double[0.0001, 1]
        from warmUp in Gen.Int[0, int.MaxValue]
        from minibatch in Gen.Int[1, 1 << 24].Nullable()
        select step with
        {
            Schedule = schedule,
            DropEverySamples = every,
            DropFactor = factor,
            WarmUpSamples = warmUp,
            BaseMinibatch = minibatch,
        };

    private static readonly Gen<TrainingSettings> Moded =
        from step in Scheduled
        from any in Gen.Enum<ConsistencyMode>()
        let isLocal = any is ConsistencyMode.Local or ConsistencyMode.Federated
        let mode = isLocal && step.Optimizer != OptimizerKind.Sgd ? ConsistencyMode.KAsync : any
        from gradients in Gen.Int[1, 1000].Nullable()
        from bound in Gen.Int[0, 1000]
        from switches in Gen.Bool.Array[3]
        from compression in Gen.Enum<CompressorKind>()
        from fraction in Gen.Double[0.000001, 0.5]
        from steps in Gen.Int[1, 1000]
        from replicas in Gen.Int[1, step.Minibatch]
        from clients in Gen.Int[1, 1000]
        from perRound in Gen.Int[1, clients]
        from split in Gen.Enum<Split>()
        from concentration in Gen.Double[0.001, 1e6]
        select step with
        {
            ModeKind = mode,
            GradientsPerStep = mode is ConsistencyMode.KSync or ConsistencyMode.KBatchSync or ConsistencyMode.KAsync ? gradients : null,
            StalenessBound = bound,
            CancelParts = switches[0],
            DealDroppedAgain = switches[1],
            StalenessAware = switches[2],
            Compression = mode == ConsistencyMode.Federated && Compressors.FeedErrorBack(compression) ? CompressorKind.Float16 : compression,
            TopFraction = fraction,
            LocalSteps = steps,
            Replicas = replicas,
            Clients = clients,
            ClientsPerRound = perRound,
            ClientPasses = steps,
            Split = split,
            Concentration = concentration,
        };

    private static readonly Gen<TrainingSettings> Valid =
        from step in Moded
        from initializer in Gen.Enum<Initializer>()
        from epochs in Gen.Int[1, int.MaxValue]
        from workers in Gen.Int[1, 1024]
        from servers in Gen.Int[1, 1024]
        from seed in Gen.ULong
        from validation in Gen.Int[0, int.MaxValue].Nullable()
        from holdOut in Gen.Enum<HoldOut>().Nullable()
        from directory in Gen.String[Gen.Char[' ', '\uD7FF'], 1, 20]
        from withData in Gen.Bool
        from checkpoints in Gen.Int[0, int.MaxValue]
        from timeout in Gen.Double[0.1, 86400]
        select step with
        {
            Initializer = initializer,
            Epochs = epochs,
            Workers = workers,
            Servers = servers,
            Seed = seed,
            Validation = validation,
            HoldOut = holdOut,
            Data = withData ? Path.GetFullPath(directory) : null,
            CheckpointEverySteps = checkpoints,
            PartTimeoutSeconds = timeout,
        };

    [Fact]
    public void A_saved_configuration_is_read_back_to_the_same_settings() => Valid.Sample(settings =>
    {
        var json = AsSets(settings).ToJson();
        var again = Doors.File(json);
        EachSetting.AssertSame(settings, again.Settings);
        Assert.Equal(json, again.ToJson());
    }, iter: 500);

    [Fact]
    public void A_saved_configuration_has_every_key_a_line_each()
    {
        Assert.Equal("""
            {
              "layers": [784,30,10],
              "activation": "sigmoid",
              "cost": "quadratic",
              "minibatch": 10,
              "microbatch": null,
              "learningRate": 1.5,
              "schedule": "constant",
              "dropEverySamples": null,
              "dropFactor": 0.1,
              "warmUpSamples": 0,
              "baseMinibatch": null,
              "optimizer": "sgd",
              "momentum": 0,
              "nesterov": false,
              "weightDecay": 0,
              "initializer": "inverse-sqrt",
              "epochs": 30,
              "workers": 2,
              "mode": "synchronous",
              "gradientsPerStep": null,
              "stalenessBound": 1,
              "cancelParts": true,
              "dealDroppedAgain": false,
              "stalenessAware": false,
              "compression": "none",
              "topFraction": 0.01,
              "localSteps": 8,
              "replicas": 2,
              "clients": 100,
              "clientsPerRound": 10,
              "clientPasses": 1,
              "split": "iid",
              "concentration": 0.5,
              "servers": null,
              "seed": 1,
              "validation": null,
              "holdOut": null,
              "patience": 0,
              "measureValidation": false,
              "data": null,
              "checkpointEverySteps": 0,
              "partTimeoutSeconds": 30
            }

            """, Doors.Sets().ToJson());
    }

    /// <summary>Through the text of every setting, which must therefore also be read back.</summary>
    private static ResolvedConfiguration AsSets(TrainingSettings settings) =>
        ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
            Setting.All.Select(setting => new Assignment(setting.Key, setting.TextOf(settings), "a test")));
}
