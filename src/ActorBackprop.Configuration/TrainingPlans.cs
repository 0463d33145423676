using System.Runtime.Serialization;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Configuration;

/// <summary>Creates the plan of a training from its settings.</summary>
public static class TrainingPlans
{
    /// <summary>Returns the number of training images held out for validation.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="images">The number of images in the training set.</param>
    /// <exception cref="ConfigurationException">No image would remain to train on.</exception>
    public static int ValidationOf(this TrainingSettings settings, int images)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        var held = settings.Validation ?? images / 6;
        return held < images
            ? held
            : throw new ConfigurationException(
                $"validation: {held} images cannot be held out of {images}; leave at least one to train on.");
    }

    /// <summary>Creates the network.</summary>
    /// <exception cref="ConfigurationException">As of <see cref="TrainingSettings.Check"/>.</exception>
    public static Network ToNetwork(this TrainingSettings settings)
    {
        settings.Check();
        return new Network(settings.Layers, settings.LayerActivations, settings.Cost);
    }

    /// <summary>Creates the plan.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="samples">The number of images to train on: the training set without those held out.</param>
    /// <exception cref="ConfigurationException">As of <see cref="TrainingSettings.Check"/>.</exception>
    public static TrainingPlan ToPlan(this TrainingSettings settings, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        var network = settings.ToNetwork();
        var rounds = Rounds.Of(settings, samples);
        return Compressors.Checked(new TrainingPlan
        {
            Network = network,
            Samples = rounds.Samples,
            Images = samples,
            Minibatch = rounds.Minibatch,
            Microbatch = rounds.Microbatch,
            Local = rounds.Local,
            Epochs = settings.Epochs,
            Schedule = Schedules.Of(settings, rounds),
            Patience = settings.Patience,
            Seed = settings.Seed,
            Initializer = settings.Initializer,
            Optimizer = new OptimizerOptions
            {
                Kind = settings.Optimizer,
                LearningRate = settings.LearningRate,
                Momentum = settings.Momentum,
                Nesterov = settings.Nesterov,
                WeightDecay = settings.WeightDecay,
            },
            Compression = Compressors.Of(settings),
        });
    }
}

/// <summary>
/// The number of samples in an epoch, a step and a microbatch. In modes local and federated a step is a round, a microbatch holds the samples
/// that one replica or client trains on in it, and the settings' minibatch is that of its own steps.
/// </summary>
/// <param name="Samples">Samples per epoch; in mode federated, per round.</param>
/// <param name="Minibatch">Samples per step.</param>
/// <param name="Microbatch">Samples per microbatch.</param>
/// <param name="Local">How a replica or client trains on a microbatch; null where a worker computes its gradient.</param>
internal sealed record Rounds(int Samples, int Minibatch, int Microbatch, LocalOptions? Local)
{
    /// <summary>Returns the sizes for settings that do not contradict each other.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="images">The number of images to train on.</param>
    /// <exception cref="ConfigurationException">There are too few images.</exception>
    public static Rounds Of(TrainingSettings settings, int images) => settings.ModeKind switch
    {
        ConsistencyMode.Local => Locally(settings, images),
        ConsistencyMode.Federated => Federated(settings, images),
        _ => new Rounds(images, settings.Minibatch, settings.Microbatch ?? TrainingPlan.DefaultMicrobatch(settings.Minibatch), null),
    };

    private static Rounds Locally(TrainingSettings settings, int images)
    {
        var round = (int)Math.Min((long)settings.Minibatch * settings.LocalSteps, images);
        return new Rounds(images, round, Share(round), new LocalOptions(Share(settings.Minibatch)));

        int Share(int samples) => (samples + settings.Replicas - 1) / settings.Replicas;
    }

