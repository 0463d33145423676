using ActorBackprop.Actors.Ledger;
using CsCheck;

namespace ActorBackprop.Actors.Tests.Ledger;

public sealed class NumberSetTests
{
    private enum Act { Add, Remove, From, Clear }

    // One, two and three levels, full or not, and numbers at their borders.
    private static readonly Gen<(int Bound, (Act Act, int Number)[] Acts)> Stories =
        from bound in OneOf(1, 2, 63, 64, 65, 128, 4095, 4096, 4097, 100_000, 262_144, 262_145)
        from acts in Gen.Select(
            Gen.Frequency((8, Gen.Const(Act.Add)), (6, Gen.Const(Act.Remove)), (8, Gen.Const(Act.From)), (1, Gen.Const(Act.Clear))),
            Gen.OneOf(Gen.Int[0, bound - 1], OneOf(0, 1, 63, 64, 65, 4095, 4096, 4097, 262_143, bound - 1).Select(n => Math.Min(n, bound - 1))))
            .Array[0, 60]
        select (bound, acts);

    [Fact]
    public void A_number_set_does_what_a_sorted_set_does() => Stories.Sample(story =>
    {
        var (numbers, expected) = (new NumberSet(story.Bound), new SortedSet<int>());
        foreach (var (act, number) in story.Acts)
        {
            switch (act)
            {
                case Act.Add:
                    numbers.Add(number);
                    expected.Add(number);
                    break;
                case Act.Remove:
                    numbers.Remove(number);
                    expected.Remove(number);
                    break;
                case Act.Clear:
                    numbers.Clear();
                    expected.Clear();
                    break;
            }
            Assert.Equal((expected.Count, expected.Contains(number)), (numbers.Count, numbers.Contains(number)));
            foreach (var from in new[] { 0, number, number + 1 })
                Assert.Equal(expected.Where(n => n >= from).DefaultIfEmpty(-1).First(), numbers.From(from));
        }
        var listed = new List<int>();
        for (var n = numbers.From(0); n >= 0; n = numbers.From(n + 1)) listed.Add(n);
        Assert.Equal(expected, listed);
    }, iter: 1000);

    [Fact]
    public void A_number_beyond_the_last_has_none_after_it()
    {
        var numbers = new NumberSet(64);
        numbers.Add(63);
        Assert.Equal((63, -1), (numbers.From(63), numbers.From(64)));
    }

    private static Gen<int> OneOf(params int[] numbers) => Gen.Int[0, numbers.Length - 1].Select(i => numbers[i]);
}
