namespace ActorBackprop.Runs.Calibration;

/// <summary>A part as it was computed. Times are those of the clock that measures.</summary>
/// <param name="Samples">Samples of the part.</param>
/// <param name="OfMinibatch">Samples of its step.</param>
/// <param name="Since">When it was begun.</param>
/// <param name="Until">When it was done.</param>
internal readonly record struct TimedPart(int Samples, int OfMinibatch, long Since, long Until);
