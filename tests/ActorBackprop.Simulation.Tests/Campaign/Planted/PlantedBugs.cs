using ActorBackprop.Actors;
using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Sharding;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static ActorBackprop.Simulation.Tests.Campaign.Planted.Edit;

namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>The bugs that are planted, one at a time.</summary>
internal static class PlantedBugs
{
    private const string GiveBack = nameof(IGradientBuffers.GiveBack);

    public static readonly IReadOnlyList<PlantedBug> All =
    [
        new("a gradient that comes twice is added twice",
            In<Deals>().Replace<ReturnStatementSyntax>("return null;", nameof(Refusal.Duplicate)),
            In<MinibatchSum>(nameof(MinibatchSum.Add)).Replace<IfStatementSyntax>(
                "if (isIn.Contains(true)) { Elementwise.Add(_byFirst.First(s => s is not null)!.Gradient.Span, sum.Gradient.Span); return; }",
                nameof(Enumerable.Contains))),
        new("a step is taken twice while a slow worker holds a part of it",
            In<ParameterServer>().Condition("$0 || (_deals.IsHeld(minibatch.Step) && !_state.TryStep(_sum, _buffers.Take()))",
                nameof(TrainingState.TryCompleteStep))),
        new("gradients are added in the order they arrive",
            In<MinibatchSum>().Add("private readonly List<NodeSum> _arrived = [];"),
            In<MinibatchSum>(nameof(MinibatchSum.Begin)).AtStart("_arrived.Clear();"),
            In<MinibatchSum>(nameof(MinibatchSum.Add)).Replace<IfStatementSyntax>("_arrived.Add(sum);", "Fold"),
            In<MinibatchSum>(nameof(MinibatchSum.Root)).Replace<ExpressionStatementSyntax>(
                "block.Clear(); foreach (var one in _arrived) Elementwise.Add(block, one.Gradient.Span.Slice(from, block.Length));", "Sum")),
        new("a part's microbatches are added from left to right",
            In<PartGradient>().Replace<ExpressionStatementSyntax>(
                "$0 for (var i = 0; i < chains.Length; i++) chains[i] = chains[i] with { Folds = i > 0 || add ? 1 : 0 };",
                nameof(TreeChains))),
        new("a step is complete one microbatch early",
            In<MinibatchSum>(nameof(MinibatchSum.Add)).AtEnd("""
                if (_gathered != _root.To - 1) return;
                var rest = Array.IndexOf(_isIn, false, 0, _root.To);
                Add(new NodeSum(new TreeNode(rest, rest + 1), new float[sum.Gradient.Length], 0, 0));
                """)),
        new("an uneven minibatch is averaged as if it were even",
            In<SliceStep>().Replace<MemberAccessExpressionSyntax>("minibatch.Microbatches * minibatch.MicrobatchSamples",
                nameof(Minibatch.Samples))),
        new("a buffer is returned twice",
            In<MinibatchSum>(nameof(MinibatchSum.Release)).Replace<ExpressionStatementSyntax>("$0 $0", GiveBack)),
        new("a gradient's buffer is returned before it is added",
            In<MinibatchSum>("Fold").Remove<ExpressionStatementSyntax>(GiveBack),
            In<MinibatchSum>("Fold").Replace<ExpressionStatementSyntax>("buffers.GiveBack(left.Gradient); $0", nameof(Elementwise))),
        new("a refused gradient's buffers are returned",
            In<ParameterServer>("Refuse").AtStart("foreach (var sum in gradient.Sums) _buffers.GiveBack(sum.Gradient);")),
        new("a version is used again while a worker still reads it",
            In<ParameterServer>().Condition("true", nameof(Deals.IsHeld))),
        new("a version is complete although a shard has not answered",
            In<ShardAnswers>(nameof(ShardAnswers.Take)).Condition("--_missing > 1", "_missing")),
        new("the part of a lost worker is not dealt again",
            In<Deals>().Remove<IfStatementSyntax>(nameof(StepParts.Repeat))),
        new("an overdue part is never dealt again",
            In<Deals>().Remove<ExpressionStatementSyntax>(nameof(Places.Check))),
        new("what an incarnation before the restart sends is accepted",
            In<Deals>().Remove<IfStatementSyntax>(nameof(Refusal.Superseded))),
        new("a late registration brings the incarnation before the restart back",
            In<Deals>(nameof(Deals.TryJoin)).Remove<IfStatementSyntax>(nameof(WorkerId.Incarnation))),
        new("a gradient of an earlier step is accepted",
            In<Deals>().Remove<IfStatementSyntax>(nameof(Refusal.Late)),
            In<ParameterServer>().Remove<IfStatementSyntax>(nameof(GradientComputed.Version))),
        new("a worker's answer bears the name of the part that it has next",
            In<Worker>("Send").Replace<MemberAccessExpressionSyntax>("_next ?? $0", nameof(PartComputed.Work))),
        new("the step is cut anew when a worker is lost",
            In<Deals>(nameof(Deals.Leave)).AtEnd("_parts.Clear();")),
        new("any registration takes the worker's part away from it",
            In<Deals>().Replace<ParenthesizedExpressionSyntax>("true", "heard")),
        new("any answer of a worker stands for the part it holds",
            In<Deals>(nameof(Deals.Answered)).Condition("_places.Open(worker.Number) is not null", nameof(Places.Open))),
        new("the end of an actor whose worker is back already takes the new one",
            In<Roster>(nameof(Roster.Enter)).Remove<IfStatementSyntax>("Forget")),
        new("nobody watches the workers",
            In<ParameterServer>().Remove<ExpressionStatementSyntax>("Watch", "Sender")),
        new("a worker that is back before it was known lost is not told lost",
            In<ParameterServer>("OnRegisterWorker").Replace<ExpressionStatementSyntax>("return;", "Lost")),
        new("the patience with lost workers goes on when they are back",
            In<ParameterServer>("OnShort").Condition("true", "IsShort")),
        new("every message is taken for the time at which parts get overdue",
            In<ParameterServer>("GoOn").Replace<InvocationExpressionSyntax>("$0.Concat(_deals.CheckOverdue()).ToList()", nameof(Deals.Next))),
        new("the end does not wait for the last checkpoint",
            In<ParameterServer>().Remove<IfStatementSyntax>(nameof(Reports.AreAwaited))),
    ];
}
