using System.Numerics;

namespace ActorBackprop.Actors.Ledger;

/// <summary>
/// A set of numbers below a bound that gives them in ascending order. Every operation takes a step for each factor of 64 in
/// the bound, and no memory: each bit of a level says whether a word of the level below has any.
/// </summary>
/// <param name="bound">Numbers in it are 0 or more, and less than this.</param>
internal sealed class NumberSet(int bound)
{
    private readonly ulong[][] _levels = Levels(bound);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(int number) => (_levels[0][number >> 6] & Bit(number)) != 0;

    /// <summary>Puts a number in; one that is in already stays.</summary>
    public void Add(int number)
    {
        if (Contains(number)) return;
        Count++;
        foreach (var level in _levels)
        {
            level[number >> 6] |= Bit(number);
            number >>= 6;
        }
    }

    /// <summary>Takes a number out; nothing happens if it is not in.</summary>
    public void Remove(int number)
    {
        if (!Contains(number)) return;
        Count--;
        foreach (var level in _levels)
        {
            if ((level[number >> 6] &= ~Bit(number)) != 0) return;
            number >>= 6;
        }
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        for (var number = From(0); number >= 0; number = From(number + 1)) Remove(number);
    }

    /// <summary>The lowest of its numbers that is not below <paramref name="number"/>; −1 if there is none.</summary>
    public int From(int number)
    {
        for (var l = 0; l < _levels.Length && number >> 6 < _levels[l].Length; l++)
        {
            var word = _levels[l][number >> 6] & (ulong.MaxValue << number);
            if (word == 0)
            {
                number = (number >> 6) + 1;
                continue;
            }
            number = (number & ~63) + BitOperations.TrailingZeroCount(word);
            while (l > 0) number = (number << 6) + BitOperations.TrailingZeroCount(_levels[--l][number]);
            return number;
        }
        return -1;
    }

    private static ulong Bit(int number) => 1UL << number; // C# takes the number modulo 64

    private static ulong[][] Levels(int bound)
    {
        var levels = new List<ulong[]>();
        do
        {
            bound = (bound + 63) / 64;
            levels.Add(new ulong[bound]);
        }
        while (bound > 1);
        return [.. levels];
    }
}
