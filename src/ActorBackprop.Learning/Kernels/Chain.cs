namespace ActorBackprop.Learning.Kernels;

/// <summary>A run of the inner index that is summed by itself.</summary>
/// <param name="Length">How many terms.</param>
/// <param name="Folds">How many sums that wait are added to it from the left, once it is complete: the tree's nodes that end with it.</param>
internal readonly record struct Chain(int Length, int Folds);
