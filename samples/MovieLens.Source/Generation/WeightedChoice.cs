namespace MovieLens.Source.Generation;

/// <summary>Draws items by weight in constant time (Walker's alias method, in Vose's form).</summary>
internal sealed class WeightedChoice
{
    private readonly double[] weights;
    private readonly double[] keep;
    private readonly int[] alias;

    public WeightedChoice(double[] weights)
    {
        this.weights = weights;
        var count = weights.Length;
        var sum = weights.Sum();
        keep = new double[count];
        alias = new int[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            keep[i] = weights[i] * count / sum;
            (keep[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            alias[less] = more;
            keep[more] -= 1 - keep[less];
            (keep[more] < 1 ? small : large).Push(more);
        }

        // What is left is 1 but for rounding.
        foreach (var i in small.Concat(large))
        {
            keep[i] = 1;
        }
    }

    public int Count => keep.Length;

    public int Next(ref RandomStream random)
    {
        var i = random.Below(keep.Length);
        return random.Unit() < keep[i] ? i : alias[i];
    }

    /// <summary>Adds distinct items to <paramref name="chosen"/> until it has <paramref name="count"/>.</summary>
    public void Fill(HashSet<int> chosen, int count, ref RandomStream random)
    {
        // Drawing again when an item is chosen already is quick while most weight is still free, and hopeless later.
        for (var attempts = 8L * count + 64; chosen.Count < count && attempts > 0; attempts--)
        {
            chosen.Add(Next(ref random));
        }

        if (chosen.Count < count)
        {
            FillBySorting(chosen, count, ref random);
        }
    }

    /// <summary>Draws without replacement in one pass over all items: the smallest of exponential times with rates = weights come first.</summary>
    private void FillBySorting(HashSet<int> chosen, int count, ref RandomStream random)
    {
        var times = new double[keep.Length];
        var items = new int[keep.Length];
        for (var i = 0; i < times.Length; i++)
        {
            items[i] = i;
            times[i] = random.Exponential(1 / weights[i]);
        }

        Array.Sort(times, items);
        for (var i = 0; chosen.Count < count; i++)
        {
            chosen.Add(items[i]);
        }
    }
}
