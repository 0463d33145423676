using ActorBackprop.Learning;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Configuration;

/// <summary>What the settings make of compression.</summary>
public static class Compressors
{
    /// <summary>Whether what a message lacks goes with the next one: such a training has residuals.</summary>
    public static bool FeedErrorBack(CompressorKind kind) => kind is CompressorKind.OneBit or CompressorKind.TopK;

    /// <summary>Of settings; null where nothing is compressed.</summary>
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
        return compressor is null ? null : new CompressionOptions(compressor) { AreResidualsWorkers = !settings.IsSynchronous };
    }

    /// <summary>A plan whose gradients can be compressed; the same.</summary>
    /// <exception cref="ConfigurationException">Its minibatches have too many microbatches.</exception>
    public static TrainingPlan Checked(TrainingPlan plan)
    {
        var (microbatches, most) = (plan.MicrobatchesOfMinibatch, CompressionOptions.MostMicrobatches);
        if (plan.Compression is null || microbatches <= most) return plan;
        var least = (Math.Min(plan.Minibatch, plan.Samples) + most - 1) / most;
        throw new ConfigurationException(plan.Local is null
            ? $"compression: the gradient of each microbatch is compressed by itself; expected at most {most} of them, found {microbatches}: "
                + $"set microbatch to {least} or more."
            : $"compression: what each replica or client sends is compressed by itself; expected at most {most} of them, found {microbatches}.");
    }

    /// <summary>The name of the compressor of a training, for people.</summary>
    public static string NameOf(TrainingPlan plan, TrainingSettings settings) => settings.Compression == CompressorKind.None
        ? plan.Compression!.Compressor.GetType().Name
        : Names.Of(settings.Compression);
}
