namespace ActorBackprop.Learning.Data;

/// <summary>Which images of a training set are held out for validation.</summary>
public enum HoldOut
{
    /// <summary>Of each class the same share, drawn by the seed: right whatever the order of the images.</summary>
    Stratified,

    /// <summary>The last of the training set: right where its images are in random order.</summary>
    Last,
}
