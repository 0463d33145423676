using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>A part in a worker's hands: open until the worker answers, is lost, or registers anew.</summary>
internal readonly record struct Deal(WorkerId Worker, long Step, Part Part);
