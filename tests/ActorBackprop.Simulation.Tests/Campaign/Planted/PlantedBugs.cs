namespace ActorBackprop.Simulation.Tests.Campaign.Planted;

/// <summary>The bugs that are planted, one at a time.</summary>
internal static class PlantedBugs
{
    private const string Server = "Actors/ParameterServer.cs", Deals = "Actors/Dealing/Deals.cs", Roster = "Actors/Roster.cs",
        Worker = "Actors/Worker.cs", Sum = "Learning/Gradients/MinibatchSum.cs", Gradient = "Learning/Gradients/PartGradient.cs",
        Slice = "Learning/Training/SliceStep.cs", Answers = "Actors/Sharding/ShardAnswers.cs";

    public static readonly IReadOnlyList<PlantedBug> All =
    [
        new("a gradient that comes twice is added twice",
            new Edit(Deals, "return open.IsIn ? Refusal.Duplicate : null;", "return null;"),
            new Edit(Sum, "if (isIn.Contains(true)) throw new ArgumentException($\"{sum.Node} is in already\");",
                "if (isIn.Contains(true)) { Elementwise.Add(_byFirst.First(s => s is not null)!.Gradient.Span, sum.Gradient.Span); return; }")),
        new("a step is taken twice while a slow worker holds a part of it",
            new Edit(Server, "if (!_state.TryCompleteStep(_sum, next, isFinite))",
                "if (!_state.TryCompleteStep(_sum, next, isFinite) || (_deals.IsHeld(minibatch.Step) && !_state.TryStep(_sum, _buffers.Take())))")),
        new("gradients are added in the order they arrive",
            new Edit(Sum, "private int _gathered;", "private int _gathered; private readonly List<NodeSum> _arrived = [];"),
            new Edit(Sum, "_gathered = 0;", "_gathered = 0; _arrived.Clear();"),
            new Edit(Sum, "if (buffers is not null) Fold(sum.Node, buffers);", "_arrived.Add(sum);"),
            new Edit(Sum, "Sum(_root, from, block);",
                "block.Clear(); foreach (var one in _arrived) Elementwise.Add(block, one.Gradient.Span.Slice(from, block.Length));")),
        new("a part's microbatches are added from left to right",
            new Edit(Gradient, "TreeChains.Of(node, minibatch, completes: add ? 1 : 0, chains);", """
                TreeChains.Of(node, minibatch, completes: add ? 1 : 0, chains);
                for (var i = 0; i < chains.Length; i++) chains[i] = chains[i] with { Folds = i > 0 || add ? 1 : 0 };
                """)),
        new("a step is complete one microbatch early",
            new Edit(Sum, "if (buffers is not null) Fold(sum.Node, buffers);", """
                if (buffers is not null) Fold(sum.Node, buffers);
                if (_gathered != _root.To - 1) return;
                var rest = Array.IndexOf(_isIn, false, 0, _root.To);
                Add(new NodeSum(new TreeNode(rest, rest + 1), new float[sum.Gradient.Length], 0, 0));
                """)),
        new("an uneven minibatch is averaged as if it were even",
            new Edit(Slice, "root, minibatch.Samples, from",
                "root, minibatch.Microbatches * minibatch.MicrobatchSamples, from")),
        new("a buffer is returned twice",
            new Edit(Sum, "buffers?.GiveBack(sum.Gradient);", "{ buffers?.GiveBack(sum.Gradient); buffers?.GiveBack(sum.Gradient); }")),
        new("a gradient's buffer is returned before it is added",
            new Edit(Sum, "Elementwise.Add(left.Gradient.Span, right.Gradient.Span);\n            buffers.GiveBack(right.Gradient);",
                "buffers.GiveBack(left.Gradient);\n            Elementwise.Add(left.Gradient.Span, right.Gradient.Span);")),
        new("a refused gradient's buffers are returned",
            new Edit(Server, "_books.Refused(refusal);",
                "_books.Refused(refusal); foreach (var sum in gradient.Sums) _buffers.GiveBack(sum.Gradient);")),
        new("a version is used again while a worker still reads it",
            new Edit(Server, "if (!_deals.IsHeld(minibatch.Step)) _buffers.GiveBack(old);", "_buffers.GiveBack(old);")),
        new("a version is complete although a shard has not answered",
            new Edit(Answers, "if (--_missing > 0) return null;", "if (--_missing > 1) return null;")),
        new("the part of a lost worker is not dealt again",
            new Edit(Deals, "if (FindOpen(deal) is { } part) _parts.Repeat(part);", "_ = FindOpen(deal);")),
        new("an overdue part is never dealt again", new Edit(Deals, "_places.Check(number);", "")),
        new("what an incarnation before the restart sends is accepted",
            new Edit(Deals, "if (worker.Incarnation < known.Incarnation) return Refusal.Superseded;", "")),
        new("a late registration brings the incarnation before the restart back",
            new Edit(Deals, "if (known?.Incarnation > worker.Incarnation) return false;", "")),
        new("a gradient of an earlier step is accepted",
            new Edit(Deals, "if (step < _step) return Refusal.Late;", ""),
            new Edit(Server, "if (gradient.Version != _state.Steps) return Refusal.Foreign;", "")),
        new("a worker's answer bears the name of the part that it has next",
            new Edit(Worker, "var (work, compute) = (done.Work,", "var (work, compute) = (_next ?? done.Work,")),
        new("the step is cut anew when a worker is lost",
            new Edit(Deals, "_places.Leave(number);", "_places.Leave(number); _parts.Clear();")),
        new("any registration takes the worker's part away from it",
            new Edit(Deals, "&& (heard >= deal.Step || _places.IsOverdue(worker.Number))) Close(deal);", ") Close(deal);")),
        new("any answer of a worker stands for the part it holds",
            new Edit(Deals, "if (_places.Open(worker.Number) == new Deal(worker, step, part)) _places.Close(worker.Number);",
                "if (_places.Open(worker.Number) is not null) _places.Close(worker.Number);")),
        new("the end of an actor whose worker is back already takes the new one",
            new Edit(Roster, "if (isKnown) Forget(known.Actor, worker.Number);", "")),
        new("nobody watches the workers", new Edit(Server, "Context.Watch(Sender); // once", "// once")),
        new("a worker that is back before it was known lost is not told lost",
            new Edit(Server, "is { } before && before != worker) Lost(before);", "is { } before && before != worker) return;")),
        new("the patience with lost workers goes on when they are back",
            new Edit(Server, "if (IsShort)", "")),
        new("every message is taken for the time at which parts get overdue",
            new Edit(Server, "foreach (var deal in _deals.Next()) Send(deal);",
                "foreach (var deal in _deals.Next().Concat(_deals.CheckOverdue()).ToList()) Send(deal);")),
        new("the end does not wait for the last checkpoint",
            new Edit(Server, "if (_reports.AreAwaited) return;", "")),
    ];
}
