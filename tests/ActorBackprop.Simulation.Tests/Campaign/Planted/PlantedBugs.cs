using ActorBackprop.Actors;
using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Shards;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.LocalSgd;
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
            In<WorkLedger>(nameof(WorkLedger.Take)).Remove<IfStatementSyntax>(nameof(Refusal.Duplicate)),
            In<MinibatchSum>(nameof(MinibatchSum.Add)).Replace<IfStatementSyntax>(
                "if (isIn.Contains(true)) { Elementwise.Add(_byFirst.First(s => s is not null)!.Gradient.Span, sum.Gradient.Span); return; }",
                nameof(Enumerable.Contains))),
        new("a step is taken twice while a slow worker holds a part of it",
            In<ParameterServer>().Condition("$0 || (_ledger.Idle < _workers.Count && !_state.TryStep(_sum, _buffers.Take()))",
                nameof(TrainingState.TryCompleteStep))),
        new("gradients are added in the order they arrive",
            In<MinibatchSum>().Add("private readonly List<NodeSum> _arrived = [];"),
            In<MinibatchSum>(nameof(MinibatchSum.Begin)).AtStart("_arrived.Clear();"),
            In<MinibatchSum>(nameof(MinibatchSum.Add)).Replace<IfStatementSyntax>("_arrived.Add(sum);", "AddHalves"),
            In<MinibatchSum>(nameof(MinibatchSum.Root)).Replace<IfStatementSyntax>(
                "block.Clear(); foreach (var one in _arrived) Elementwise.Add(block, one.Gradient.Span.Slice(from, block.Length)); return block;",
                "Sum", "_root")),
        new PlantedBug("a part's microbatches are added from left to right",
            In<PartGradient>().Replace<ExpressionStatementSyntax>(
                "$0 for (var i = 0; i < chains.Length; i++) chains[i] = chains[i] with { Folds = i > 0 || add ? 1 : 0 };",
                nameof(TreeChains)))
            .NotIn("local", "federated"), // where each microbatch is trained on by itself
        new("a step is complete one microbatch early",
            In<MinibatchSum>(nameof(MinibatchSum.Add)).AtEnd("""
                if (_gathered != _root.To - 1) return;
                var rest = Array.IndexOf(_isIn, false, 0, _root.To);
                Add(new NodeSum(new TreeNode(rest, rest + 1), new float[sum.Gradient.Length], 0, 0));
                """)),
        new PlantedBug("an uneven minibatch is averaged as if it were even",
            In<SliceStep>().Replace<MemberAccessExpressionSyntax>("(sum[0].Minibatch.Microbatches * sum[0].Minibatch.MicrobatchSamples)",
                nameof(StepSum.Samples)))
            .NotIn("federated"), // where all clients have equally many samples
        new("a buffer is returned twice",
            In<MinibatchSum>(nameof(MinibatchSum.Release)).Replace<ExpressionStatementSyntax>("$0 $0", GiveBack)),
        new PlantedBug("a gradient's buffer is returned before it is added",
            In<MinibatchSum>("AddHalves").Remove<ExpressionStatementSyntax>(GiveBack),
            In<MinibatchSum>("AddHalves").Replace<ExpressionStatementSyntax>("buffers.GiveBack(left.Gradient); $0", nameof(Elementwise)))
            .OnlyIn("synchronous", "local", "federated"), // the others add when the step is taken
        new("a refused gradient's buffers are returned",
            In<ParameterServer>("OnGradientComputed").Replace<ExpressionStatementSyntax>(
                "$0 foreach (var sum in gradient.Sums) _buffers.GiveBack(sum.Gradient);", nameof(StatisticsCounter.Refused))),
        new("a version is used again while a worker still reads it",
            In<Versions>().Add("public void Return(long version) { if (_held.Remove(version, out var held)) buffers.GiveBack(held.Memory); }"),
            In<Versions>(nameof(Versions.Release)).AtStart("if (!_held.ContainsKey(version)) return;"),
            In<WorkLedger>(nameof(WorkLedger.BeginVersion)).Replace<ExpressionStatementSyntax>("_versions.Return(Steps);", nameof(Versions.Release))),
        new("a version is complete although a shard has not answered",
            In<ShardAnswers>(nameof(ShardAnswers.Take)).Condition("--_missing > 1", "_missing")),
        new("the part of a lost worker is not dealt again",
            In<WorkLedger>("GiveUp").Remove<IfStatementSyntax>("Fail")),
        new("an overdue part is never dealt again",
            In<WorkLedger>(nameof(WorkLedger.CheckOverdue)).Replace<BinaryExpressionSyntax>("worker.Checks < 2", nameof(WorkerRecord.Checks))),
        new("what an incarnation before the restart sends is accepted",
            In<WorkLedger>().Remove<IfStatementSyntax>(nameof(Refusal.Superseded))),
        new("a late registration brings the incarnation before the restart back",
            In<WorkLedger>(nameof(WorkLedger.TryRegister)).Condition("false", "isOlder")),
        new("a gradient of an earlier step is accepted",
            In<WorkLedger>(nameof(WorkLedger.Take)).AtStart(
                "if (gradient.Step < Oldest.Step && Steps < _plan.Steps) gradient = gradient with { Step = Oldest.Step, Version = Steps };")),
        new("a worker's answer bears the name of the part that it has next",
            In<Worker>("Send").Replace<MemberAccessExpressionSyntax>("_next ?? $0", nameof(PartComputed.Work))),
        new("the minibatch is cut again when a worker is lost",
            In<WorkLedger>(nameof(WorkLedger.Remove)).AtEnd("foreach (var work in _open.Values) { _cut = default; work.Open(work.Minibatch, Part.Cut(work.Minibatch.Microbatches, Math.Max(1, Registered))); if (!_queued.Contains(work)) _queued.Add(work); }")),
        new("any registration takes the worker's part away from it",
            In<WorkLedger>().Replace<ParenthesizedExpressionSyntax>("true", "heard")),
        new("any answer of a worker stands for the part it holds",
            In<WorkerRecord>(nameof(WorkerRecord.Settle)).AtStart(
                "if (IsBusy) { var held = Current; settled.Add(held.Version); _unanswered.Clear(); IsBusy = false; return held; }")),
        new("the end of an actor whose worker is back already takes the new one",
            In<WorkerActors>(nameof(WorkerActors.Enter)).Remove<IfStatementSyntax>("Forget")),
        new("no actor watches the workers",
            In<ParameterServer>().Remove<ExpressionStatementSyntax>("Watch", "Sender")),
        new("a worker that is back before it was known lost is not told lost",
            In<ParameterServer>("OnRegisterWorker").Replace<ExpressionStatementSyntax>("return;", "ReportLost")),
        new("the patience with lost workers goes on when they are back",
            In<ParameterServer>("EndIfShort").Condition("true", "IsShort")),
        new("every message is taken for the time at which parts get overdue",
            In<ParameterServer>("Advance").Replace<InvocationExpressionSyntax>("$0.Concat(_ledger.CheckOverdue()).ToList()", nameof(WorkLedger.Assign))),
        new("the end does not wait for the last checkpoint",
            In<ParameterServer>().Remove<IfStatementSyntax>(nameof(ServerReports.AwaitsAnswers))),
        new PlantedBug("a gradient of an earlier version still counts",
            In<KSync>(nameof(KSync.StillCounts)).Replace<BinaryExpressionSyntax>("true", nameof(Contribution.Version)),
            In<KBatchSync>(nameof(KBatchSync.StillCounts)).Replace<BinaryExpressionSyntax>("true", nameof(Contribution.Version)))
            .OnlyIn("k-sync", "k-batch-sync"),
        new PlantedBug("dropped parts are not counted",
            In<WorkLedger>("Drop").Remove<ExpressionStatementSyntax>(nameof(WorkLedger.Dropped)))
            .OnlyIn("k-sync", "k-batch-sync"),
        new PlantedBug("a step is taken with fewer gradients than the mode says",
            In<KSync>(nameof(KSync.Due)).Replace<BinaryExpressionSyntax>("now.GatheredCount > 0", nameof(KSync.Gradients)),
            In<KBatchSync>(nameof(KBatchSync.Due)).Replace<BinaryExpressionSyntax>("now.GatheredCount > 0", nameof(KSync.Gradients)),
            In<KAsync>(nameof(KAsync.Due)).Replace<BinaryExpressionSyntax>("now.GatheredCount > 0", nameof(KSync.Gradients)),
            In<KBatchAsync>(nameof(KBatchAsync.Due)).Replace<BinaryExpressionSyntax>("now.GatheredCount > 0", nameof(KSync.Gradients)))
            .OnlyIn("k-sync", "k-batch-sync", "k-async", "k-batch-async"),
        new PlantedBug("a gradient that arrives while shards take a step is accepted before it is over",
            In<ParameterServer>("OnReceive").Replace<BinaryExpressionSyntax>("false", "_isStepping", nameof(IConsistencyMode.IsSynchronous)))
            .OnlyIn("k-sync", "k-batch-sync", "k-async", "k-batch-async", "asynchronous"), // in stale-synchronous it changes no step
        new PlantedBug("a worker may be one minibatch further ahead than the bound",
            In<StaleSynchronous>(nameof(StaleSynchronous.Ahead)).Replace<ArrowExpressionClauseSyntax>("=> Bound + 1", nameof(StaleSynchronous.Bound)),
            In<StaleSynchronous>(nameof(StaleSynchronous.Parts)).Replace<BinaryExpressionSyntax>("$0 + 1",
                nameof(TrainingView.Oldest), nameof(StaleSynchronous.Bound)))
            .OnlyIn("stale-synchronous"),
        new PlantedBug("a stale gradient counts in full although the training is staleness-aware",
            In<ParameterServer>("Add").Replace<ConditionalExpressionSyntax>("1f", nameof(ServerSettings.IsStalenessAware)))
            .OnlyIn("k-async", "k-batch-async", "asynchronous", "stale-synchronous"),
        new PlantedBug("a replica begins with the parameters of the one before",
            In<LocalTraining>("Train").Remove<ExpressionStatementSyntax>(nameof(Span<float>.CopyTo)))
            .OnlyIn("local", "federated"),
    ];
}
