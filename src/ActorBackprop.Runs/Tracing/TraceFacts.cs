using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Runs.Tracing;

// What a trace is told, in the past tense, by whoever watches a run. They share a file because they are read together.

/// <summary>Something happened in a run.</summary>
/// <param name="At">When, since the run began; in virtual time, if it runs in that. Less than 292 years.</param>
public abstract record TraceFact(TimeSpan At);

/// <summary>The parameter server began a step.</summary>
/// <param name="At">When.</param>
/// <param name="Step">Which.</param>
public sealed record StepBegan(TimeSpan At, long Step) : TraceFact(At);

/// <summary>The parameter server has taken the step it began last.</summary>
/// <param name="At">When.</param>
public sealed record StepEnded(TimeSpan At) : TraceFact(At);

/// <summary>A worker that computed nothing began to.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">Which, from 0.</param>
/// <param name="Step">For which step.</param>
/// <param name="Part">Which of its microbatches.</param>
public sealed record ComputeStarted(TimeSpan At, int Worker, long Step, Part Part) : TraceFact(At);

/// <summary>A worker has computed what it began.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">Which, from 0.</param>
public sealed record ComputeEnded(TimeSpan At, int Worker) : TraceFact(At);

/// <summary>A worker crashed, whether or not it was computing. It is down until it is started.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">Which, from 0.</param>
public sealed record WorkerCrashed(TimeSpan At, int Worker) : TraceFact(At);

/// <summary>A worker started, for the first time or after a crash.</summary>
/// <param name="At">When.</param>
/// <param name="Worker">Which, from 0.</param>
/// <param name="Incarnation">How often it was started, from 1.</param>
public sealed record WorkerStarted(TimeSpan At, int Worker, int Incarnation) : TraceFact(At);

/// <summary>A message arrived. One that arrives twice is two facts.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Departed">When it left; not later.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Who received it.</param>
/// <param name="Kind">The message's type, as in ComputeGradient.</param>
/// <param name="Bytes">Its size.</param>
public sealed record MessageArrived(TimeSpan At, TimeSpan Departed, TraceNode From, TraceNode To, string Kind, long Bytes)
    : TraceFact(At);

/// <summary>A message was lost.</summary>
/// <param name="At">When.</param>
/// <param name="Departed">When it left; not later.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Who did not receive it.</param>
/// <param name="Kind">The message's type, as in ComputeGradient.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record MessageLost(
    TimeSpan At, TimeSpan Departed, TraceNode From, TraceNode To, string Kind, long Bytes, string Reason) : TraceFact(At);

/// <summary>Messages that have arrived and wait until their receiver is free.</summary>
/// <param name="At">From when on.</param>
/// <param name="Of">Whose.</param>
/// <param name="Length">How many.</param>
public sealed record QueueMeasured(TimeSpan At, TraceNode Of, int Length) : TraceFact(At);

/// <summary>The cost was measured. One that is not finite is left out of the trace.</summary>
/// <param name="At">When.</param>
/// <param name="Cost">The cost.</param>
public sealed record CostMeasured(TimeSpan At, double Cost) : TraceFact(At);

/// <summary>The test images were classified.</summary>
/// <param name="At">When.</param>
/// <param name="Fraction">Fraction of them that are right.</param>
public sealed record TestAccuracyMeasured(TimeSpan At, double Fraction) : TraceFact(At);
