using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Configuration;

/// <summary>
/// What the settings make of the samples: how many an epoch has, a step, and a microbatch. Where replicas or clients train by
/// themselves, a step is a round, a microbatch what one of them trains on in it, and their own steps are the settings' minibatch.
/// </summary>
/// <param name="Samples">Of an epoch; of a round where clients have their own.</param>
/// <param name="Minibatch">Of a step.</param>
/// <param name="Microbatch">Of a microbatch.</param>
/// <param name="Local">How a microbatch is trained on; null where it is differentiated.</param>
internal sealed record Rounds(int Samples, int Minibatch, int Microbatch, LocalOptions? Local)
{
    /// <summary>Of settings.</summary>
    /// <param name="settings">Without a contradiction.</param>
    /// <param name="images">Images that are trained on.</param>
    /// <exception cref="ConfigurationException">There are too few images.</exception>
    public static Rounds Of(TrainingSettings settings, int images) => settings.Mode switch
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
        var least = settings.Split == Split.Pathological ? 2 : 1; // it takes two shards to have two digits
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
