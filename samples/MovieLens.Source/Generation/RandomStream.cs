namespace MovieLens.Source.Generation;

/// <summary>
/// SplitMix64: a random sequence that is the same for the same seed on every machine and every version of .NET (which
/// <see cref="Random"/> does not promise), and so cheap to start that every user has one of their own.
/// </summary>
internal struct RandomStream
{
    private ulong state;

    /// <param name="seed">The data set's seed.</param>
    /// <param name="purpose">What the numbers are for: different purposes get unrelated numbers.</param>
    /// <param name="item">Which user, film and so on.</param>
    public RandomStream(long seed, Purpose purpose, int item = 0)
    {
        state = (ulong)seed;
        state = Next() + (ulong)purpose;
        state = Next() + (ulong)item;
        Next();
    }

    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 (inclusive) to <paramref name="bound"/> (exclusive).</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>0 (inclusive) to 1 (exclusive).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Exponentially distributed with the given mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <summary>Roughly normal, mean 0, deviation 1: the sum of four 16-bit numbers, which needs no logarithm.</summary>
    public double Normal()
    {
        var bits = Next();
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return (sum - 131070.0) / 37837.2;
    }

    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}

/// <summary>What a random sequence is for.</summary>
internal enum Purpose
{
    Titles = 1,
    Popularity,
    Quality,
    Activity,
    Coverage,
    Films,
    Opinions,
    Taggers,
    Tags,
    Links,
    Traffic,
}