    private static Rounds Federated(TrainingSettings settings, int images)
    {
        var each = images / settings.Clients;
        var least = settings.Split == Split.Pathological ? 2 : 1; // a client of this split gets two shards
        if (each < least)
            throw new ConfigurationException(images < least
                ? $"split: {images} image cannot be split into the two shards that a client of the pathological split has; use another split, "
                    + "or more images."
                : $"clients: {images} images cannot be split among {settings.Clients}; expected at most {images / least}.");
        if (settings.Split == Split.Pathological) each = images / (2 * settings.Clients) * 2;
        var ofClient = each * settings.ClientPasses;
        var ofRound = ofClient * settings.ClientsPerRound;
        return new Rounds(ofRound, ofRound, ofClient, new LocalOptions(Math.Min(settings.Minibatch, each))
        {
            Federation = new Federation(settings.Clients, settings.ClientsPerRound, settings.ClientPasses, settings.Split, settings.Concentration),
        });
    }
}

/// <summary>The learning rate over a training.</summary>
internal static class Schedules
{
    private const int DefaultEpochsToDrop = 10;

    /// <summary>
    /// Returns the schedule. With linear scaling the warm-up begins at the rate of the settings (Goyal et al. 2017); without it, at the rate
    /// multiplied by minibatch / warm-up samples.
    /// </summary>
    public static LearningRateSchedule Of(TrainingSettings settings, Rounds rounds)
    {
        var scale = settings.BaseMinibatch is { } minibatch ? (double)settings.Minibatch / minibatch : 1;
        return new LearningRateSchedule
        {
            Kind = settings.Schedule,
            DropEvery = settings.DropEverySamples ?? (long)DefaultEpochsToDrop * rounds.Samples,
            DropFactor = settings.DropFactor,
            Samples = (long)settings.Epochs * rounds.Samples,
            WarmUp = settings.WarmUpSamples,
            From = scale > 1 ? 1 : scale * Math.Min(1, (double)rounds.Minibatch / Math.Max(1, settings.WarmUpSamples)),
            Scale = scale,
        };
    }
}

/// <summary>The compression of gradients.</summary>
public static class Compressors
{
    /// <summary>Returns whether a compressor uses error feedback, and so keeps residuals.</summary>
    public static bool FeedErrorBack(CompressorKind kind) => kind is CompressorKind.OneBit or CompressorKind.TopK;

    /// <summary>Returns the compression; null for none.</summary>
    public static CompressionOptions? Of(TrainingSettings settings)
    {
        ICompressor? compressor = settings.Compression switch
        {
            CompressorKind.Float16 => new Float16(),
            CompressorKind.EightBit => new Qsgd(),
            CompressorKind.OneBit => new OneBit(),
            CompressorKind.TopK => new TopK(settings.TopFraction),
            _ => null,
        };
        return compressor is null ? null : new CompressionOptions(compressor) { HasWorkerResiduals = !settings.IsSynchronous };
    }

    /// <summary>Returns the plan after checking that its gradients can be compressed.</summary>
    /// <exception cref="ConfigurationException">Its minibatches have too many microbatches.</exception>
    public static TrainingPlan Checked(TrainingPlan plan)
    {
        var (microbatches, most) = (plan.MicrobatchesOfMinibatch, CompressionOptions.MaxMicrobatches);
        if (plan.Compression is null || microbatches <= most) return plan;
        var least = (Math.Min(plan.Minibatch, plan.Samples) + most - 1) / most;
        throw new ConfigurationException(plan.Local is null
            ? $"compression: each microbatch's gradient is compressed separately; expected at most {most} microbatches, found {microbatches}: "
                + $"set microbatch to {least} or more."
            : $"compression: what each replica or client sends is compressed separately; expected at most {most} of them, found {microbatches}.");
    }

    /// <summary>Returns the display name of a training's compressor.</summary>
    public static string NameOf(TrainingPlan plan, TrainingSettings settings) => settings.Compression == CompressorKind.None
        ? plan.Compression!.Compressor.GetType().Name
        : Names.Of(settings.Compression);
}

/// <summary>How gradients are compressed before they are sent to the server.</summary>
public enum CompressorKind
{
    /// <summary>No compression.</summary>
    None,

    /// <summary>16-bit floats.</summary>
    Float16,

    /// <summary>8-bit integers with stochastic rounding: QSGD.</summary>
    [EnumMember(Value = "int8")]
    EightBit,

    /// <summary>Signs, with error feedback: 1-bit SGD.</summary>
    [EnumMember(Value = "1-bit")]
    OneBit,

    /// <summary>The largest numbers, with error feedback.</summary>
    TopK,
}
