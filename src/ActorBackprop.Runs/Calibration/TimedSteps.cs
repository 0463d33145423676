namespace ActorBackprop.Runs.Calibration;

/// <summary>What was measured of some steps.</summary>
/// <param name="SecondsPerSample">Seconds of all of it divided by the samples trained on.</param>
/// <param name="PartTimes">Of each part, its seconds divided by its samples.</param>
internal sealed record TimedSteps(double SecondsPerSample, double[] PartTimes);
