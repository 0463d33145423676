namespace ActorBackprop.Learning.Data;

/// <summary>The two sets of an IDX directory.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Test">The images to be judged by; rows, columns and classes as in <paramref name="Training"/>.</param>
/// <param name="Sha256">
/// SHA-256 of the four unpacked files one after the other (training images, training labels, test images, test labels) in
/// 64 lower-case hexadecimal digits: the same for the same content, however it is named or packed.
/// </param>
public sealed record DataSets(Dataset Training, Dataset Test, string Sha256);
